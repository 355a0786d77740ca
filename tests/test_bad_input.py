"""What is wrong is refused with a sentence that says what and where, and never crashes the process."""
from __future__ import annotations

import json
import re
import resource
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

from conftest import JS, ROOT, Host

CAUGHT = """
const caught = (call) => {
  try {
    return { returned: String(call()) };
  } catch (error) {
    const { name, message, code } = error;
    return { name, message, code, class: Object.getPrototypeOf(error).constructor.name };
  }
};
"""


def answers(host: Host, script: str, *arguments: str, **options: Any) -> Any:
    """What a script hands to `answer()`, once, by way of JSON; `caught(call)` describes what a call throws."""
    done = host.run(
        CAUGHT + "const answer = (value) => console.log(JSON.stringify(value));\n" + script, *arguments, **options
    )
    assert done.stderr == ""
    return json.loads(done.stdout)


def failures(host: Host, libraries: dict[str, str]) -> dict[str, dict[str, str]]:
    """How the load of each Module fails; all in one process."""
    for name, text in libraries.items():
        host.module(text, name)
    script = """
    const found = {};
    for (const name of process.argv.slice(2)) found[name] = caught(() => require(`./${name}`));
    answer(found);
    """
    found: dict[str, dict[str, str]] = answers(host, script, *libraries)
    return found


def test_a_library_that_fails_to_load_says_where(host: Host) -> None:
    libraries = {
        "syntax": "x = = 1",
        "missing": "x = 1\nimport there_is_no_such_module",
        "deeper": "def one():\n    two()\n\ndef two():\n    1 / 0\n\none()",
        "leaves": "import sys\nsys.exit(3)",
        "interrupted": "raise KeyboardInterrupt",
    }
    reasons = {
        "syntax": (2, "SyntaxError: invalid syntax"),
        "missing": (3, "ModuleNotFoundError: No module named 'there_is_no_such_module'"),
        "deeper": (6, "ZeroDivisionError: division by zero"),
        "leaves": (3, "SystemExit: 3"),
        "interrupted": (2, "KeyboardInterrupt"),
    }
    for name, error in failures(host, libraries).items():
        line, reason = reasons[name]
        path = host.folder / name / "lib.py"
        assert error["name"] == "ImportError"
        assert error["code"] == "ERR_PYTHON_IMPORTERROR"
        assert error["message"].startswith(f"{path} failed to load:\n")
        assert f'File "{path}", line {line}' in error["message"]
        assert error["message"].endswith(reason)


def test_exports_that_cannot_be_are_refused(host: Host) -> None:
    main = "@register_module\ndef main(m):\n    "
    libraries = {
        "nothing": "x = 1",
        "twice": main + "m.export_function('f', print); m.export_function('f', print)",
        "value_twice": main + "m.export_value('f', m.number(1)); m.export_value('f', m.number(1))",
        "no_function": main + "m.export_function('f', 17)",
        "no_value": main + "m.export_value('f', print)",
        "no_name": main + "m.export_function(17, print)",
        "two_mains": "@register_module\ndef main(m): pass\n@register_module\ndef another(m): pass",
        "no_main": "register_module(17)",
        "fails": main + "1 / 0",
    }
    found = {name: f"{error['name']}: {error['message']}" for name, error in failures(host, libraries).items()}
    two_mains, no_main = found.pop("two_mains"), found.pop("no_main")
    assert found == {
        "nothing": f"ImportError: {host.folder}/nothing/lib.py exports nothing: expected a function under "
        "@export, @task or @register_module",
        "twice": "ValueError: f is exported twice",
        "value_twice": "ValueError: f is exported twice",
        "no_function": "TypeError: f: expected a function, got int",
        "no_value": "TypeError: cannot copy a builtin_function_or_method to JavaScript",
        "no_name": "TypeError: Argument 'name' has incorrect type (expected str, got int)",
        "fails": "ZeroDivisionError: division by zero",
    }
    assert two_mains.endswith("ValueError: register_module: main is registered already")
    assert no_main.endswith("TypeError: register_module: expected a function, got int")


