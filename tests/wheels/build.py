"""Builds what is published, into dist/: the sources, and a wheel for each Python at hand and each processor.

Usage: python tests/wheels/build.py [3.11 ...]

Zig compiles and links for any version of glibc and any processor, wherever it runs: so the wheels are manylinux ones,
and those for the other processor need neither its Python nor its libraries. pyconfig.h is the same for both.
"""
from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
DIST = ROOT / "dist"
WORK = ROOT / "build" / "wheels"
VERSIONS = tuple(f"3.{minor}" for minor in range(10, 15))
PROCESSORS = ("x86_64", "aarch64")
GLIBC = (2, 17)  # the oldest that any of Node's or Python's own binaries run on
BUILDS = "import ensurepip, os, sysconfig; open(os.path.join(sysconfig.get_path('include'), 'Python.h'))"


@cache
def find_python(version: str) -> Path | None:
    """Find a Python of a version that can build: on PATH, or pyenv's."""
    on_path = shutil.which(f"python{version}")
    pyenvs = Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser().glob(f"versions/*/bin/python{version}")
    for python in [*([Path(on_path)] if on_path else []), *sorted(pyenvs)]:
        if subprocess.run([python, "-c", BUILDS], capture_output=True, check=False).returncode == 0:
            return python
    return None


def platform(processor: str) -> str:
    """Give the tag of the wheels for a processor."""
    return f"manylinux_{GLIBC[0]}_{GLIBC[1]}_{processor}"


def run(*command: str | Path, cwd: Path = ROOT, **variables: str) -> None:
    """Run a command; it says what goes wrong, and little else."""
    quiet = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONWARNINGS": "ignore"}
    subprocess.run(command, cwd=cwd, env={**os.environ, **quiet, **variables}, check=True)


def builder(version: str) -> Path:
    """Make an environment that has what a build needs; its Python."""
    found = find_python(version)
    assert found
    python = WORK / version / "bin" / "python"
    if not python.exists():
        run(found, "-m", "venv", WORK / version)
        run(python, "-m", "pip", "install", "--quiet", "Cython>=3.1", "setuptools>=77")
    return python


def sources(python: Path) -> Path:
    """Pack the sources, as a build is to find them that has nothing else; the folder in which they are unpacked."""
    run(python, "setup.py", "--quiet", "sdist", "--dist-dir", DIST)
    (packed,) = DIST.glob("*.tar.gz")
    folder = WORK / packed.name.removesuffix(".tar.gz")
    shutil.rmtree(folder, ignore_errors=True)
    with tarfile.open(packed) as archive:
        archive.extractall(WORK)  # noqa: S202 # it was packed just now
    return folder


def build(folder: Path, version: str, processor: str) -> None:
    """Build a wheel."""
    import ziglang

    compiler = f"{Path(ziglang.__file__).parent / 'zig'} cc -target {processor}-linux-gnu.{GLIBC[0]}.{GLIBC[1]}"
    settings = {
        "CC": compiler,
        "CFLAGS": "-O3 -DNDEBUG -fwrapv -fno-sanitize=undefined -g0",
        "LDSHARED": f"{compiler} -shared -s",
        "SETUPTOOLS_EXT_SUFFIX": f".cpython-{version.replace('.', '')}-{processor}-linux-gnu.so",
        "ZIG_GLOBAL_CACHE_DIR": str(WORK / "zig"),
        "_PYTHON_HOST_PLATFORM": f"linux-{processor}",
    }
    tag = ("--plat-name", platform(processor), "--dist-dir", DIST)
    run(builder(version), "setup.py", "--quiet", "bdist_wheel", *tag, cwd=folder, **settings)


def main(wanted: tuple[str, ...]) -> None:
    """Build all."""
    versions = [version for version in wanted if find_python(version)]
    assert versions, f"expected a Python with headers, of any of {', '.join(wanted)}"
    shutil.rmtree(DIST, ignore_errors=True)
    folder = sources(builder(versions[-1]))
    for version in versions:
        for processor in PROCESSORS:
            print(f"{version} for {processor}", flush=True)
            build(folder, version, processor)


if __name__ == "__main__":
    main(tuple(sys.argv[1:]) or VERSIONS)
