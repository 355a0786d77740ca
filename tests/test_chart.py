"""The chart and the table of figures are what the measured results say."""
from __future__ import annotations

import importlib.util
from types import ModuleType

import pytest
from conftest import ROOT


@pytest.fixture
def plot() -> ModuleType:
    spec = importlib.util.spec_from_file_location("plot", ROOT / "bench" / "plot.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_chart_is_drawn_of_the_results(plot: ModuleType) -> None:
    assert (ROOT / "docs" / "bridges.svg").read_text() == plot.draw(plot.read())


def test_the_readme_has_the_results(plot: ModuleType) -> None:
    readme = (ROOT / "README.md").read_text()
    assert plot.table(plot.read()) in readme
    assert plot.conditions(plot.read()) in readme
