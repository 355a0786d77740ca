'use strict';

// Requires folders of Python: `module.exports = require('taskbridge').load(__dirname)`.

const { isMainThread } = require('worker_threads');
const makeError = require('./errors.js');
const { ask, findPython } = require('./python.js');
const { deserialize, serialize } = require('./wire.js');

let host; // of this thread: the functions of the one Python in the process
let executable;

/**
 * Loads a folder that has a `lib.py`, and returns its exports.
 * @param {string} folder - absolute, such as `__dirname`
 * @returns {object}
 */
function load(folder) {
  if (typeof folder !== 'string') throw new TypeError(`load(folder): expected a string, got ${typeof folder}`);
  start(ask(findPython(folder)));
  return host.load(folder);
}

function start(installation) {
  if (host === undefined) {
    const binary = { exports: {} };
    process.dlopen(binary, installation.host);
    host = binary.exports.start(installation.executable, { deserialize, isMainThread, makeError, serialize });
    executable = installation.executable;
    if (isMainThread) {
      process.once('exit', binary.exports.exiting);
      writeAtOnce(process.stdout);
      writeAtOnce(process.stderr);
    }
  } else if (installation.executable !== executable) {
    throw Object.assign(new Error(`this process runs ${executable}: it cannot run ${installation.executable} too`), {
      code: 'ERR_PYTHON_START',
    });
  }
}

/**
 * Has Node wait for the reader of a pipe, as it waits for a file or a terminal. Else it would keep its lines back while
 * the pipe is full, Python's would get in between, and process.exit() would drop the rest.
 */
function writeAtOnce(stream) {
  if (stream._type === 'pipe') stream._handle?.setBlocking?.(true);
}

/**
 * Counts the live Jobs, handles and Contexts of the process.
 * @returns {{ jobs: number, handles: number, contexts: number }}
 */
function live() {
  return host === undefined ? { jobs: 0, handles: 0, contexts: 0 } : JSON.parse(host.live());
}

module.exports = { live, load };
