'use strict';

// Finds the Python that a Module runs on, and asks it where its half of the bridge is.

const fs = require('fs');
const path = require('path');

/**
 * @typedef {object} Installation
 * @property {string} executable - the Python
 * @property {string} python - its version
 * @property {string} version - of the bridge
 * @property {string} loader - the addon that opens the two that follow
 * @property {string} libpython - what the Python is, as a shared library
 * @property {string} host - the file that joins Node to it
 * @property {string[]} depends - the files and folders that decide the above; none where more than these do
 */

/**
 * @typedef {object} Choice
 * @property {string} python - a path, or a name to look for on PATH
 * @property {string} source - what has chosen it
 */

/**
 * Lists the Pythons for a folder, the first of which it gets: $BRIDGE_PYTHON, $VIRTUAL_ENV, a .venv at or above the folder,
 * python3 on PATH.
 * @param {string} folder
 * @returns {Generator<Choice, void>}
 */
function* choices(folder) {
  const { BRIDGE_PYTHON, VIRTUAL_ENV } = process.env;
  if (BRIDGE_PYTHON) {
    const python = BRIDGE_PYTHON.includes(path.sep) ? path.resolve(BRIDGE_PYTHON) : BRIDGE_PYTHON;
    yield { python, source: `BRIDGE_PYTHON=${BRIDGE_PYTHON}` };
  }
  if (VIRTUAL_ENV) {
    yield { python: path.resolve(VIRTUAL_ENV, 'bin', 'python'), source: `VIRTUAL_ENV=${VIRTUAL_ENV}` };
  }
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const python = path.join(at, '.venv', 'bin', 'python');
    // A link that leads nowhere is a choice too: its Python has gone since.
    if (fs.lstatSync(python, { throwIfNoEntry: false })) yield { python, source: path.join(at, '.venv') };
    if (at === path.dirname(at)) break;
  }
  yield { python: 'python3', source: 'PATH' };
}

/**
 * Chooses the Python for a folder.
 * @param {string} folder
 */
function findPython(folder) {
  return /** @type {Choice} */ (choices(folder).next().value);
}

/** How many milliseconds a Python may take to answer: a thousand times what it takes. */
const LONGEST = 30000;

/** @type {Map<string, Installation>} */
const answers = new Map();

/**
 * Asks a Python about its installation of the bridge, unless it has answered already: asking costs some 30 ms.
 * @param {Choice} choice
 * @returns {Installation}
 */
function ask({ python, source }) {
  const answer = answers.get(python) ?? remembered(python) ?? askNow(python, source);
  answers.set(python, answer);
  return answer;
}

/**
 * @param {string} python
 * @param {string} source
 * @returns {Installation}
 */
function askNow(python, source) {
  const { spawnSync } = require('child_process'); // the other processes need not wait for it
  const began = Date.now();
  // From the root folder, so that no folder called `bridge` in the working directory is taken for the package.
  const cwd = path.parse(process.execPath).root;
  const child = spawnSync(python, ['-m', 'bridge', 'where'], { cwd, encoding: 'utf8', timeout: LONGEST, killSignal: 'SIGKILL' });
  if (child.error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (child.error);
    throw fail(
      `no Python at ${python} (${code}), from ${source}: set BRIDGE_PYTHON, activate a virtual environment, or make one in .venv`,
    );
  }
  const said = /\{"executable":.*\}/.exec(child.stdout); // among what else this Python prints whenever it starts
  const { howToInstall } = require('./advice.js');
  if (child.status !== 0 || said === null) {
    const reason = child.stderr.trim().split('\n').pop() || `exit status ${child.status}`;
    throw fail(`${python} cannot run the bridge (${reason}): ${howToInstall(python)}`);
  }
  const answer = JSON.parse(said[0]);
  if (answer.host === null || answer.loader === null) {
    throw fail(`${answer.executable} has the bridge without its Node host: ${howToInstall(answer.executable, '--force-reinstall ')}`);
  }
  if (answer.libpython === null) {
    throw fail(`${answer.executable} has no libpython that Node could load: ${answer.remedy}`, 'ERR_PYTHON_START');
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
    if (answer.executable !== python) return undefined; // another one's, in a copied environment
    const decisive = [...answer.depends, answer.executable, answer.loader, answer.libpython, answer.host];
    return decisive.every((name) => fs.statSync(name).mtimeMs === stamps[name]) ? answer : undefined;
  } catch {
    return undefined; // nothing remembered, or nothing that makes sense, or no longer true
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
  const { threadId } = require('worker_threads');
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

/**
 * @param {string} message
 * @param {string} [code]
 */
function fail(message, code = 'ERR_PYTHON_NOT_FOUND') {
  return Object.assign(new Error(message), { code });
}

module.exports = { ask, choices, findPython };
