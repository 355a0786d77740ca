"""docs/coming-from.md: the other ways from Node to Python do the same job. `make peers` runs this."""
from __future__ import annotations

import os
import sys
from pathlib import Path

import pages
import pytest
from conftest import ROOT, find_host

sys.path.insert(0, str(ROOT / "bench"))
import peers

PAGE = "docs/coming-from.md"
FOLDERS, FAILURES = peers.install()


@pytest.mark.parametrize("name", [peer.name for peer in peers.PEERS])
def test_another_way_does_the_same_job(name: str, tmp_path: Path) -> None:
    assert name not in FAILURES, FAILURES[name]
    (section,) = [each for each in pages.sections(PAGE, {}) if each.lower() == name]
    host = find_host("node-on-path", tmp_path)
    host.environment |= {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PYTHONPATH": os.pathsep.join([FOLDERS[peers.WEB], peers.environment()["PYTHONPATH"]]),
    }
    if name != peers.WEB:
        package = tmp_path / "node_modules" / name
        package.parent.mkdir()
        package.symlink_to(FOLDERS[name])
    assert pages.check(host, PAGE, section, {})
