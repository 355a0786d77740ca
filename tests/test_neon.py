"""What Neon has, by reference."""
from __future__ import annotations

from conftest import Host


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
