'use strict';

// Requires folders of Python: `module.exports = require('taskbridge').load(__dirname)`.

const fs = require('fs');
const { log, open: openLog } = require('./calls/log.js');
const pools = require('./calls/pool.js');
const { ask, findPython } = require('./python.js');

/**
 * @typedef {object} OwnFunctions
 * @property {(folder: string, variables?: NodeJS.ProcessEnv) => any} load
 * @property {(into: Float64Array) => void} live
 * @property {() => number} entries
 * @property {() => void} shareStreams
 * @property {() => boolean} haveThreadsBegun
 * @property {(callback: () => void) => void} threadsEnd
 *
 * @typedef {OwnFunctions & import('./calls/log.js').Natives & import('./calls/pool.js').Natives & import('./calls/stopping.js').Natives &
 *   import('./calls/lines.js').Natives} Host - the
 *   functions of the one Python in the process, for one of JavaScript's threads
 */

/** @type {Host | undefined} */
let host;
/** @type {string | undefined} */
let executable;

/**
 * Loads a folder that has a `lib.py`, and returns its exports. Python is told of process.env, which may have changed since
 * it last looked; that of a worker is a copy of its own.
 * @param {string} folder - an absolute path
 */
function load(folder) {
  if (process.env.WATCH_REPORT_DEPENDENCIES) require('./watch.js').watch(folder);
  const { load: loadFolder } = start(ask(findPython(folder)));
  return require('./lent.js').isMainThread ? loadFolder(folder, process.env) : loadFolder(folder);
}

/**
 * @param {import('./python.js').Installation} installation
 * @returns {Host}
 */
function start(installation) {
  if (host !== undefined && installation.executable !== executable) {
    throw Object.assign(new Error(`this process runs ${executable}: it cannot run ${installation.executable} too`), {
      code: 'ERR_PYTHON_START',
    });
  }
  return (host ??= startHost(installation));
}

/**
 * @param {import('./python.js').Installation} installation
 * @returns {Host}
 */
function startHost(installation) {
  /** @type {{ exports: any }} */
  const loader = { exports: {} };
  process.dlopen(loader, installation.loader);
  const binary = loader.exports.open(installation.libpython, installation.python, installation.host);
  const functions = binary.start(installation.executable, () => require('./lent.js'));
  executable = installation.executable;
  require('./calls/stopping.js').open(functions);
  require('./calls/lines.js').open(functions);
  require('./calls/tracing.js').open(functions);
  openLog(functions);
  pools.open(functions);
  if (require('./lent.js').isMainThread) {
    process.once('exit', binary.exiting);
    stopFirst(binary.stop);
    if (process.versions.bun) stopAsLastListener(binary.stop);
    else stopAtNaturalEnd(binary.stop);
    process.on('beforeExit', () => {
      if (functions.haveThreadsBegun()) functions.threadsEnd(() => {}); // the event loop is alive until then
    });
    shareStreams(functions.shareStreams);
    writeAtOnce(1, 'stdout');
    writeAtOnce(2, 'stderr');
  }
  return functions;
}

/**
 * Has Python stop in `process.exit()`, before native code is torn down that may still be running.
 * @param {(status: number) => void} stop
 */
function stopFirst(stop) {
  /** @type {any} */
  const { reallyExit } = process; // what `process.exit()` calls last, and what tools replace for such ends
  /** @type {any} */ (process).reallyExit = (/** @type {number | undefined} */ status) => {
    stop(Number(status) || 0);
    reallyExit.call(process, status);
  };
}

/**
 * Has Python stop once the `exit` event of a natural end is over: Node frees the environment next, and with it all memory
 * that Jobs and exit functions may still look at. (Where nobody caught an error, Node has yet to print that.)
 * @param {(status: number) => void} stop
 */
function stopAtNaturalEnd(stop) {
  const { emit } = process;
  let endsNaturally = false;
  /** @type {any} */ (process).emit = function emitAndStop(/** @type {any[]} */ ...event) {
    if (event[0] === 'beforeExit') endsNaturally = true;
    if (event[0] === 'uncaughtExceptionMonitor') endsNaturally = false;
    const isHeard = Reflect.apply(emit, this, event);
    const { _exiting: isExiting, exitCode } = /** @type {any} */ (process);
    if (event[0] === 'exit' && isExiting && endsNaturally) stop(Number(exitCode) || 0);
    return isHeard;
  };
}

/**
 * Does the same in Bun, which tells of its exit without process.emit(), and has printed an error by then.
 * @param {(status: number) => void} stop
 */
function stopAsLastListener(stop) {
  const last = (/** @type {number} */ status) => stop(Number(process.exitCode ?? status));
  const beLast = () => process.off('exit', last).on('exit', last);
  process.on('beforeExit', beLast).on('uncaughtExceptionMonitor', beLast);
}

/**
 * Has programs that Python and its libraries start inherit standard input, output and error. Node marks these as not to be
 * inherited when it first opens one on a terminal. (To its own children it passes them anyway.)
 * @param {() => void} share
 */
function shareStreams(share) {
  for (const name of ['stdin', 'stdout', 'stderr']) {
    const property = Object.getOwnPropertyDescriptor(process, name);
    if (!property?.get || !property.configurable) continue; // another stream in its place
    const get = () => {
      Object.defineProperty(process, name, property);
      const stream = Reflect.get(process, name);
      share();
      return stream;
    };
    Object.defineProperty(process, name, { ...property, get });
  }
}

/**
 * Has Node wait for the reader of a pipe, as it waits for a file or a terminal, and as its documentation says. Else it
 * would keep a part of a line back while the pipe is full, and Python's would get in between.
 * @param {number} descriptor
 * @param {'stdout' | 'stderr'} name
 */
function writeAtOnce(descriptor, name) {
  try {
    if (!fs.fstatSync(descriptor).isFIFO()) return;
  } catch {
    return; // closed
  }
  /** @type {any} */
  const stream = process[name];
  stream._handle?.setBlocking?.(true);
}

/**
 * Counts the live Jobs, handles and Contexts of the process.
 * @type {typeof import('../index.js').live}
 */
function live() {
  const counts = new Float64Array(4);
  host?.live(counts);
  const [jobs, handles, references, contexts] = /** @type {[number, number, number, number]} */ ([...counts]);
  return { jobs, handles, references, contexts };
}

/**
 * Counts the entries of JavaScript's threads into Python.
 * @type {typeof import('../index.js').entries}
 */
function entries() {
  return host === undefined ? 0 : host.entries();
}

module.exports = { entries, live, load, log, pool: pools.pool };