def test_a_mended_library_can_be_required_again(host: Host) -> None:
    export = "m.export_function('f', lambda cx: cx.string('mended'))"
    broken = {
        "syntax": "x = = 1",
        "import_error": "import there_is_no_such_module",
        "no_main": "def main(m): pass",
        "main": "@register_module\ndef main(m): 1 / 0",
    }
    for name, text in broken.items():
        host.module(text, name)
    mended = f"from bridge import *\n@register_module\ndef main(m):\n    {export}\n"
    script = """
    const fs = require("fs");
    answer(process.argv.slice(3).map((name) => {
      const { name: first } = caught(() => require(`./${name}`));
      fs.writeFileSync(`${__dirname}/${name}/lib.py`, process.argv[2]);
      return [first, caught(() => require(`./${name}`).f())];
    }));
    """
    first = ["ImportError", "ImportError", "ImportError", "ZeroDivisionError"]
    assert answers(host, script, mended, *broken) == [[name, {"returned": "mended"}] for name in first]


def test_load_wants_the_absolute_path_of_a_folder_with_a_library(host: Host) -> None:
    empty = host.folder / "empty"
    empty.mkdir()
    script = """
    const { load } = require(process.argv[2]);
    const folders = [undefined, null, 17, {}, Symbol(), { href: 5 }, "module", "./module", "",
                     new URL("https://example.org/"), process.argv[3]];
    answer(folders.map((folder) => caught(() => load(folder))).map(({ name, message }) => [name, message]));
    """
    kinds = ["undefined", "null", "number", "object", "symbol", "object"]
    paths = ["module", "./module", "", "https://example.org/"]
    absolute = "an absolute path, such as __dirname, or a file: URL"
    assert answers(host, script, str(JS), str(empty)) == [
        *(["TypeError", f"load(folder): expected a path or a file: URL, got {kind}"] for kind in kinds),
        *(["TypeError", f"load(folder): expected {absolute}, got '{path}'"] for path in paths),
        ["ImportError", f"expected a Module, a folder with a lib.py: {empty} has none"],
    ]


TRIVIAL = "@register_module\ndef main(m): m.export_function('f', lambda cx: cx.number(1))"


