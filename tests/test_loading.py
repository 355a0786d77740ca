"""Loading a folder: how it is named, what Python knows of the process by then, and what its files may import."""
from __future__ import annotations

import queue
import subprocess
import threading
from pathlib import Path

from conftest import JS, ROOT, Host, end_watching

TRIVIAL = "export_constant('answer', 42)"


def test_a_folder_may_be_named_by_a_url(host: Host) -> None:
    """As an object, of whichever class, and as a string; beside the paths that Node's own functions give for it."""
    host.module(TRIVIAL, "a b%41\u00e9#?")
    script = f"""
        const {{ load }} = require({str(JS)!r});
        const {{ fileURLToPath, pathToFileURL }} = require('url');
        const path = __dirname + '/a b%41\u00e9#?';
        const url = pathToFileURL(path);
        const whole = url.href.endsWith('/a%20b%2541%C3%A9%23%3F') && fileURLToPath(url) === path;
        console.log(whole, pathToFileURL('/a/').href);
        const folders = [path, `${{path}}/`, url, url.href, {{ href: url.href }}, new URL('./', `${{url}}/lib.py`)];
        console.log(...folders.map((folder) => load(folder).answer));
        for (const wrong of ['file://elsewhere/module', 'file:///a%2Fb']) {{
          try {{ load(new URL(wrong)); }} catch ({{ name, code }}) {{ console.log(name, code); }}
        }}
    """
    assert host.lines(script) == [
        "true file:///a/",
        "42 42 42 42 42 42",
        "TypeError ERR_INVALID_FILE_URL_HOST",
        "TypeError ERR_INVALID_FILE_URL_PATH",
    ]


def test_python_sees_what_process_env_is_by_then(host: Host) -> None:
    """What is set, changed and deleted in JavaScript; what Python has changed meanwhile stays."""
    library = """
        import os

        @export
        def show(*names: str) -> list[str | None]:
            return [os.environ.get(name) for name in names]

        @export
        def put() -> None:
            os.environ["OF_PYTHON"] = "5"
            del os.environ["GONE_IN_PYTHON"]
    """
    host.module(library)
    host.module(TRIVIAL, "another")
    script = """
        const { show, put } = require('./module');
        put();
        process.env.NEW = 'n\u00e9w';
        process.env.NUMBER = 7;
        process.env.CHANGED = 'after';
        process.env.EMPTY = '';
        delete process.env.GONE;
        require('./another');
        console.log(JSON.stringify(show('NEW', 'NUMBER', 'CHANGED', 'EMPTY', 'GONE', 'KEPT')));
        console.log(JSON.stringify(show('OF_PYTHON', 'GONE_IN_PYTHON')));
        console.log(process.env.NUMBER, 'GONE' in process.env, Object.keys(process.env).includes('NEW'));
    """
    variables: dict[str, str | None] = {"CHANGED": "before", "GONE": "1", "KEPT": "kept \udcff", "GONE_IN_PYTHON": "1"}
    done = host.run(script, environment=variables)
    assert done.stdout.splitlines() == [
        '["n\u00e9w","7","after","",null,"kept \\udcff"]', '["5",null]', "7 false true",
    ]


def test_a_worker_keeps_its_environment_to_itself(host: Host) -> None:
    host.needs("workers")
    host.module("import os\n@export\ndef show() -> str | None: return os.environ.get('MINE')")
    script = """
        const { Worker, isMainThread } = require('worker_threads');
        if (!isMainThread) process.env.MINE = 'of the worker';
        const { show } = require('./module');
        if (isMainThread) new Worker(__filename);
        else console.log(show());
    """
    assert host.lines(script) == ["null"]


SIBLING = """
import importlib
import importlib.util
import sys
from . import helper, inner

def attempts():
    yield "helper", lambda: importlib.import_module("helper")
    def statement():
        import helper
    yield "statement", statement
    def name():
        from helper import NAME
    yield "name", name
    yield "package", lambda: __import__("inner")
    yield "deeper", inner.attempt
    yield "nothing", lambda: importlib.import_module("nothing")

@export
def said() -> list[str]:
    found = []
    for name, attempt in attempts():
        try:
            attempt()
        except ModuleNotFoundError as error:
            found.append(f"{error.name} {error}")
    return found

@export
def specs() -> list[bool]:
    return [importlib.util.find_spec(name) is None for name in ("helper", "inner")]
"""


