'use strict';

// What to do about a Python that cannot run the bridge: how it would be installed there.

const { spawnSync } = require('child_process');

// Any Python reads this, however old.
const SURVEY = `
import os, sys, sysconfig
def has(module):
    try:
        __import__(module)
    except ImportError:
        return False
    return True
def settings():
    try:
        with open(os.path.join(sys.prefix, "pyvenv.cfg")) as file:
            return file.read()
    except (IOError, OSError):
        return ""
def kind():
    if sys.version_info < (3, 10):
        return "old"
    if sys.prefix == sys.base_prefix and os.path.exists(sysconfig.get_path("stdlib") + "/EXTERNALLY-MANAGED"):
        return "managed"
    return "pip" if has("pip") else "uv" if "\\nuv = " in settings() else "bare"
print("\\n%s %d.%d" % (kind(), sys.version_info[0], sys.version_info[1]))
`;

/**
 * Says how to have the bridge in a Python.
 * @param {string} python
 * @param {string} [options] - for the installation
 */
function howToInstall(python, options = '') {
  const { stdout } = spawnSync(python, ['-c', SURVEY], { encoding: 'utf8', timeout: 30000, killSignal: 'SIGKILL' });
  const [kind, version] = stdout?.trim().split('\n').pop()?.split(' ') ?? [];
  switch (kind) {
    case 'old':
      return `it is Python ${version}, and the bridge needs 3.10 or later: set BRIDGE_PYTHON, or make a .venv of a later one`;
    case 'managed':
      return `the system manages its packages: ${python} -m venv .venv && .venv/bin/python -m pip install ${options}taskbridge`;
    case 'pip':
      return `${python} -m pip install ${options}taskbridge`;
    case 'uv':
      return `uv pip install --python ${python} ${options}taskbridge`;
    case 'bare':
      return `${python} -m ensurepip && ${python} -m pip install ${options}taskbridge`;
    default:
      return 'it is no Python that works: set BRIDGE_PYTHON, activate a virtual environment, or make one in .venv';
  }
}

module.exports = { howToInstall };
