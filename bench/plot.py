"""Draws bench/results.json as docs/bridges.svg, and prints it as a table in Markdown, which the README has.

Usage: python bench/plot.py
"""
import json
import math
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
CHART = HERE.parent / "docs" / "bridges.svg"
OURS = "taskbridge"
NAMES = (OURS, "node-calls-python", "pymport", "pythonia", "python-shell", "fastapi")


class Panel(NamedTuple):
    what: str
    title: str
    lacking: str


PANELS = (
    Panel("tick", "A timer is late while two calls compute (p99)", ""),
    Panel("answer", "A small call's answer meanwhile (median)", ""),
    Panel("records in", "10 000 records into Python", "over 20 s"),
    Panel("records out", "10 000 records out of Python", ""),
    Panel("64 MiB in", "64 MiB array in: JavaScript's thread", "no arrays"),
    Panel("start", "From the start of Node to the first result", ""),
)
UNITS = {"s": 1000, "ms": 1, "\u00b5s": 0.001}
# Of the chart, in pixels; its scale is logarithmic, from 0.01 ms to 100 s.
WIDTH, PANEL_WIDTH, ROW, TOP, GAP = 820, 395, 19, 46, 56
LEFT, LOWEST, DECADES, DECADE = 118, -2, 7, 30
STYLE = """
    text { font: 12px system-ui, sans-serif; fill: #24292f }
    .title, .ours { font-weight: 600 }
    .small { font-size: 10px; fill: #57606a }
    line { stroke: #d0d7de }
    circle { fill: #8c959f }
    circle.ours { fill: #0969da }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3 }
      .small { fill: #8d96a0 }
      line { stroke: #30363d }
      circle { fill: #7d8590 }
      circle.ours { fill: #58a6ff }
    }
"""


def text_of(ms: float) -> str:
    """Give a time of two digits as a person would say it."""
    for unit, size in UNITS.items():
        if ms >= size:
            return f"{float(f'{ms / size:.2g}'):g} {unit}"
    raise ValueError(ms)


def x_of(ms: float) -> float:
    return LEFT + (min(max(math.log10(ms), LOWEST), LOWEST + DECADES) - LOWEST) * DECADE


def text(x: float, y: float, content: str, kind: str = "", anchor: str = "start") -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" class="{kind}" text-anchor="{anchor}">{content}</text>'


def draw_panel(panel: Panel, by_name: dict[str, float]) -> list[str]:
    """Draw the rows of one thing measured, and a scale below them."""
    bottom = 14 + ROW * len(NAMES)
    parts = [text(0, 0, panel.title, "title")]
    for decade in range(DECADES + 1):
        x = LEFT + decade * DECADE
        parts.append(f'<line x1="{x}" y1="8" x2="{x}" y2="{bottom}"/>')
        if decade % 2 == 0:
            parts.append(text(x, bottom + 12, text_of(10.0 ** (LOWEST + decade)), "small", "middle"))
    for row, name in enumerate(NAMES):
        y, kind = 20 + ROW * row, "ours" if name == OURS else ""
        parts.append(text(LEFT - 8, y + 4, name, kind, "end"))
        if name in by_name:
            at = x_of(by_name[name])
            parts.append(f'<circle cx="{at:.1f}" cy="{y}" r="4.5" class="{kind}"/>')
            parts.append(text(at + 9, y + 4, text_of(by_name[name]), kind))
        else:
            parts.append(text(LEFT + 6, y + 4, panel.lacking, "small"))
    return parts


def draw(results: dict[str, Any]) -> str:
    height = TOP + 3 * (ROW * len(NAMES) + GAP)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}">',
        "<title>What calls of Python cost, by the way from Node to Python</title>",
        f"<style>{STYLE}</style>",
        text(0, 14, "Less is better; each line is ten times the one to its left.", "small"),
    ]
    for index, panel in enumerate(PANELS):
        x, y = index % 2 * (WIDTH - PANEL_WIDTH), TOP + index // 2 * (ROW * len(NAMES) + GAP)
        lines.append(f'<g transform="translate({x} {y})">')
        lines += draw_panel(panel, results["milliseconds"][panel.what])
        lines.append("</g>")
    lines.append("</svg>")
    return "\n".join(lines) + "\n"


def table(results: dict[str, Any]) -> str:
    """Give the same as Markdown."""
    rows = [["", *NAMES], ["---"] * (len(NAMES) + 1)]
    for what, title, lacking in PANELS:
        by_name = results["milliseconds"][what]
        rows.append([title, *(text_of(by_name[name]) if name in by_name else lacking for name in NAMES)])
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def conditions(results: dict[str, Any]) -> str:
    """Tell where the figures come from."""
    versions = ", ".join(f"{name} {version}" for name, version in results["versions"].items())
    return f"{results['date']}; {results['machine']}; {versions}."


def read() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((HERE / "results.json").read_text())
    return found


def main() -> None:
    CHART.write_text(draw(read()))
    print(table(read()), conditions(read()), sep="\n")


if __name__ == "__main__":
    main()