def bare_python(folder: Path) -> Path:
    """A virtual environment's Python, with no packages."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    return folder / "bin" / "python"


def python_with_bridge(folder: Path) -> Path:
    """A virtual environment's Python that has this one's packages."""
    python = bare_python(folder)
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "bridge.pth").write_text(f"{ROOT}\n{sysconfig.get_path('purelib')}\n")
    return python


def test_no_python_says_what_would_mend_it(node: Host) -> None:
    node.module(TRIVIAL)
    bare = bare_python(node.folder / "bare")
    broken = node.folder / "broken"
    broken.write_text("#!/bin/sh\necho broken >&2\nexit 3\n")
    broken.chmod(0o755)
    script = """
    answer(process.argv.slice(2).map((python) => {
      process.env.BRIDGE_PYTHON = python;
      return caught(() => require("./module"));
    }));
    """
    remedy = "set BRIDGE_PYTHON, activate a virtual environment, or make one in .venv"
    install = f"{bare} -m ensurepip && {bare} -m pip install taskbridge"
    messages = [
        f"no Python at /nonexistent/python (ENOENT), from BRIDGE_PYTHON=/nonexistent/python: {remedy}",
        f"no Python at no-such-python (ENOENT), from BRIDGE_PYTHON=no-such-python: {remedy}",
        f"no Python at {node.folder} (EACCES), from BRIDGE_PYTHON={node.folder}: {remedy}",
        f"{bare} cannot run the bridge ({bare}: No module named bridge): {install}",
        f"{broken} cannot run the bridge (broken): it is no Python that works: {remedy}",
        f"/bin/true cannot run the bridge (exit status 0): it is no Python that works: {remedy}",
    ]
    pythons = ["/nonexistent/python", "no-such-python", str(node.folder), str(bare), str(broken), "/bin/true"]
    found = answers(node, script, *pythons)
    assert [each["message"] for each in found] == messages
    assert {each["code"] for each in found} == {"ERR_PYTHON_NOT_FOUND"}


def test_a_process_runs_one_python(node: Host) -> None:
    """Another one is refused: on the same thread, in a worker, and through another copy of the host."""
    node.module(TRIVIAL, "first")
    node.module(TRIVIAL, "second")
    one, two = (python_with_bridge(node.folder / name) for name in ("one", "two"))
    (host_binary,) = (ROOT / "bridge" / "_node").glob("_host*.so")
    copy = node.folder / "copy.node"
    shutil.copy(host_binary, copy)
    script = """
    const { Worker } = require("worker_threads");
    const [one, two, copy] = process.argv.slice(2);
    const inWorker = (python) => new Promise((resolve) => {
      const code = CAUGHT + "parentPort.postMessage(caught(() => require('./second').f()))";
      const options = { eval: true, env: { ...process.env, BRIDGE_PYTHON: python } };
      new Worker("const { parentPort } = require('worker_threads');" + code, options).once("message", resolve);
    });
    (async () => {
      process.env.BRIDGE_PYTHON = one;
      const found = [caught(() => require("./first").f())];
      process.env.BRIDGE_PYTHON = two;
      found.push(caught(() => require("./second").f()));
      found.push(await inWorker(two));
      const another = { exports: {} };
      found.push(caught(() => {
        process.dlopen(another, copy);
        another.exports.start(two, () => {});
      }));
      process.env.BRIDGE_PYTHON = one;
      found.push(caught(() => require("./second").f()), await inWorker(one));
      answer(found);
    })();
    """
    first, second, worker, copied, again, worker_again = answers(
        node, f"const CAUGHT = {json.dumps(CAUGHT)};\n" + script, str(one), str(two), str(copy)
    )
    assert first == again == worker_again == {"returned": "1"}
    assert second["message"] == worker["message"] == f"this process runs {one}: it cannot run {two} too"
    assert copied["message"].startswith("this process already runs Python 3.")
    assert copied["message"].endswith(f": it cannot run {two} too")
    assert {each["code"] for each in (second, worker, copied)} == {"ERR_PYTHON_START"}


def test_a_callback_has_to_be_a_function(host: Host) -> None:
    host.module(
        """
        class Nothing(Task[None, JsUndefined]):
            def perform(self): pass

        @register_module
        def main(m):
            m.export_function("call", lambda cx: Nothing().schedule(cx.argument(0, JsFunction)))
        """
    )
    script = """
    const { call } = require("./module");
    const values = [undefined, null, true, 1, 1n, "s", Symbol(), {}, [], Promise.resolve(), new Error(), /x/];
    const found = values.map((value) => caught(() => call(value)));
    found.push(caught(() => call()));
    answer(found.map(({ name, message, class: type }) => `${type} ${name}: ${message}`));
    """
    *refused, none = answers(host, script)
    assert len(refused) == 12
    refusal = "TypeError TypeError: call: argument 0: failed to downcast any to function, got "
    assert all(one.startswith(refusal) for one in refused)
    assert none == "TypeError TypeError: not enough arguments"


def test_a_call_has_as_many_arguments_as_it_likes(host: Host) -> None:
    host.module(
        """
        def ends(cx):
            last = cx.argument(cx.len() - 1, JsNumber).value()
            beyond = cx.argument_opt(len(cx), JsValue)
            return cx.string(f"{len(cx)} {cx.argument(0, JsNumber).value():g} {last:g} {beyond}")

        @register_module
        def main(m):
            m.export_function("ends", ends)
        """
    )
    script = """
    const { ends } = require("./module");
    answer([1, 7, 8, 9, 100000].map((count) => ends(...Array(count).keys())));
    """
    assert answers(host, script) == [f"{count} 0 {count - 1} None" for count in (1, 7, 8, 9, 100_000)]


def test_what_python_gives_to_javascript_is_checked(host: Host) -> None:
    host.module(
        """
        class Made(Task[object, JsValue]):
            def __init__(self, value): self.value = value
            def perform(self): return self.value

        class Completed(Made):
            def complete(self, cx, result): return self.value

        @register_module
        def main(m):
            calls = [
                lambda cx: object(),
                lambda cx: print,
                lambda cx: [cx.number(1)],
                lambda cx: JsNumber,
                lambda cx: cx.string(17),
                lambda cx: cx.string(None),
                lambda cx: cx.string(b"x"),
                lambda cx: cx.number("17"),
                lambda cx: cx.number(None),
                lambda cx: cx.number(10**400),
                lambda cx: cx.throw(print),
                lambda cx: cx.throw_error(17),
                lambda cx: cx.argument(-1, JsValue),
                lambda cx: cx.argument(0, JsValue),
                lambda cx: cx.number(10**300),
                lambda cx: None,
            ]
            m.export_function("count", lambda cx: cx.number(len(calls)))
            for number, call in enumerate(calls):
                m.export_function(f"call{number}", call)
            m.export_function("copied", lambda cx: Made(object()).promise(cx))
            m.export_function("completed", lambda cx: Completed(object()).promise(cx))
        """
    )
    script = """
    const m = require("./module");
    (async () => {
      const found = Array.from({ length: m.count() }, (_, number) => caught(m[`call${number}`]));
      for (const name of ["copied", "completed"]) {
        const settled = (await Promise.allSettled([m[name]()]))[0];
        found.push(caught(() => { throw settled.reason; }));
      }
      answer(found.map(({ name, message, class: type, returned }) => returned ?? `${type} ${name}: ${message}`));
    })();
    """
    refusals = "TypeError TypeError: {}cannot copy a {} to JavaScript".format
    found = answers(host, script)
    assert found[:4] == [
        refusals("", "object"),
        refusals("", "builtin_function_or_method"),
        refusals("result[0]: ", "JsNumber"),
        refusals("", "type"),
    ]
    assert found[10] == refusals("", "builtin_function_or_method")
    for refused in (*found[4:9], found[11]):
        assert refused.startswith("TypeError TypeError: ")
        assert "expected" in refused or "must be" in refused
    assert found[9] == "RangeError OverflowError: int too large to convert to float"
    assert found[12] == "RangeError IndexError: expected an argument's index, counted from 0, got -1"
    assert found[13] == "TypeError TypeError: not enough arguments"
    assert found[14:16] == ["1e+300", "undefined"]
    assert found[16:] == [refusals("", "object")] * 2


def test_any_text_is_a_name(host: Host) -> None:
    names = ["", "a\0b", "\ud800", "\udc00x", "\U0001f600", "__proto__x", "1"]
    host.module(
        f"""
        @register_module
        def main(m):
            for name in {names!r}:
                m.export_function(name, lambda cx, name=name: cx.string(name))
        """.replace("\\x00", "\\0")
    )
    script = """
    const m = require("./module");
    answer(Object.keys(m).sort().map((name) => [name, m[name]()]));
    """
    assert sorted(answers(host, script)) == sorted([name, name] for name in names)


def test_contexts_and_handles_refuse_after_their_call_and_on_other_threads(host: Host) -> None:
    host.module(
        """
        import json, threading
        from concurrent.futures import Future

        kept = {}

        class Nothing(Task[None, JsUndefined]):
            def perform(self): pass

        def uses():
            cx, m = kept["cx"], kept["m"]
            return {
                "number": lambda: cx.number(1),
                "string": lambda: cx.string("x"),
                "undefined": cx.undefined,
                "null": cx.null,
                "boolean": lambda: cx.boolean(True),
                "argument": lambda: cx.argument(0, JsValue),
                "throw": lambda: cx.throw(kept["value"]),
                "throw_error": lambda: cx.throw_error("x"),
                "throw_type_error": lambda: cx.throw_type_error("x"),
                "throw_range_error": lambda: cx.throw_range_error("x"),
                "value": lambda: kept["value"].value(),
                "is_a": lambda: kept["value"].is_a(JsString),
                "downcast": lambda: kept["value"].downcast(JsString),
                "schedule": lambda: Nothing().schedule(kept["function"]),
                "promise": lambda: Nothing().promise(cx),
                "export_function": lambda: m.export_function("late", print),
                "export_value": lambda: m.export_value("late", kept["value"]),
            }

        def tried():
            answer = {}
            for name, use in uses().items():
                try:
                    answer[name] = repr(use())
                except BaseException as error:
                    answer[name] = f"{type(error).__name__}: {error}"
            return answer

        def in_thread():
            future = Future()
            threading.Thread(target=lambda: future.set_result(tried())).start()
            return future.result()

        class Try(Task[str, JsString]):
            def perform(self):
                return json.dumps([tried(), repr(kept["value"])])

        def keep(cx):
            kept.update(cx=cx, value=cx.argument(0, JsString), function=cx.argument(1, JsFunction))
            return cx.string(json.dumps(in_thread()))

        def give_back(cx):
            return kept["value"]

        def throw_back(cx):
            cx.throw(kept["value"])

        @register_module
        def main(m):
            kept["m"] = m
            m.export_function("keep", keep)
            m.export_function("use", lambda cx: cx.string(json.dumps(tried())))
            m.export_function("useInTask", lambda cx: Try().promise(cx))
            m.export_function("giveBack", give_back)
            m.export_function("throwBack", throw_back)
            m.export_function("forget", lambda cx: kept.clear())
        """
    )
    script = """
    const m = require("./module");
    (async () => {
      const inThread = JSON.parse(m.keep("text", () => {}));
      const late = JSON.parse(m.use());
      const [inTask, shown] = JSON.parse(await m.useInTask());
      const returned = [caught(m.giveBack), caught(m.throwBack)].map(({ name, message }) => `${name}: ${message}`);
      m.forget();
      answer({ inThread, late, inTask, shown, returned });
    })();
    """
    found = answers(host, script)
    elsewhere = "RuntimeError: JavaScript values may be used on JavaScript's thread only"
    kinds = "FunctionContext|ModuleContext|JsString|JsFunction"
    closed = re.compile(rf"RuntimeError: a ({kinds}) was used after its call had ended")
    module_context = {"export_function", "export_value"}
    for name, outcome in found["inThread"].items():
        assert outcome == elsewhere or (name in module_context and closed.fullmatch(outcome)), name
    for when in ("late", "inTask"):
        for name, outcome in found[when].items():
            assert closed.fullmatch(outcome), name
    assert found["shown"] == "<JsString of a call that has ended>"
    assert all(closed.fullmatch(each) for each in found["returned"])


def test_a_python_exception_looks_like_an_error_of_javascript(host: Host) -> None:
    host.module(
        """
        class Odd(Exception):
            def __str__(self):
                raise RuntimeError("no text")

        class OwnError(LookupError): pass

        def chain():
            try:
                try:
                    [][0]
                except IndexError as error:
                    raise TypeError("second") from error
            except TypeError:
                raise OwnError("third")

        def fail(text):
            exec(text)

        @register_module
        def main(m):
            m.export_function("chain", lambda cx: chain())
            m.export_function("fail", lambda cx: fail(cx.argument(0, JsString).value()))
            m.export_function("odd", lambda cx: (_ for _ in ()).throw(Odd()))
            m.export_function("surrogates", lambda cx: (_ for _ in ()).throw(ValueError("\\ud800 \\0 \\U0001f600")))
        """
    )
    script = """
    const m = require("./module");
    const errors = [];
    try { (function caller() { m.chain(); })(); } catch (error) { errors.push(error, error.cause, error.cause.cause); }
    answer({
      chain: errors.map((error) => [
        error.name, error.message, error.code, Object.getPrototypeOf(error).constructor.name,
        error instanceof Error, Object.prototype.toString.call(error), Object.keys(error),
      ]),
      root: "cause" in errors[2],
      stack: errors[0].stack.split("\\n"),
      twins: process.argv.slice(2).map((name) => caught(() => m.fail(`raise ${name}('why')`))),
      odd: caught(m.odd).message,
      surrogates: caught(m.surrogates).message,
    });
    """
    twins = {
        "TypeError": "TypeError",
        "SyntaxError": "SyntaxError",
        "IndentationError": "SyntaxError",
        "IndexError": "RangeError",
        "OverflowError": "RangeError",
        "RecursionError": "RangeError",
        "ValueError": "Error",
        "KeyboardInterrupt": "Error",
        "SystemExit": "Error",
        "GeneratorExit": "Error",
    }
    found = answers(host, script, *twins)
    assert found["chain"] == [
        ["OwnError", "third", "ERR_PYTHON_OWNERROR", "Error", True, "[object Error]", ["code"]],
        ["TypeError", "second", "ERR_PYTHON_TYPEERROR", "TypeError", True, "[object Error]", ["code"]],
        ["IndexError", "list index out of range", "ERR_PYTHON_INDEXERROR", "RangeError", True, "[object Error]",
         ["code"]],
    ]
    assert not found["root"]
    library = re.escape(str(host.folder / "module" / "lib.py"))
    header, raised, exported, *javascript = found["stack"]
    assert header == "OwnError: third"
    assert re.fullmatch(rf"    at chain \({library}:16\)", raised)
    assert re.fullmatch(rf"    at (main\.<locals>\.)?<lambda> \({library}:23\)", exported)
    assert any("caller" in line and "script.js" in line for line in javascript)
    assert not any("lib.py" in line for line in javascript)
    assert found["twins"] == [
        {"name": name, "message": "why", "code": f"ERR_PYTHON_{name.upper()}", "class": twin}
        for name, twin in twins.items()
    ]
    assert found["odd"] == "Odd, whose text cannot be had: RuntimeError"
    assert found["surrogates"] == "\ud800 \0 \U0001f600"


NESTED = """
    def nested(depth: int) -> list:
        value: list = []
        for _ in range(depth):
            value = [value]
        return value

    @export
    def give(depth: int) -> list:
        return nested(depth)

    @task
    def give_later(depth: int) -> list:
        return nested(depth)

    @export
    async def give_soon(depth: int) -> list:
        return nested(depth)

    @export
    def take(value: list) -> bool:
        return True

    @task
    def take_later(value: list) -> bool:
        return True
