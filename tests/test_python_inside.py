"""Python inside Node is the Python it is outside: its libraries, its processes and threads, its output, its end."""
from __future__ import annotations

import fcntl
import hashlib
import json
import os
import signal
import sqlite3
import ssl
import subprocess
import sys
import textwrap
import zlib
from typing import Any

import pytest
from conftest import ROOT, Host

CALLS = """
import json

class Call(Task[str, JsString]):
    def __init__(self, function):
        self.function = function

    def perform(self):
        return json.dumps(self.function())

def export(m, *functions):
    for function in functions:
        m.export_function(function.__name__, lambda cx, function=function: Call(function).promise(cx))
"""

def library(text: str) -> str:
    """A Module's text in which `export(m, function)` has JavaScript call a function in a Task."""
    return CALLS + textwrap.dedent(text)


def results(host: Host, *functions: str, **options: Any) -> list[Any]:
    """What functions of the Module return, each called in a Task, one after the other."""
    done = host.run(
        """
        const m = require("./module");
        (async () => {
          for (const name of process.argv.slice(2)) console.log(await m[name]());
        })();
        """,
        *functions,
        **options,
    )
    assert done.stderr == ""
    return [json.loads(line) for line in done.stdout.splitlines()]


def start(host: Host, script: str, **options: Any) -> subprocess.Popen[str]:
    """Start a script that the test is going to interrupt; its standard output is a pipe."""
    path = host.folder / "script.js"
    path.write_text(textwrap.dedent(script))
    return subprocess.Popen(
        [*host.command, str(path)],
        cwd=host.folder,
        env={**os.environ, "BRIDGE_PYTHON": sys.executable},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def test_its_c_libraries_are_pythons_own(host: Host) -> None:
    """Node exports an OpenSSL, a zlib and an SQLite too. A zlib built into libpython, as Debian's, is Node's."""
    names_zlib = "zlib" not in sys.builtin_module_names
    host.module(
        library(
            f"""
            def libraries():
                import hashlib, sqlite3, ssl, zlib
                digest = hashlib.new("sha3_256", b"bridge").hexdigest()
                return [
                    ssl.OPENSSL_VERSION, sorted(hashlib.algorithms_available),
                    {names_zlib} and zlib.ZLIB_RUNTIME_VERSION, sqlite3.sqlite_version, digest,
                    [cipher["name"] for cipher in ssl.create_default_context().get_ciphers()],
                ]

            @register_module
            def main(m):
                export(m, libraries)
            """
        )
    )
    assert results(host, "libraries") == [
        [
            ssl.OPENSSL_VERSION,
            sorted(hashlib.algorithms_available),
            names_zlib and zlib.ZLIB_RUNTIME_VERSION,
            sqlite3.sqlite_version,
            hashlib.new("sha3_256", b"bridge").hexdigest(),
            [cipher["name"] for cipher in ssl.create_default_context().get_ciphers()],
        ]
    ]


ONNX = '''
def onnx_session(operator, *shape):
    # An ONNX model of one node with two inputs, written as the protocol buffer that it is.
    import onnxruntime

    def varint(n):
        return bytes([n]) if n < 128 else bytes([n & 127 | 128]) + varint(n >> 7)

    def message(*fields):
        coded = b""
        for number, value in fields:
            if isinstance(value, int):
                coded += varint(number << 3) + varint(value)
            else:
                value = value.encode() if isinstance(value, str) else value
                coded += varint(number << 3 | 2) + varint(len(value)) + value
        return coded

    sizes = message(*((1, message((1, size))) for size in shape))
    floats = message((1, message((1, 1), (2, sizes))))
    graph = message(
        (1, message((1, "x"), (1, "y"), (2, "z"), (4, operator))),
        (2, "graph"),
        (11, message((1, "x"), (2, floats))),
        (11, message((1, "y"), (2, floats))),
        (12, message((1, "z"), (2, floats))),
    )
    model = message((1, 8), (7, graph), (8, message((1, ""), (2, 13))))  # IR version 8, operator set 13
    return onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
'''

@pytest.mark.parametrize("order", ["numpy zlib", "zlib numpy", "pyarrow zlib ssl", "psycopg2 ssl sqlite3 zlib"])
def test_they_are_its_own_whatever_was_imported_before(host: Host, order: str) -> None:
    """NumPy brings a library that needs libz, which must not be joined to Node's for those who come later."""
    host.module(
        library(
            f"""
            import importlib

            def work():
                for name in {order.split()!r}:
                    importlib.import_module(name)
                import hashlib, zlib
                text = bytes(range(256)) * 100
                return zlib.decompress(zlib.compress(text)) == text, hashlib.new("sha512_256", b"x").hexdigest()

            @register_module
            def main(m):
                export(m, work)
            """
        )
    )
    assert results(host, "work") == [[True, hashlib.new("sha512_256", b"x").hexdigest()]]


OWN = """
    extern char **environ;
    const char *zlibVersion(void);

    const char *uv_version_string(void) { return "own"; }
    const char *nghttp2_version(void) { return "own"; }
    const char *(*const table[])(void) = {uv_version_string, nghttp2_version, zlibVersion};

    static PyObject *versions(PyObject *self, PyObject *none) {
      return Py_BuildValue(
          "[sssssssi]", uv_version_string(), nghttp2_version(), zlibVersion(), table[0](), table[1](), table[2](),
          getenv("OWN"), environ && environ[0] != NULL);
    }

    static PyMethodDef methods[] = {{"versions", versions, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};
    static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "own", NULL, -1, methods};

    PyMODINIT_FUNC PyInit_own(void) { return PyModule_Create(&module); }
"""


def test_what_is_compiled_into_a_module_or_comes_beside_it_is_its_own(host: Host) -> None:
    """Node exports the same names; what libc has is one for all."""
    beside = host.folder / "libbeside.so"
    beside.write_bytes(
        host.extension("beside", 'const char *zlibVersion(void) { return "own, beside"; }').read_bytes()
    )
    host.extension("own", OWN, str(beside), "-Wl,-rpath,$ORIGIN", "-Wl,-z,relro,-z,now")
    host.module("""
        import os

        @export
        def now() -> list:
            os.environ["OWN"] = "set"
            import own
            return own.versions()

        @task
        def later() -> list:
            return now()
    """)
    script = """
        const m = require('./module');
        (async () => { for (const way of [m.now, m.later]) console.log(JSON.stringify(await way())); })();
    """
    own = ["own", "own", "own, beside"]
    assert [json.loads(line) for line in host.lines(script)] == [[*own, *own, "set", 1]] * 2


PACKAGES = ONNX + '''
def with_numpy():
    import numpy as np
    solved = np.linalg.solve(np.array([[3.0, 1.0], [1.0, 2.0]]), np.array([9.0, 8.0]))
    return np.round(solved, 9).tolist()

def with_pandas():
    import pandas as pd
    sold = pd.DataFrame({"item": ["a", "b", "a"], "count": [1, 2, 3]})
    price = pd.DataFrame({"item": ["a", "b"], "price": [10, 100]})
    merged = sold.groupby("item", as_index=False).sum().merge(price, on="item")
    return (merged["count"] * merged["price"]).tolist()

def with_pyarrow():
    import io
    import pyarrow as pa, pyarrow.compute, pyarrow.parquet
    table = pa.table({"n": list(range(1000)), "s": [str(n) for n in range(1000)]})
    sums = []
    for compression in ("snappy", "gzip", "brotli", "zstd"):
        file = io.BytesIO()
        pa.parquet.write_table(table, file, compression=compression)
        file.seek(0)
        back = pa.parquet.read_table(file)
        assert back.equals(table), compression
        sums.append(pa.compute.sum(back["n"]).as_py())
    return sums

def with_onnxruntime():
    import numpy as np
    session = onnx_session("Add", 3)
    x, y = np.array([1, 2, 3], np.float32), np.array([10, 20, 30], np.float32)
    return session.run(None, {"x": x, "y": y})[0].tolist()

def with_psycopg2():
    """Its wheel brings a libpq and a libssl. The server here agrees to TLS, reads the greeting and hangs up."""
    import socket, threading
    import psycopg2, psycopg2.extensions
    assert psycopg2.extensions.encodings["UTF8"] == "utf_8"
    assert psycopg2.extensions.libpq_version() >= 100000
    greetings = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = dict(host="127.0.0.1", port=server.getsockname()[1], dbname="x", gssencmode="disable")

        def serve():
            connection, _ = server.accept()
            with connection:
                connection.recv(8)
                connection.sendall(b"S")
                greetings.append(connection.recv(4096)[0])

        thread = threading.Thread(target=serve)
        thread.start()
        failures = []
        try:
            psycopg2.connect(sslmode="require", **address)
        except psycopg2.OperationalError as error:
            failures.append("SSL" in str(error))
        thread.join()
    try:
        psycopg2.connect(sslmode="require", **address)
    except psycopg2.OperationalError as error:
        failures.append("refused" in str(error))
    return [greetings, failures]

@register_module
def main(m):
    export(m, with_numpy, with_pandas, with_pyarrow, with_onnxruntime, with_psycopg2)
'''


def test_packages_with_native_code_work_in_a_task(host: Host) -> None:
    host.module(library(PACKAGES))
    names = ("numpy", "pandas", "pyarrow", "onnxruntime", "psycopg2")
    tls_handshake = 22
    assert dict(zip(names, results(host, *(f"with_{name}" for name in names)), strict=True)) == {
        "numpy": [2, 3],
        "pandas": [40, 200],
        "pyarrow": [499500] * 4,
        "onnxruntime": [11, 22, 33],
        "psycopg2": [[tls_handshake], [True, True]],
    }


def test_threads_and_processes_work_in_a_task(host: Host) -> None:
    """What goes to another process is pickled by name: it has to find the Module's functions there."""
    host.module(
        library(
            """
            import multiprocessing, os, subprocess, sys
            from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

            def double(n):
                return 2 * n, os.getpid()

            def threads():
                with ThreadPoolExecutor(3) as pool:
                    return [value for value, _ in pool.map(double, range(5))]

            def processes():
                with ProcessPoolExecutor(2) as pool:
                    found = list(pool.map(double, range(5)))
                return [value for value, _ in found], os.getpid() in [pid for _, pid in found]

            def program():
                code = "import sys; print(sys.executable)"
                done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
                return done.stdout.strip(), sys.executable, sys.prefix

            def start_method():
                return multiprocessing.get_start_method()

            @register_module
            def main(m):
                export(m, threads, processes, program, start_method)
            """
        )
    )
    assert results(host, "threads", "processes", "program", "start_method") == [
        [0, 2, 4, 6, 8],
        [[0, 2, 4, 6, 8], False],
        [sys.executable, sys.executable, sys.prefix],
        "spawn",
    ]


OUTPUT = """
import sys

def say(cx):
    print(cx.argument(0, JsString).value())

def complain(cx):
    print(cx.argument(0, JsString).value(), file=sys.stderr)

class Say(Task[None, JsUndefined]):
    def perform(self):
        print(self.text)

def say_later(cx):
    task = Say()
    task.text = cx.argument(0, JsString).value()
    return task.promise(cx)

@register_module
def main(m):
    m.export_function("say", say)
    m.export_function("complain", complain)
    m.export_function("sayLater", say_later)
"""

IN_TURN = """
const { say, sayLater, complain } = require("./module");
const [turns, padding] = process.argv.slice(2).map(Number);
(async () => {
  for (let turn = 0; turn < turns; turn++) {
    const text = "x".repeat(padding);
    console.log(`${3 * turn} ${text}`);
    say(`${3 * turn + 1} ${text}`);
    await sayLater(`${3 * turn + 2} ${text}`);
  }
  console.error("first");
  complain("second");
  console.error("third");
  if (process.argv[4]) process.exit();
})();
"""


@pytest.mark.parametrize("exits", [(), ("exit",)], ids=["natural", "process.exit"])
def test_printed_lines_keep_their_place_among_javascripts(host: Host, exits: tuple[str, ...]) -> None:
    host.module(OUTPUT)
    done = host.run(IN_TURN, "100", "10", *exits)
    assert done.stdout.splitlines() == [f"{number} {'x' * 10}" for number in range(300)]
    assert done.stderr.splitlines() == ["first", "second", "third"]


def test_printed_lines_keep_their_place_in_a_file(host: Host) -> None:
    host.module(OUTPUT)
    (host.folder / "script.js").write_text(IN_TURN)
    output = host.folder / "output"
    with output.open("w") as file:
        subprocess.run(
            [*host.command, "script.js", "100", "10"],
            cwd=host.folder,
            env={**os.environ, "BRIDGE_PYTHON": sys.executable},
            stdout=file,
            stderr=subprocess.STDOUT,
            check=True,
            timeout=60,
        )
    assert output.read_text().splitlines() == [
        *(f"{number} {'x' * 10}" for number in range(300)),
        *("first", "second", "third"),
    ]


@pytest.mark.parametrize("end", ["", "exit"], ids=["natural", "process.exit"])
def test_a_slow_reader_gets_every_printed_line(host: Host, end: str) -> None:
    """Node makes the pipe non-blocking; this one is nearly always full."""
    host.module(OUTPUT)
    (host.folder / "script.js").write_text(IN_TURN)
    reading, writing = os.pipe()
    fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4096)
    environment = {**os.environ, "BRIDGE_PYTHON": sys.executable}
    with subprocess.Popen(
        [*host.command, "script.js", "100", "17000", end],
        cwd=host.folder,
        env=environment,
        stdout=writing,
        stderr=subprocess.DEVNULL,
    ) as child:
        os.close(writing)
        with open(reading, "rb", buffering=0) as pipe:
            output = b"".join(iter(lambda: pipe.read(4096), b""))
        assert child.wait(60) == 0
    assert [int(line.split()[0]) for line in output.splitlines()] == list(range(300))
    assert len(output) > 5_000_000


