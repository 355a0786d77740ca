"""Run index.js in a Node that is found: `python -m template_name`, once this is installed from PyPI."""
import sys
from pathlib import Path

import bridge


def main() -> None:
    """Run it, with what the command line has."""
    bridge.run(Path(__file__).parent, *sys.argv[1:], host="node")


if __name__ == "__main__":
    main()
