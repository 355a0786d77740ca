"""What Neon has, by reference: docs/neon.md names it all, and each name of ours there is."""
from __future__ import annotations

import operator
import re
from typing import NamedTuple

from conftest import ROOT, Host

import bridge
from bridge import Channel, Context, Deferred, FunctionContext, ModuleContext, Root, Task

OURS_ALONE = {
    "Context.symbol",  # Neon has no symbols
    "JsUint8ClampedArray",
}


class Row(NamedTuple):
    neon: str
    ours: list[str]
    remark: str


def rows() -> list[Row]:
    lines = (ROOT / "docs" / "neon.md").read_text().splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return [Row(neon, names(ours), remark) for neon, ours, remark in cells if "`" in neon]


def names(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def test_every_name_of_ours_in_the_table_exists() -> None:
    for row in rows():
        for name in row.ours:
            operator.attrgetter(name)(bridge)


def test_what_has_no_counterpart_has_a_remark() -> None:
    assert [row.neon for row in rows() if not row.ours and not row.remark] == []


def test_the_table_has_all_there_is_by_reference() -> None:
    told = {name for row in rows() for name in row.ours} | OURS_ALONE
    for class_ in (Context, FunctionContext, ModuleContext, Channel, Deferred, Root, Task):
        methods = [name for name, each in vars(class_).items() if callable(each) and not name.startswith("_")]
        assert {f"{class_.__name__}.{name}" for name in methods} - told == set()
    assert {name for name in bridge.__all__ if name.startswith("Js")} - told == set()


def test_a_property_that_is_undefined_can_be_left_out(host: Host) -> None:
    host.module("""
        def width(cx):
            options = cx.argument(0, JsObject)
            width = options.get_opt("width", JsNumber)
            return "none" if width is None else width

        @register_module
        def main(m):
            m.export_function("width", width)
    """)
    script = """
        const { width } = require('./module');
        console.log(width({ width: 3 }), width({}), width({ width: undefined }));
        try { width({ width: null }) } catch (error) { console.log(error.message) }
    """
    assert host.lines(script) == ["3 none none", "failed to downcast any to number"]


def test_a_channel_tells_whether_it_keeps_the_event_loop_alive(host: Host) -> None:
    host.module("""
        @register_module
        def main(m):
            channel = m.channel()
            m.export_value("held", [channel.has_ref(), channel.unref().has_ref(), channel.ref().has_ref()])
            channel.unref()
    """)
    assert host.lines("console.log(require('./module').held.join())") == ["true,false,true"]


def test_a_module_can_put_anything_on_its_exports(host: Host) -> None:
    host.module("""
        @register_module
        def main(m):
            m.export_value("one", 1)
            exports = m.exports_object()
            exports.set("two", exports.get("one", JsNumber).value() + 1)
    """)
    assert host.lines("console.log(require('./module').two)") == ["2"]