def test_javascript_seldom_waits_for_the_gil(host: Host) -> None:
    """Python's own switch interval is ten times as long; whoever chose another one keeps it."""
    host.module(
        library(
            """
            import sys

            @register_module
            def main(m):
                export(m, sys.getswitchinterval)
            """
        )
    )
    assert results(host, "getswitchinterval") == [0.0005]
    (host.folder / "sitecustomize.py").write_text("import sys\nsys.setswitchinterval(0.02)\n")
    chosen = {"PYTHONPATH": os.pathsep.join([str(host.folder), str(ROOT)])}
    assert results(host, "getswitchinterval", environment=chosen) == [0.02]


def test_jobs_that_compete_switch_as_seldom_as_pythons_threads(node: Host) -> None:
    """And no more than the library wants, once it has chosen an interval."""
    node.module("""
        import sys
        import threading

        both = threading.Barrier(2)

        @task
        def compete() -> float:
            both.wait()
            interval = sys.getswitchinterval()
            both.wait()
            return interval

        @task
        def alone() -> float:
            return sys.getswitchinterval()

        @export
        def choose(interval: float) -> None:
            sys.setswitchinterval(interval)
    """)
    script = """
        const { alone, choose, compete } = require('./module');
        const both = async () => (await Promise.all([compete(), compete()])).map((interval) => interval.toFixed(4));
        (async () => {
          console.log(...await both(), await alone());
          choose(0.003);
          console.log(...await both(), await alone());
        })();
    """
    assert node.lines(script) == ["0.0050 0.0050 0.0005", "0.0030 0.0030 0.003"]


