"""Builds the Cython; everything else is in pyproject.toml."""
import sysconfig

from Cython.Build import cythonize
from setuptools import Extension, setup

python = f"python{sysconfig.get_config_var('LDVERSION')}"
libdir = sysconfig.get_config_var("LIBDIR")

node_host = Extension(
    "bridge._node._host",
    ["bridge/_node/_host.pyx", "bridge/_node/boot.c", "bridge/_node/symbols.c", "bridge/_node/threads.c"],
    include_dirs=["bridge/_node"],
    # Node loads it before there is a Python: it brings libpython along.
    libraries=[python],
    library_dirs=[libdir],
    runtime_library_dirs=[libdir],
    extra_compile_args=["-O2", "-fvisibility=hidden", "-Wno-unreachable-code"],
)

# Python with its types; what they declare beside it (*.pxd) makes them fast.
names = (
    "host", "scope", "handles", "objects", "context", "tasks", "exported", "convert", "conversion", "plain", "tables",
    "formats",
)  # fmt: skip
portable = [Extension(f"bridge.{name}", [f"bridge/{name}.py"]) for name in names]

natives = Extension("bridge._monkey._natives", ["bridge/_monkey/_natives.pyx"])

wire = Extension(
    "bridge._wire",
    ["bridge/_wire.pyx"],
    include_dirs=["bridge"],
    depends=["bridge/stack.h"],
    extra_compile_args=["-O2"],
)

setup(
    ext_modules=cythonize(
        [*portable, natives, wire, node_host],
        build_dir="build/cython",
        compiler_directives={"language_level": 3, "annotation_typing": False},
    )
)