"""
TOO_DEEP = "RangeError|RecursionError|InternalError|DataCloneError"


def test_a_small_stack_is_measured_before_it_ends(node: Host) -> None:
    """What does not fit is an error: on JavaScript's thread, in the pool and on the asyncio loop.

    (SpiderMonkey takes for granted that there is a megabyte for itself.)
    """
    node.module(NESTED)
    script = f"""
        const m = require('./module');
        let value = [];
        for (let depth = 0; depth < 3900; depth += 1) value = [value];
        const ways = [() => m.give(3900), () => m.giveLater(3900), () => m.giveSoon(3900),
          () => m.take(value), () => m.takeLater(value)];
        (async () => {{
          for (const way of ways) {{
            try {{ await way(); }} catch (error) {{ if (!/{TOO_DEEP}/.test(error.name)) throw error; }}
          }}
          console.log((await m.giveLater(100)).length, await m.giveSoon(100).then((list) => list.length));
        }})();
    """
    before, most = resource.getrlimit(resource.RLIMIT_STACK)
    resource.setrlimit(resource.RLIMIT_STACK, (1 << 20, most))
    try:
        assert node.lines(script) == ["1 1"]
    finally:
        resource.setrlimit(resource.RLIMIT_STACK, (before, most))


def test_what_javascript_has_used_of_a_workers_stack_is_measured(node: Host) -> None:
    """From the deepest call that still succeeds upwards, a result fits or is an error."""
    node.module(NESTED + "\n    import gc; gc.disable()  # the errors keep all that was nested\n")
    script = f"""
        const {{ Worker, isMainThread }} = require('worker_threads');
        const m = require('./module');
        let frames = 0;
        let fitted = 0;
        const names = new Set();
        function down() {{
          try {{ down(); }} catch {{ /* the end of the stack: from here on, upwards */ }}
          if (fitted === 3 || frames++ % 20) return;
          try {{
            m.give(1500);
            fitted += 1;
          }} catch (error) {{
            names.add(error.name); // V8 compiles no regular expression down here
          }}
        }}
        if (isMainThread) new Worker(__filename).on('exit', () => console.log('ended'));
        else {{
          down();
          console.log(fitted, [...names].filter((name) => !/{TOO_DEEP}/.test(name)));
        }}
    """
    assert node.lines(script) == ["3 []", "ended"]
