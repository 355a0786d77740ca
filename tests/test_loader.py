"""The host is tied to no Python of its own: which libpython Node loads for it, and what is said where that fails."""
from __future__ import annotations

import json
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from conftest import JS, NODES, ROOT
from test_command_line import BRIDGE, start, write
from test_which_python import Environment, make_environment

from bridge.cli import libpython

NODE = NODES["node-18.4"]() or ""


def read_binary(tool: str, option: str, file: str) -> list[str]:
    program = shutil.which(tool)
    assert program
    return subprocess.run([program, option, file], capture_output=True, text=True, check=True).stdout.splitlines()


def installation() -> dict[str, str]:
    answer: dict[str, str] = json.loads(start(*BRIDGE, "where", cwd=ROOT).stdout)
    return answer


@pytest.mark.parametrize("binary", ["loader", "host"])
def test_neither_names_its_builders_python(binary: str) -> None:
    entries = [line for line in read_binary("readelf", "-dW", installation()[binary]) if "Shared library" in line]
    assert entries != []
    everything = "\n".join(read_binary("readelf", "-dW", installation()[binary]))
    assert [each for each in ("libpython", "RPATH", "RUNPATH", sys.base_prefix) if each in everything] == []


def test_the_loader_needs_nothing_of_pythons() -> None:
    names = [line.split()[-1] for line in read_binary("nm", "-Du", installation()["loader"])]
    assert "napi_create_function" in names
    assert [name for name in names if name.lstrip("_").startswith("Py")] == []


def opened(folder: Path, code: str) -> list[str]:
    """Run a script that has `open(changes)`, which gives what the loader's error says, or null. What it printed."""
    script = f"""
        const where = {json.dumps(installation())};
        function open(changes) {{
          const {{ loader, libpython, python, host }} = {{ ...where, ...changes }}, binary = {{ exports: {{}} }};
          process.dlopen(binary, loader);
          try {{
            binary.exports.open(libpython, python, host);
            return null;
          }} catch ({{ code, message }}) {{
            return `${{code}} ${{message}}`;
          }}
        }}
        {code}
    """
    done = start(NODE, "-e", script, cwd=folder)
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_a_libpython_of_another_version_is_refused(tmp_path: Path) -> None:
    """And it is no longer there when the right one comes."""
    where = installation()
    copy = shutil.copy(where["libpython"], tmp_path)
    wrong = (where["python"][:-1], "99.0.0")
    code = f"""
        for (const python of {list(wrong)}) console.log(open({{ libpython: {copy!r}, python }}));
        console.log(open());
    """
    refused = [f"ERR_PYTHON_START expected Python {each} in {copy}, got {where['python']}" for each in wrong]
    assert opened(tmp_path, code) == [*refused, "null"]


def test_a_second_libpython_is_refused_and_both_are_named(tmp_path: Path) -> None:
    """A link to the same file is no second one."""
    first = installation()["libpython"]
    copy = Path(shutil.copy(first, tmp_path))
    link = tmp_path / "link"
    link.symlink_to(first)
    code = f"""
        console.log(open(), open(), open({{ libpython: {str(link)!r} }}));
        console.log(open({{ libpython: {str(copy)!r} }}));
    """
    assert opened(tmp_path, code) == [
        "null null null",
        f"ERR_PYTHON_START this process has loaded {first}: it cannot load {copy} too",
    ]


def test_what_cannot_be_loaded_is_told_as_the_linker_tells_it(tmp_path: Path) -> None:
    text, loader = write(tmp_path / "libpython3.99.so", "no library"), installation()["loader"]
    changes = [("libpython", "/nowhere.so"), ("libpython", str(text)), ("libpython", loader), ("host", str(text))]
    given = json.dumps([{name: file} for name, file in changes])
    found = opened(tmp_path, f"for (const each of {given}) console.log(open(each));")
    failed = "ERR_PYTHON_START Python failed to start:"
    assert found[0].startswith(f"{failed} /nowhere.so: cannot open shared object file")
    assert found[1] == found[3] == f"{failed} {text}: file too short"
    assert found[2] == f"ERR_PYTHON_START expected Python {installation()['python']} in {loader}, got none"


