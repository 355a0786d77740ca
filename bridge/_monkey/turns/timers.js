'use strict';

// Timers and immediates, as Node has them. (PythonMonkey's own keep each callback for ever, and know no ticks.)

const { attempt, isOver } = require('./turns.js');

const LONGEST_MS = 2 ** 31 - 1;
/** What Python lends: start(number, ms), cancel(number), ref(), unref(), immediate(). */
let python;
let last = 0;
/** @type {Map<number, Timeout>} */
const timeouts = new Map();
/** @type {Set<Immediate>} */
let immediates = new Set();

class Timeout {
  #number = ++last;
  #referenced = true;

  constructor(callback, delay, values, repeats) {
    Object.assign(this, { _callback: callback, _values: values, _repeats: repeats });
    this._delay = delay >= 1 && delay <= LONGEST_MS ? Math.trunc(delay) : 1;
    this.#start();
  }

  #start() {
    timeouts.set(this.#number, this);
    python.start(this.#number, this._delay);
    if (this.#referenced) python.ref();
  }

  #stop() {
    if (timeouts.delete(this.#number) && this.#referenced) python.unref();
  }

  run() {
    if (this._repeats) python.start(this.#number, this._delay);
    attempt(this._callback, this._values, this);
    if (!this._repeats && !this._again) this.#stop();
    this._again = false;
  }

  close() {
    if (timeouts.has(this.#number)) python.cancel(this.#number);
    this.#stop();
    return this;
  }

  refresh() {
    if (timeouts.has(this.#number)) python.cancel(this.#number);
    this.#stop();
    this.#start();
    this._again = true;
    return this;
  }

  ref() {
    if (!this.#referenced && timeouts.has(this.#number)) python.ref();
    this.#referenced = true;
    return this;
  }

  unref() {
    if (this.#referenced && timeouts.has(this.#number)) python.unref();
    this.#referenced = false;
    return this;
  }

  hasRef() {
    return this.#referenced;
  }

  [Symbol.toPrimitive]() {
    return this.#number;
  }
}

class Immediate {
  constructor(callback, values) {
    Object.assign(this, { _callback: callback, _values: values });
  }
}

function check(callback) {
  if (typeof callback === 'function') return callback;
  const error = new TypeError(`The "callback" argument must be of type function. Received ${typeof callback}`);
  throw Object.assign(error, { code: 'ERR_INVALID_ARG_TYPE' });
}

const clear = (timer) => {
  const timeout = timer instanceof Timeout ? timer : timeouts.get(Number(timer));
  timeout?.close();
};

Object.assign(globalThis, {
  setTimeout: (callback, delay, ...values) => new Timeout(check(callback), Number(delay), values, false),
  setInterval: (callback, delay, ...values) => new Timeout(check(callback), Number(delay), values, true),
  clearTimeout: clear,
  clearInterval: clear,
  setImmediate(callback, ...values) {
    const immediate = new Immediate(check(callback), values);
    if (immediates.size === 0) python.immediate();
    immediates.add(immediate);
    python.ref();
    return immediate;
  },
  clearImmediate(immediate) {
    if (immediates.delete(immediate)) python.unref();
  },
});

module.exports = {
  open(lent) {
    python = lent;
  },
  begin() {
    timeouts.clear();
    immediates.clear();
  },
  timeout: (number) => timeouts.get(number)?.run(),
  /** Takes the immediates that are there now; those that they set have the next turn. */
  takeImmediates() {
    const now = immediates;
    immediates = new Set();
    return [...now];
  },
  runImmediate(immediate) {
    python.unref();
    if (!isOver()) attempt(immediate._callback, immediate._values, immediate);
  },
};