def test_an_import_of_what_is_beside_the_library_hints_at_the_dot(host: Host) -> None:
    """In a call, in each way to import, from a package of the Module's too; and when the library is loaded."""
    folder = host.module(SIBLING)
    (folder / "helper.py").write_text("NAME = 'helper'")
    (folder / "data").mkdir()
    (folder / "inner").mkdir()
    (folder / "inner" / "__init__.py").write_text("def attempt():\n    import helper\n")
    failing = host.module("import helper", "failing")
    (failing / "helper.py").write_text("")
    script = """
        const { said, specs } = require('./module');
        for (const each of said()) console.log(each);
        console.log(...specs());
        try { require('./failing'); } catch ({ message }) { console.log(message.split('\\n').pop()); }
    """
    dot = f"helper No module named 'helper', but {folder} has one: `from . import helper`"
    assert host.lines(script) == [
        dot, dot, dot,
        f"inner No module named 'inner', but {folder} has one: `from . import inner`",
        f"helper No module named 'helper', but {folder} has one: `from .. import helper`",
        "nothing No module named 'nothing'",
        "true true",
        f"ModuleNotFoundError: No module named 'helper', but {failing} has one: `from . import helper`",
    ]


def test_node_watches_the_python_of_a_module(node: Host) -> None:
    """Its library, what that imports, and what has failed; not what is in a package manager's folder."""
    if "--watch" not in subprocess.run([node.node, "--help"], capture_output=True, text=True, check=True).stdout:
        return  # it came with 18.11
    folder = node.module("")
    (folder / "inner").mkdir()
    script = node.script("console.log('value', require('./module').value);")
    command = [node.node, "--watch", str(script)]
    lines: queue.Queue[str] = queue.Queue()

    def read() -> None:
        assert child.stdout is not None
        for line in child.stdout:
            lines.put(line)

    def shows(path: Path, text: str, expected: str) -> None:
        """Write the file until it is seen: Node takes a moment to begin to watch it."""
        for _ in range(60):
            path.write_text(text)
            try:
                while expected not in lines.get(timeout=1):
                    pass
            except queue.Empty:
                continue
            return
        raise AssertionError(f"expected {expected}")

    library = "from bridge import *\nfrom .inner import one\nexport_constant('value', one.value)"
    pipe, output = subprocess.PIPE, subprocess.STDOUT
    with subprocess.Popen(
        command, cwd=node.folder, env=node.variables(), stdout=pipe, stderr=output, text=True, start_new_session=True
    ) as child:
        try:
            threading.Thread(target=read).start()
            (folder / "inner" / "one.py").write_text("value = 1 / 0")
            shows(folder / "lib.py", library, "ZeroDivisionError")
            shows(folder / "inner" / "one.py", "value = 2", "value 2")
            shows(folder / "inner" / "one.py", "value = 3", "value 3")
            shows(folder / "lib.py", f"{library} # changed\nexport_constant('value2', 1)", "value 3")
        finally:
            end_watching(child)
    asked = f"console.log([...require({str(JS / 'node' / 'watch.js')!r}).pythonFiles({str(folder)!r})].length)"
    for foreign in ("node_modules", ".venv", "env", "__pycache__"):
        (folder / foreign).mkdir(exist_ok=True)
        (folder / foreign / "more.py").write_text("")
    (folder / "env" / "pyvenv.cfg").write_text("")
    assert node.lines(asked) == ["3"]


def test_an_es_module_names_what_python_exports(host: Host) -> None:
    """An ES module beside the library; and a hint, in CommonJS, at the names that Node would not see."""
    host.needs("modules")
    folder = host.module("@export\ndef add(a: float, b: float) -> float: return a + b\nexport_constant('version', '1')")
    package = host.folder / "node_modules" / "taskbridge"
    package.parent.mkdir()
    package.symlink_to(ROOT)
    (folder / "index.mjs").write_text("""
        import { load } from 'taskbridge';
        export const { add, version } = load(new URL('.', import.meta.url));
    """)
    (folder / "named.cjs").write_text("""
        module.exports = require('taskbridge').load(__dirname);
        0 && (module.exports = { add, version }); // the names that an import finds here
    """)
    script = host.folder / "script.mjs"
    script.write_text("""
        import { add, version } from './module/index.mjs';
        import * as named from './module/named.cjs';
        import whole from './module/index.js';
        console.log(add(1, 2), version, named.add(1, 2), named.version, whole.add(1, 2));
    """)
    assert host.lines(script) == ["3 1 3 1 3"]
