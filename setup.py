"""Builds the Cython; everything else is in pyproject.toml."""
import os
from pathlib import Path

from Cython.Build import cythonize
from setuptools import Extension, find_packages, setup
from setuptools.command.build_ext import build_ext


class Build(build_ext):
    """Builds what any Python of the version can load, wherever that is."""

    def get_ext_filename(self, fullname: str) -> str:
        """Name a file: the loader is Node's alone, and the same for all Pythons."""
        *folders, name = fullname.split(".")
        return os.path.join(*folders, "loader.node") if name == "loader" else super().get_ext_filename(fullname)

    def build_extensions(self) -> None:
        """Leave out the folder in which this Python was built to look for its libpython."""
        self.compiler.linker_so = [flag for flag in self.compiler.linker_so if not flag.startswith("-Wl,-rpath")]
        super().build_extensions()


loader = Extension(
    "bridge._node.loader",
    ["bridge/_node/loader/loader.c"],
    include_dirs=["bridge/_node/napi"],
    extra_compile_args=["-O2", "-fvisibility=hidden"],
)

node_host = Extension(
    "bridge._node._host",
    ["bridge/_node/_host.pyx", *map(str, sorted({*Path("bridge/_node").rglob("*.c")} - {Path(*loader.sources)}))],
    include_dirs=["bridge/_node/napi", "bridge/_node/start", "bridge/pool"],
    extra_compile_args=["-O2", "-fvisibility=hidden", "-Wno-unreachable-code"],
)

# A `.py` with a `.pxd` beside it is compiled: it is on the path of every call, and C types make it fast.
portable = [
    Extension(".".join(path.with_suffix("").parts), [str(path)])
    for path in sorted(Path("bridge").rglob("*.py"))
    if path.with_suffix(".pxd").exists()
]

natives = Extension("bridge._monkey.spidermonkey._natives", ["bridge/_monkey/spidermonkey/_natives.pyx"])

wire = Extension(
    "bridge.wire._wire",
    ["bridge/wire/_wire.pyx"],
    depends=["bridge/wire/stack.h"],
    extra_compile_args=["-O2"],
)

pool = Extension(
    "bridge.pool._pool",
    ["bridge/pool/_pool.pyx"],
    include_dirs=["bridge/pool"],
    depends=["bridge/pool/pool.h"],
    extra_compile_args=["-O2"],
)

setup(
    packages=[*find_packages(include=["bridge", "bridge.*"]), "bridge._js"],
    cmdclass={"build_ext": Build},
    options={"build_ext": {"parallel": True}},
    ext_modules=cythonize(
        [*portable, natives, wire, pool, loader, node_host],
        build_dir="build/cython",
        nthreads=os.cpu_count() or 1,
        # An author may pass None where a Context is to be: that is an error, and no crash.
        compiler_directives={"language_level": 3, "annotation_typing": False, "nonecheck": True},
    ),
)
