'use strict';

// The background threads, as JavaScript sees them: `const { pool } = require('taskbridge')`.

const EventEmitter = require('events');
const { clearTimeout, setTimeout } = require('timers');
const { checkInteger, checkTimeout, wrongType } = require('./options.js');

const MOST_THREADS = 1024;
const MOST_TIMER_MS = 2 ** 31 - 1;
const UNCHANGED = -1; // what configure() is not told

/**
 * @typedef {object} Backend - a pool, as the host has it
 * @property {(threads: number, maxQueue: number) => void} configure - UNCHANGED leaves a number; Infinity is no limit
 * @property {() => ArrayLike<number>} statistics - in the order of bridge/pool/_pool.pxd
 * @property {() => Promise<void>} idle
 * @property {(reason: Error) => void} close - refuse new calls, and cancel those that wait
 * @property {(reason: Error) => void} cancel - all calls
 * @property {(tell: () => void) => void} onDrain
 */

/** One pool of threads. */
class Pool extends EventEmitter {
  /** @type {Backend} */
  #backend;

  /** @param {Backend} backend */
  constructor(backend) {
    super();
    this.#backend = backend;
    backend.onDrain(() => this.emit('drain'));
  }

  /** @type {import('../index.js').Pool['configure']} */
  configure(options) {
    checkObject(options);
    const { threads, maxQueue } = options;
    if (threads !== undefined) checkInteger('options.threads', threads, 1, MOST_THREADS);
    if (maxQueue !== undefined && maxQueue !== Infinity) {
      checkInteger('options.maxQueue', maxQueue, 0, Number.MAX_SAFE_INTEGER);
    }
    this.#backend.configure(threads ?? UNCHANGED, maxQueue ?? UNCHANGED);
  }

  /** @type {import('../index.js').Pool['stats']} */
  stats() {
    const [threads, queued, running, done, failed, cancelled, abandoned, ...times] = Array.from(this.#backend.statistics());
    const [wait, run] = [spread(times.slice(0, 5)), spread(times.slice(5))];
    return /** @type {any} */ ({ threads, queued, running, done, failed, cancelled, abandoned, wait, run });
  }

  /** @type {import('../index.js').Pool['idle']} */
  async idle() {
    await this.#backend.idle();
  }

  /** @type {import('../index.js').Pool['close']} */
  async close(options = {}) {
    checkObject(options);
    const { timeout = Infinity } = options;
    checkTimeout(timeout);
    const reason = Object.assign(new Error('the pool is closed'), { code: 'ERR_PYTHON_POOL_CLOSED' });
    this.#backend.close(reason);
    const cancel = () => this.#backend.cancel(reason);
    const timer = timeout < Infinity ? setTimeout(cancel, Math.min(timeout, MOST_TIMER_MS)) : undefined;
    await this.#backend.idle();
    clearTimeout(timer);
  }
}

/** The pool that performs what has no other. */
class MainPool extends Pool {
  #find;
  /** @type {Map<string, Pool>} */
  #named = new Map();

  /**
   * @param {Backend} backend
   * @param {(name: string) => Backend | undefined} find - those that Python has made
   */
  constructor(backend, find) {
    super(backend);
    this.#find = find;
  }

  /** @type {import('../index.js').MainPool['named']} */
  named(name) {
    if (typeof name !== 'string') throw wrongType('The "name" argument must be of type string', name);
    const backend = this.#named.has(name) ? undefined : this.#find(name);
    if (backend !== undefined) this.#named.set(name, new Pool(backend));
    const pool = this.#named.get(name);
    if (pool === undefined) throw Object.assign(new Error(`there is no pool named '${name}'`), { code: 'ERR_PYTHON_NO_POOL' });
    return pool;
  }
}

/** @param {number[]} times - milliseconds */
function spread([mean, p50, p90, p99, max]) {
  return { mean, p50, p90, p99, max };
}

/** @param {any} options */
function checkObject(options) {
  if (typeof options !== 'object' || options === null) throw wrongType('The "options" argument must be of type object', options);
}

module.exports = { MainPool, UNCHANGED };