def test_the_loader_wants_three_strings(tmp_path: Path) -> None:
    message = "open(libpython, version, host): expected three strings"
    assert opened(tmp_path, "console.log(open({ python: 3 }));") == [f"undefined {message}"]


LIBPYTHONS = """
import re
from bridge import export
@export
def libpythons() -> list[str]:
    with open("/proc/self/maps") as maps:
        return sorted(set(re.findall(r"/.*libpython3[.]\\d+.*", maps.read())))
"""


def load(environment: Environment, **variables: str | Path) -> subprocess.CompletedProcess[str]:
    code = f"console.log(require({str(JS)!r}).load({str(environment.folder / 'native')!r}).libpythons().join())"
    return start(NODE, "-e", code, cwd=environment.folder, variables=variables)


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    environment = make_environment(tmp_path)
    write(environment.folder / "native" / "lib.py", LIBPYTHONS)
    return environment


def test_a_python_elsewhere_has_its_own_libpython_loaded(environment: Environment) -> None:
    """Another one than the host was built with, of the same version; asked or remembered."""
    copy = shutil.copy(installation()["libpython"], environment.folder)
    for variables in ({"LD_LIBRARY_PATH": environment.folder}, {}):
        done = load(environment, **variables)
        assert (done.stdout, done.stderr) == (f"{copy}\n", "")


def test_a_python_without_a_libpython_is_told_how_to_get_one(environment: Environment) -> None:
    write(environment.packages / "pretence.pth", "import bridge.cli.libpython as it; it.find = lambda: None")
    done = load(environment)
    assert f"Error: {environment.python} has no libpython that Node could load: " in done.stderr
    assert "code: 'ERR_PYTHON_START'" in done.stderr
    (environment.packages / "pretence.pth").unlink()
    assert load(environment).stdout == f"{installation()['libpython']}\n"


# where it is looked for


@pytest.mark.parametrize("folder", ["lib", "lib/MULTIARCH", "lib64", "elsewhere"])
def test_libpython_is_found_where_distributions_put_it(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though the program does without, as Debian's and conda's do; a relocated Python's own folder comes first."""
    settings = {"LDVERSION": "3.11d", "MULTIARCH": "MULTIARCH", "LIBDIR": str(tmp_path / "elsewhere")}
    monkeypatch.setattr(sysconfig, "get_config_var", settings.get)
    monkeypatch.setattr(sys, "base_prefix", str(tmp_path))
    monkeypatch.setattr(libpython, "_loaded", list)
    assert libpython.find() is None
    for name in ("libpython3.11d.a", "libpython3.11.so", "libpython3.so", "libpython3.12d.so.1.0"):
        write(tmp_path / folder / name, "")
    assert libpython.find() is None
    settings |= {"LDLIBRARY": "libpython3.11d.a", "INSTSONAME": "libpython3.11d.a"}
    assert libpython.find() is None
    found = write(tmp_path / folder / "libpython3.11d.so.1.0", "")
    write(tmp_path / "elsewhere" / "libpython3.11d.so.1.0", "")
    assert libpython.find() == found


@pytest.mark.parametrize(
    ("prefix", "remedy"),
    [
        ("/root/.pyenv/versions/3.11.7", "PYTHON_CONFIGURE_OPTS=--enable-shared pyenv install --force 3.11.7"),
        ("/opt/python", "build it with --enable-shared, or take one of uv's, conda's or your system's"),
    ],
)
def test_what_to_install_depends_on_where_the_python_is_from(
    prefix: str, remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "base_prefix", prefix)
    assert libpython.how_to_get() == remedy
