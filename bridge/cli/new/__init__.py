"""`new`: make a folder with Python that JavaScript requires, which runs at once."""
from __future__ import annotations

import os
import sys
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from .names import check_name, python_name

if TYPE_CHECKING:
    import argparse

TEMPLATE = Path(__file__).parent / "template"
HAD_BEFORE = {".git", ".venv"}  # what may be in a folder that is otherwise empty


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser("new", help="make a folder with Python and JavaScript that runs at once")
    parser.add_argument("folder", type=Path, metavar="NAME", help="a folder that is to be, or an empty one")
    parser.set_defaults(command=new)


def new(options: argparse.Namespace) -> int:
    """Make the folder."""
    folder: Path = options.folder
    try:
        write(folder)
    except (OSError, ValueError) as error:
        print(f"taskbridge: {error}", file=sys.stderr)
        return 1
    print(f"{folder} is made: lib.py has its Python, index.js its JavaScript, and README.md what to do with them")
    print(f"run it: taskbridge run {folder}")
    return 0


def write(folder: Path) -> None:
    """Write the template's files, with the folder's name for its own.

    Raises:
        ValueError: the name is none that npm and Python allow.
        FileExistsError: there is something in the folder.
    """
    name = Path(os.path.realpath(folder)).name
    check_name(name)
    if folder.exists() and {each.name for each in folder.iterdir()} - HAD_BEFORE:
        raise FileExistsError(f"{folder}: expected an empty folder, or none")
    folder.mkdir(parents=True, exist_ok=True)
    own = {
        "template-name": name,
        "template_name": python_name(name),
        "template-version": metadata.version("taskbridge"),
    }
    for file in TEMPLATE.iterdir():
        if not file.is_file():  # what Python has compiled
            continue
        text = file.read_text(encoding="utf-8")
        for placeholder, value in own.items():
            text = text.replace(placeholder, value)
        (folder / file.name).write_text(text, encoding="utf-8")
