"""The yardsticks: Node addons in plain C, most without Python."""
import subprocess
import sysconfig
from pathlib import Path

HERE = Path(__file__).parent


def build_addon(name: str, *options: str) -> Path:
    """Compile one into build/."""
    source = HERE / f"{name}.c"
    target = HERE.parent / "build" / f"{name}.node"
    target.parent.mkdir(exist_ok=True)
    compiler = sysconfig.get_config_var("CC").split()[0]
    include = HERE.parent / "bridge" / "_node" / "napi"
    subprocess.run([compiler, "-O2", "-shared", "-fPIC", f"-I{include}", source, "-o", target, *options], check=True)
    return target


def build_embedding(name: str) -> Path:
    """Compile one that brings libpython along."""
    libraries, version = sysconfig.get_config_var("LIBDIR"), sysconfig.get_config_var("LDVERSION")
    include = sysconfig.get_path("include")
    return build_addon(name, f"-I{include}", f"-L{libraries}", f"-Wl,-rpath,{libraries}", f"-lpython{version}")
