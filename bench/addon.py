"""The yardsticks: Node addons in plain C, without Python."""
import subprocess
import sysconfig
from pathlib import Path

HERE = Path(__file__).parent


def build_addon(name: str) -> Path:
    """Compile one into build/."""
    source = HERE / f"{name}.c"
    target = HERE.parent / "build" / f"{name}.node"
    target.parent.mkdir(exist_ok=True)
    compiler = sysconfig.get_config_var("CC").split()[0]
    include = HERE.parent / "bridge" / "_node"
    subprocess.run([compiler, "-O2", "-shared", "-fPIC", f"-I{include}", source, "-o", target], check=True)
    return target
