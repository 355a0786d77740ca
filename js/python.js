'use strict';

// Finds the Python that a Module runs on, and asks it where its half of the bridge is.

const { spawnSync } = require('child_process');
const fs = require('fs');
const path = require('path');

/**
 * @typedef {object} Installation
 * @property {string} executable - the Python
 * @property {string} version - of the bridge
 * @property {string | null} host - the file that joins Node to it
 */

/**
 * Names the Python for a folder: $BRIDGE_PYTHON, $VIRTUAL_ENV, a .venv at or above the folder, python3 on PATH.
 * @param {string} folder
 * @returns {string}
 */
function findPython(folder) {
  const { BRIDGE_PYTHON, VIRTUAL_ENV } = process.env;
  if (BRIDGE_PYTHON) return BRIDGE_PYTHON.includes(path.sep) ? path.resolve(BRIDGE_PYTHON) : BRIDGE_PYTHON;
  if (VIRTUAL_ENV) return path.join(VIRTUAL_ENV, 'bin', 'python');
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const python = path.join(at, '.venv', 'bin', 'python');
    if (fs.existsSync(python)) return python;
    if (at === path.dirname(at)) return 'python3';
  }
}

const answers = new Map();

/**
 * Asks a Python about its installation of the bridge, once: asking costs some 30 ms.
 * @param {string} python
 * @returns {Installation}
 */
function ask(python) {
  if (!answers.has(python)) answers.set(python, remembered(python) ?? askNow(python));
  return answers.get(python);
}

function askNow(python) {
  // From the root folder, so that no folder called `bridge` in the working directory is taken for the package.
  const child = spawnSync(python, ['-m', 'bridge', 'where'], { cwd: path.parse(process.execPath).root, encoding: 'utf8' });
  if (child.error) {
    throw fail(`no Python at ${python} (${child.error.code}): set BRIDGE_PYTHON, activate a virtual environment, or make one in .venv`);
  }
  if (child.status !== 0) {
    const reason = child.stderr.trim().split('\n').pop();
    throw fail(`${python} cannot run the bridge (${reason}): ${python} -m pip install taskbridge`);
  }
  const answer = JSON.parse(child.stdout);
  if (answer.host === null) {
    throw fail(`${answer.executable} has the bridge without its Node host: ${answer.executable} -m pip install --force-reinstall taskbridge`);
  }
  return answer;
}

/**
 * Reads what a virtual environment's Python answered another process. Its own folder keeps the answer, so that both
 * go together; it counts as long as neither the environment nor the host has changed since.
 */
function remembered(python) {
  try {
    const answer = JSON.parse(fs.readFileSync(path.join(path.dirname(python), '..', 'taskbridge.json'), 'utf8'));
    const unchanged = answer.stamps.every(([file, time]) => fs.statSync(file).mtimeMs === time);
    return unchanged && !process.env.PYTHONPATH && !process.env.PYTHONHOME ? answer : undefined;
  } catch {
    return undefined; // nothing remembered, or no longer true: ask
  }
}

function fail(message) {
  return Object.assign(new Error(message), { code: 'ERR_PYTHON_NOT_FOUND' });
}

module.exports = { ask, findPython };