EXITS = {"end": ("", 0), "process.exit": ("process.exit(7);", 7), "throw": ("throw new Error('thrown');", 1)}


@pytest.mark.parametrize("end", EXITS)
def test_exit_functions_run(host: Host, end: str) -> None:
    """Executors that were left open end first, as in Python: one of them would otherwise hang its exit."""
    host.module(
        """
        import atexit
        from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

        threads, processes = ThreadPoolExecutor(2), ProcessPoolExecutor(1)

        class Start(Task[str, JsString]):
            def perform(self):
                return f"{threads.submit(abs, -1).result()} {processes.submit(abs, -2).result()}"

        @register_module
        def main(m):
            atexit.register(print, "first registered")
            atexit.register(print, "last registered")
            m.export_function("start", lambda cx: Start().promise(cx))
        """
    )
    code, status = EXITS[end]
    script = """
    process.on("exit", () => console.log("exit"));
    require("./module").start().then((answer) => {
      console.log(answer);
      setImmediate(() => { CODE });
    });
    """
    done = host.run(script.replace("CODE", code), status=status, timeout=20)
    assert done.stdout.splitlines() == ["1 2", "exit", "last registered", "first registered"]


BUSY = """
import threading, time

class Busy(Task[None, JsUndefined]):
    def perform(self):
        print("busy")
        self.work()

def spin():
    while True:
        pass

def sleep():
    threading.Event().wait()

def busy(cx, work):
    task = Busy()
    task.work = work
    return task.promise(cx)

def in_thread(cx, work, daemon):
    def run():
        started.set()
        work()

    started = threading.Event()
    threading.Thread(target=run, daemon=daemon).start()
    started.wait()

@register_module
def main(m):
    for work in (spin, sleep):
        m.export_function(work.__name__, lambda cx, work=work: busy(cx, work))
        for daemon in (True, False):
            name = f"{work.__name__}InThread{daemon}"
            m.export_function(name, lambda cx, work=work, daemon=daemon: in_thread(cx, work, daemon))
"""


