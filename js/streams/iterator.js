'use strict';

// The async iterator that JavaScript has of a Python generator. The first next() asks for one item, and those that follow
// have Python run ahead, within a window: items come in batches, and are given out from these.

const { OFF, ONE, drop, newState, put, runAhead, stopAhead, take } = require('./state.js');

/** @typedef {import('./state.js').Natives} Natives */
/** @typedef {import('./state.js').State} State */
/** @typedef {import('./state.js').Request} Request */

const AsyncIterator = Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}).prototype);

class Stream {
  /** @type {State} */
  #state;

  /** @param {State} state */
  constructor(state) {
    this.#state = state;
    collected.register(this, state);
  }

  /**
   * @param {any} [value]
   * @returns {Promise<IteratorResult<any, any>>}
   */
  next(value) {
    const state = this.#state;
    if (state.length === 0 || value !== undefined) return ask(this, state, value);
    return Promise.resolve({ value: take(state), done: false });
  }

  /** @param {any} [value] */
  async return(value) {
    await close(this.#state);
    return { value: await value, done: true };
  }

  /** @param {any} [error] */
  async throw(error) {
    const state = this.#state;
    if (state.requests.length === 0) drop(state);
    if (!state.hasBegun) await close(state);
    stopAhead(state);
    return request(this, state, error, true);
  }

  /**
   * Has another be told of its end too.
   * @param {any} stream - of what is none, nobody is told
   * @param {(error: any, value: any) => void} tell - the error is null if there is none
   */
  static whenEnded(stream, tell) {
    if (typeof stream === 'object' && stream !== null && #state in stream) stream.#state.tell = tell;
  }
}

Object.setPrototypeOf(Stream.prototype, AsyncIterator);
Object.defineProperty(Stream.prototype, Symbol.toStringTag, { value: 'Stream', configurable: true });
Reflect.deleteProperty(Stream.prototype, 'constructor'); // it is made by calls only
const { asyncDispose } = /** @type {any} */ (Symbol); // of Node 18.18 and later
if (asyncDispose !== undefined) {
  /** @this {Stream} */
  const dispose = async function () {
    await this.return();
  };
  Object.defineProperty(dispose, 'name', { value: '[Symbol.asyncDispose]' });
  Object.defineProperty(Stream.prototype, asyncDispose, { value: dispose, configurable: true, writable: true });
}

/** @type {FinalizationRegistry<State>} */
const collected = new FinalizationRegistry((state) => {
  if (state.hasEnded || state.isClosing) return;
  drop(state);
  state.isClosing = true;
  state.natives.close(state.handle);
});

/**
 * Makes an iterator, and what its host calls: push(values, span) for each batch, end(error, value, atOnce) at the end.
 * @param {Natives} natives
 * @param {any} handle
 * @param {number} window
 * @returns {[Stream, (values: ArrayLike<any>, span: number) => void, (error: any, value: any, atOnce?: boolean) => void]}
 */
function newStream(natives, handle, window) {
  const state = newState(natives, handle, window);
  return [new Stream(state), (values, span) => push(state, values, span), (error, value, atOnce) => end(state, error, value, atOnce)];
}

/**
 * A next() that the batches do not answer, or that has a value for the generator.
 * @param {Stream} stream
 * @param {State} state
 * @param {any} value
 */
function ask(stream, state, value) {
  const isFirst = !state.hasBegun;
  if (value !== undefined && !isFirst) stopAhead(state);
  const answer = request(stream, state, isFirst ? undefined : value, false);
  if (!isFirst && state.ahead === ONE) runAhead(state);
  return answer;
}

/**
 * @param {Stream} stream
 * @param {State} state
 * @param {any} value
 * @param {boolean} isThrow
 * @returns {Promise<IteratorResult<any, any>>}
 */
function request(stream, state, value, isThrow) {
  return new Promise((resolve, reject) => {
    state.requests.push({ value, isThrow, isAsked: false, resolve, reject });
    state.owner = stream;
    answerAll(state);
  });
}

/**
 * Answers requests, in order, as far as there is something to answer with.
 * @param {State} state
 */
function answerAll(state) {
  const { requests } = state;
  while (requests.length !== 0) {
    const first = /** @type {Request} */ (requests[0]);
    try {
      if (!first.isAsked && !state.isClosing && !state.hasEnded) askPython(state, first);
    } catch (error) {
      requests.shift();
      first.reject(error);
      continue;
    }
    if (state.length === 0 && !state.hasEnded) return;
    requests.shift();
    if (state.length === 0) finish(state, first);
    else first.resolve({ value: take(state), done: false });
  }
  state.owner = undefined;
}

/**
 * Asks Python for what answers a request that is the first now, unless it comes anyway.
 * @param {State} state
 * @param {Request} first
 */
function askPython(state, first) {
  const { natives, handle } = state;
  const { value, isThrow } = first;
  first.isAsked = true;
  if (isThrow) {
    drop(state);
    natives.raise(handle, value);
    state.owed = 1;
  } else if (!state.hasBegun) {
    state.hasBegun = state.hasEnded = true; // where it cannot begin
    natives.begin(handle);
    state.hasEnded = false;
  } else if (value !== undefined) {
    natives.send(handle, value);
    state.owed++;
  } else if (state.ahead === OFF && state.length === 0 && state.owed === 0) {
    natives.advance(handle, 1);
    state.owed++;
  }
}

/**
 * @param {State} state
 * @param {ArrayLike<any>} values
 * @param {number} span - once so many are taken, there is room for as many
 */
function push(state, values, span) {
  if (values.length === 0) return;
  put(state, values, span);
  answerAll(state);
  if (state.isClosing) drop(state);
}

/**
 * @param {State} state
 * @param {any} error - null if there is none
 * @param {any} value
 * @param {boolean} [atOnce] - what waits is dropped
 */
function end(state, error, value, atOnce = false) {
  state.hasEnded = true;
  if (atOnce) drop(state);
  if (!state.isClosing) {
    state.hasFailed = error !== null;
    state.last = state.hasFailed ? error : value;
  }
  answerAll(state);
  state.settle(error);
  state.tell?.(error, value);
}

/**
 * Answers a request after the end.
 * @param {State} state
 * @param {Request} request
 */
function finish(state, { value, isThrow, isAsked, resolve, reject }) {
  const { hasFailed, last } = state;
  if (isThrow && !isAsked) {
    reject(value);
    return;
  }
  state.hasFailed = false;
  state.last = undefined;
  if (hasFailed) fail(state, last, resolve, reject);
  else resolve({ value: last, done: true });
}

/**
 * Has a Promise fail.
 * @param {State} state
 * @param {any} error
 * @param {(value: any) => void} resolve
 * @param {(error: any) => void} reject
 */
function fail({ natives }, error, resolve, reject) {
  const rejection = natives.rejection?.(error);
  if (rejection === undefined) reject(error);
  else resolve(rejection);
}

/**
 * Closes the generator, and waits until it is.
 * @param {State} state
 * @returns {Promise<void> | undefined}
 */
function close(state) {
  drop(state);
  if (state.hasEnded) return undefined;
  if (state.isClosing) return state.closed;
  if (state.hasBegun) {
    state.isClosing = true;
    state.closed = new Promise((resolve, reject) => {
      state.settle = (error) => (error === null ? resolve() : fail(state, error, resolve, reject));
    });
  } else {
    state.hasBegun = state.hasEnded = true;
  }
  state.natives.close(state.handle);
  return state.closed;
}

const { whenEnded } = Stream;

module.exports = { newStream, whenEnded };
