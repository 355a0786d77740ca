"""What JavaScript sees of lib.py, without JavaScript."""
from pathlib import Path

import pytest

from bridge.testing import PythonError, load

lib = load(Path(__file__).parent)


def test_somebody_is_greeted() -> None:
    assert lib.greet() == "Hello, world!"
    assert lib.greet("Python") == "Hello, Python!"


def test_numbers_are_summarized() -> None:
    assert lib.summarize([1, 2, 6]) == {"count": 3, "mean": 3, "largest": 6}


def test_what_python_raises_is_an_error() -> None:
    with pytest.raises(PythonError, match="expected at least one number"):
        lib.summarize([])