@pytest.mark.parametrize("work", ["spin", "sleep"])
def test_ctrl_c_ends_it_as_it_ends_node(host: Host, work: str) -> None:
    host.module(BUSY)
    with start(host, f"require('./module').{work}();") as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "busy\n"
        child.send_signal(signal.SIGINT)
        assert child.communicate(timeout=20) == ("", "")
    assert child.returncode == -signal.SIGINT


@pytest.mark.parametrize("work", ["spin", "sleep"])
def test_ctrl_c_reaches_javascripts_handler(host: Host, work: str) -> None:
    host.module(BUSY)
    script = """
    let times = 0;
    process.on("SIGINT", () => {
      console.log("handled");
      if (++times === 2) process.exit(3);
    });
    require("./module").WORK();
    """
    with start(host, script.replace("WORK", work)) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "busy\n"
        for _ in range(2):
            child.send_signal(signal.SIGINT)
            assert child.stdout.readline() == "handled\n"
        assert child.communicate(timeout=20) == ("", "")
    assert child.returncode == 3


@pytest.mark.parametrize("end", EXITS)
def test_threads_that_still_run_do_not_hold_up_the_exit(host: Host, end: str) -> None:
    """But for those that are no daemons, and a natural end: see test_ending.py."""
    host.module(BUSY)
    code, status = EXITS[end]
    names = ["spinInThreadTrue", "sleepInThreadTrue"]
    if end != "end":
        names += ["spinInThreadFalse", "sleepInThreadFalse"]
    for name in names:
        host.run(f"require('./module').{name}(); {code}", status=status, timeout=20)


