'use strict';

// What has come of a stream, and was not given out: batches of items, and how much room Python has for more.

/** Whether Python runs ahead. */
const ONE = 0; // not yet: one item has been asked for
const ON = 1;
const OFF = 2; // no more: each item is asked for, since the program talks with the generator

/** @type {ArrayLike<any>} */
const NONE = [];

/**
 * @typedef {object} Natives - what a host does, which calls push() and end() on later turns; none is called after its end().
 *   What send() and raise() are called with comes in that order; nothing more of what begin() and advance() asked for
 * @property {(handle: any) => void} begin - have it make an item; if this throws, it has ended
 * @property {(handle: any, count: number) => void} advance - have it make so many more
 * @property {(handle: any, value: any) => void} send - have it make an item of a value
 * @property {(handle: any, error: any) => void} raise - or of an error; what it has made, and is not pushed, is dropped
 * @property {(handle: any) => void} close - end it; one that has not begun is let go of, without an end()
 * @property {((error: any) => Promise<never> | undefined)} [rejection] - what a Promise fails with by way of, if it is to
 *   tell who awaits it
 */

/**
 * @typedef {object} Request - a call of next() or throw() that is not answered
 * @property {any} value - what is sent, or raised
 * @property {boolean} isThrow
 * @property {boolean} isAsked - Python has been asked for its answer
 * @property {(result: IteratorResult<any, any>) => void} resolve
 * @property {(error: any) => void} reject
 */

/**
 * @typedef {object} State - what the host reaches too: it refers to the iterator only while someone waits for an answer
 * @property {Natives} natives
 * @property {any} handle
 * @property {number} window
 * @property {ArrayLike<any>} batch - what is given out: from `at` on
 * @property {number} at
 * @property {number} length - 0 if there is nothing
 * @property {ArrayLike<any>[]} batches - those that come after
 * @property {number} span - once so many are taken, as much room is given back: a part of what may be under way, not each by
 *   itself, or two threads would wake one another for each
 * @property {number} due - how many of these are left
 * @property {number} ahead - ONE, ON or OFF
 * @property {number} owed - items that were asked for while OFF, and have not come
 * @property {Request[]} requests
 * @property {object | undefined} owner - while there are requests
 * @property {boolean} hasBegun
 * @property {boolean} hasEnded
 * @property {boolean} hasFailed
 * @property {any} last - what has come at its end, and has not been given out: the error, or what is returned
 * @property {boolean} isClosing
 * @property {Promise<void> | undefined} closed
 * @property {((error: any, value: any) => void) | undefined} tell - who else is told of the end
 * @property {(error: any) => void} settle - of `closed`; null if nothing failed
 */

/**
 * @param {Natives} natives
 * @param {any} handle
 * @param {number} window
 * @returns {State}
 */
function newState(natives, handle, window) {
  return {
    natives,
    handle,
    window,
    batch: NONE,
    at: 0,
    length: 0,
    batches: [],
    span: 0,
    due: 0,
    ahead: ONE,
    owed: 0,
    requests: [],
    owner: undefined,
    hasBegun: false,
    hasEnded: false,
    hasFailed: false,
    last: undefined,
    isClosing: false,
    closed: undefined,
    tell: undefined,
    settle() {},
  };
}

/**
 * Puts a batch behind those that there are.
 * @param {State} state
 * @param {ArrayLike<any>} values - at least one
 * @param {number} span
 */
function put(state, values, span) {
  const { length } = values;
  if (state.length === 0) {
    state.batch = values;
    state.at = 0;
    state.length = length;
  } else {
    state.batches.push(values);
  }
  state.owed = Math.max(0, state.owed - length);
  if (state.ahead !== ON || span === state.span) return;
  state.due += span - state.span;
  state.span = span;
  if (state.due <= 0) giveBack(state);
}

/**
 * Takes the next item, as next() does.
 * @param {State} state
 */
function take(state) {
  const item = state.batch[state.at++];
  if (state.at === state.length) turnOver(state);
  if (--state.due === 0) giveBack(state);
  return item;
}

/** @param {State} state */
function turnOver(state) {
  state.batch = state.batches.shift() ?? NONE;
  state.at = 0;
  state.length = state.batch.length;
}

/**
 * Gives Python room for as many items as were taken.
 * @param {State} state
 */
function giveBack(state) {
  const taken = state.span - state.due;
  state.due = state.span;
  if (!state.hasEnded && !state.isClosing) state.natives.advance(state.handle, taken);
}

/**
 * Drops what has come, and was not given out.
 * @param {State} state
 */
function drop(state) {
  state.batch = NONE;
  state.batches = [];
  state.at = state.length = 0;
  state.hasFailed = false;
  state.last = undefined;
}

/**
 * Has Python run ahead.
 * @param {State} state
 */
function runAhead(state) {
  state.ahead = ON;
  state.span = state.due = Math.max(1, state.window >> 1);
  if (state.hasEnded || state.isClosing) return;
  state.natives.advance(state.handle, state.window);
}

/**
 * Has Python run ahead no more.
 * @param {State} state
 */
function stopAhead(state) {
  state.ahead = OFF;
  state.due = 0;
}

module.exports = { OFF, ONE, drop, newState, put, runAhead, stopAhead, take };
