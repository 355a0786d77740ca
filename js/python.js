'use strict';

// Finds the Python that a Module runs on, and asks it where its half of the bridge is.

const { spawnSync } = require('child_process');
const fs = require('fs');
const path = require('path');
const { threadId } = require('worker_threads');

/**
 * @typedef {object} Installation
 * @property {string} executable - the Python
 * @property {string} version - of the bridge
 * @property {string} host - the file that joins Node to it
 * @property {string[]} depends - the files and folders that decide the above; none where more than these do
 */

/**
 * Names the Python for a folder: $BRIDGE_PYTHON, $VIRTUAL_ENV, a .venv at or above the folder, python3 on PATH.
 * @param {string} folder
 * @returns {string}
 */
function findPython(folder) {
  const { BRIDGE_PYTHON, VIRTUAL_ENV } = process.env;
  if (BRIDGE_PYTHON) return BRIDGE_PYTHON.includes(path.sep) ? path.resolve(BRIDGE_PYTHON) : BRIDGE_PYTHON;
  if (VIRTUAL_ENV) return path.resolve(VIRTUAL_ENV, 'bin', 'python');
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const python = path.join(at, '.venv', 'bin', 'python');
    if (fs.existsSync(python)) return python;
    if (at === path.dirname(at)) return 'python3';
  }
}

/** @type {Map<string, Installation>} */
const answers = new Map();

/**
 * Asks a Python about its installation of the bridge, unless it has answered already: asking costs some 30 ms.
 * @param {string} python
 * @returns {Installation}
 */
function ask(python) {
  const answer = answers.get(python) ?? remembered(python) ?? askNow(python);
  answers.set(python, answer);
  return answer;
}

/**
 * @param {string} python
 * @returns {Installation}
 */
function askNow(python) {
  const began = Date.now();
  // From the root folder, so that no folder called `bridge` in the working directory is taken for the package.
  const child = spawnSync(python, ['-m', 'bridge', 'where'], { cwd: path.parse(process.execPath).root, encoding: 'utf8' });
  if (child.error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (child.error);
    throw fail(`no Python at ${python} (${code}): set BRIDGE_PYTHON, activate a virtual environment, or make one in .venv`);
  }
  if (child.status !== 0) {
    const reason = child.stderr.trim().split('\n').pop();
    throw fail(`${python} cannot run the bridge (${reason}): ${python} -m pip install taskbridge`);
  }
  const answer = JSON.parse(child.stdout);
  if (answer.host === null) {
    throw fail(`${answer.executable} has the bridge without its Node host: ${answer.executable} -m pip install --force-reinstall taskbridge`);
  }
  remember(python, answer, began);
  return answer;
}

/**
 * The file in a virtual environment's own folder that keeps its Python's answer for other processes.
 * @param {string} python
 * @returns {string | undefined}
 */
function memory(python) {
  const { PYTHONHOME, PYTHONPATH } = process.env; // with one of these, the answer is this process's alone
  const shared = path.isAbsolute(python) && !PYTHONHOME && !PYTHONPATH;
  return shared ? path.join(path.dirname(python), '..', 'taskbridge.json') : undefined;
}

/**
 * Reads what a Python answered another process, if it would answer the same now.
 * @param {string} python
 * @returns {Installation | undefined}
 */
function remembered(python) {
  const file = memory(python);
  if (file === undefined) return undefined;
  try {
    const { stamps, ...answer } = JSON.parse(fs.readFileSync(file, 'utf8'));
    const unchanged = Object.entries(stamps).every(([name, time]) => fs.statSync(name).mtimeMs === time);
    return unchanged && answer.executable === python ? answer : undefined; // another one's, in a copied environment
  } catch {
    return undefined; // nothing remembered, or no longer true
  }
}

/**
 * Keeps an answer, unless something that it depends on has changed since the question.
 * @param {string} python
 * @param {Installation} answer
 * @param {number} began
 */
function remember(python, answer, began) {
  const file = memory(python);
  if (file === undefined || answer.depends.length === 0) return;
  const draft = `${file}.${process.pid}.${threadId}`; // renamed once it is whole
  try {
    const stamps = Object.fromEntries(answer.depends.map((name) => [name, fs.statSync(name).mtimeMs]));
    if (Math.max(...Object.values(stamps)) >= began) return;
    fs.writeFileSync(draft, JSON.stringify({ ...answer, stamps }));
    fs.renameSync(draft, file);
  } catch {
    fs.rmSync(draft, { force: true }); // the environment cannot be written to: each process asks
  }
}

/** @param {string} message */
function fail(message) {
  return Object.assign(new Error(message), { code: 'ERR_PYTHON_NOT_FOUND' });
}

module.exports = { ask, findPython };