NATIVE = """
import threading
import numpy as np
import pyarrow as pa, pyarrow.compute

def with_numpy():
    matrix = np.random.random((1500, 1500))
    return lambda: matrix @ matrix

def with_pyarrow():
    array = pa.chunked_array([pa.array(np.random.random(1_000_000))] * 2)
    return lambda: pa.compute.sort_indices(array)

def with_onnxruntime():
    session = onnx_session("MatMul", 1000, 1000)
    matrix = np.ones((1000, 1000), np.float32)
    return lambda: session.run(None, {"x": matrix, "y": matrix})

under_way = threading.Barrier(4)

class Compute(Task[None, JsUndefined]):
    def perform(self):
        compute = self.prepare()
        under_way.wait()
        while True:
            compute()

class UnderWay(Task[None, JsUndefined]):
    def perform(self):
        under_way.wait()

def begin(cx):
    # Resolves once all of them compute: in Tasks, or in threads that the bridge knows nothing of.
    for prepare in (with_numpy, with_pyarrow, with_onnxruntime):
        task = Compute()
        task.prepare = prepare
        if len(cx):
            threading.Thread(target=task.perform, daemon=True).start()
        else:
            task.promise(cx)
    return UnderWay().promise(cx)

@register_module
def main(m):
    m.export_function("begin", begin)
"""


@pytest.mark.parametrize("threads", ["", "true"], ids=["tasks", "threads"])
def test_exit_while_native_code_computes_keeps_its_status(host: Host, threads: str) -> None:
    host.module(ONNX + NATIVE)
    for _ in range(3):
        host.run(f"require('./module').begin({threads}).then(() => process.exit(7));", status=7)
