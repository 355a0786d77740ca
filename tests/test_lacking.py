"""What PythonMonkey lacks, it still lacks: the day that one of these fails, tests can be skipped no more."""
from __future__ import annotations

import subprocess
import sys

import pytest
from conftest import LACKING


@pytest.mark.parametrize("feature", LACKING)
def test_pythonmonkey_lacks(feature: str) -> None:
    lack = LACKING[feature]
    command = [sys.executable, "-c", f"import pythonmonkey as pm; {lack.program}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert lack.answer in done.stdout + done.stderr
