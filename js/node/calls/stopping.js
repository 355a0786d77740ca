'use strict';

// What the Node host has in JavaScript for stopping calls: their options, and AbortSignals.
//
// There is one listener on a signal, while calls have it that are not answered.

const { newPrototype } = require('../../calls/later.js');
const { isAbortSignal, splitSignal } = require('../../calls/options.js');
const { abortError, timeoutError } = require('../../calls/reasons.js');

/** Places in `numbers`. */
const GIVEN = 0;
const SIGNAL = 1;
const TIMEOUT = 2;
const PRIORITY = 3;
const ABORTED = -1; // in the place of a signal's number

/**
 * @typedef {object} Natives
 * @property {Float64Array} numbers - the options of the next call, where any are GIVEN; the host takes them from here
 * @property {(record: SignalRecord) => number} openSignal - gives its number
 * @property {(number: number, reason: unknown) => void} abort
 */

/**
 * @typedef {object} SignalRecord
 * @property {AbortSignal} signal
 * @property {number} number
 * @property {() => void} onAbort
 */

/** @type {Natives} */
let natives;
/** @type {Map<AbortSignal, SignalRecord>} */
const records = new Map();
/** @type {unknown} of the signal that has aborted already, and is a call's all the same */
let abortedReason;

/** @param {Natives} functions */
function open(functions) {
  natives = functions;
}

/**
 * Gives a signal's number, for the call that comes next.
 * @param {AbortSignal} signal
 */
function follow(signal) {
  if (signal.aborted) {
    abortedReason = signal.reason;
    return ABORTED;
  }
  return (records.get(signal) ?? watch(signal)).number;
}

/** @param {AbortSignal} signal */
function watch(signal) {
  /** @type {SignalRecord} */
  const record = { signal, number: 0, onAbort: () => natives.abort(record.number, signal.reason) };
  signal.addEventListener('abort', record.onAbort, { once: true });
  record.number = natives.openSignal(record);
  records.set(signal, record);
  return record;
}

/**
 * Called by the host, once no call has the signal.
 * @param {SignalRecord} record
 */
function forget(record) {
  const { signal, onAbort } = record;
  record.number = 0; // another's hand may call the listener all the same
  records.delete(signal);
  signal.removeEventListener('abort', onAbort);
}

/** @type {Parameters<typeof newPrototype>[0]} */
function callWith({ signal, timeout = Infinity, priority = 0 }, callee, self, values) {
  const number = signal === undefined ? 0 : follow(signal);
  const { numbers } = natives;
  numbers[SIGNAL] = number;
  numbers[TIMEOUT] = timeout;
  numbers[PRIORITY] = priority;
  numbers[GIVEN] = 1;
  try {
    return Reflect.apply(callee, self, values);
  } finally {
    numbers[GIVEN] = 0; // where it failed before it was a call
  }
}

/**
 * Called by the host: takes the AbortSignal out of the last argument.
 * @param {any} value
 * @returns {any} what is left, null if nothing is; undefined if it is an argument like any other
 */
function takeSignal(value) {
  const found = splitSignal(value);
  if (found === undefined) return undefined;
  natives.numbers[SIGNAL] = follow(found.signal);
  return found.rest ?? null;
}

/**
 * Called by the host, with what Python says is one: gives its number.
 * @param {any} signal
 */
function numberOfSignal(signal) {
  return isAbortSignal(signal) ? follow(signal) : undefined;
}

/** Called by the host. */
function takeAbortedReason() {
  const reason = abortedReason;
  abortedReason = undefined;
  return reason;
}

const prototype = newPrototype(callWith);

module.exports = {
  open,
  lent: {
    abortError,
    answersLater: (/** @type {Function} */ made) => Object.setPrototypeOf(made, prototype),
    forgetSignal: forget,
    numberOfSignal,
    takeAbortedReason,
    takeSignal,
    timeoutError,
  },
};
