"""Builds the Cython; everything else is in pyproject.toml."""
import os
import sysconfig
from pathlib import Path

from Cython.Build import cythonize
from setuptools import Extension, find_packages, setup

python = f"python{sysconfig.get_config_var('LDVERSION')}"
libdir = sysconfig.get_config_var("LIBDIR")

node_host = Extension(
    "bridge._node._host",
    ["bridge/_node/_host.pyx", *map(str, sorted(Path("bridge/_node").rglob("*.c")))],
    include_dirs=["bridge/_node/napi", "bridge/_node/start", "bridge/pool"],
    # Node loads it before there is a Python: it brings libpython along.
    libraries=[python],
    library_dirs=[libdir],
    runtime_library_dirs=[libdir],
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
    options={"build_ext": {"parallel": True}},
    ext_modules=cythonize(
        [*portable, natives, wire, pool, node_host],
        build_dir="build/cython",
        nthreads=os.cpu_count() or 1,
        # An author may pass None where a Context is to be: that is an error, and no crash.
        compiler_directives={"language_level": 3, "annotation_typing": False, "nonecheck": True},
    ),
)
