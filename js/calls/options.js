'use strict';

// What is said of a call beside its arguments: `signal`, `timeout`, `priority`. Checked as Node checks its own options, and
// with its words.

const MOST_PRIORITY = 100;

/**
 * @typedef {object} Options
 * @property {AbortSignal | undefined} signal
 * @property {number | undefined} timeout - milliseconds
 * @property {number | undefined} priority
 */

/**
 * Checks the options of calls; what is not among them is that of the outer ones.
 * @param {any} given
 * @param {Options} outer
 * @returns {Options}
 */
function checkOptions(given, outer) {
  if (typeof given !== 'object' || given === null) throw wrongType('The "options" argument must be of type object', given);
  const { signal = outer.signal, timeout = outer.timeout, priority = outer.priority } = given;
  if (signal !== undefined && !isAbortSignal(signal)) {
    throw wrongType('The "options.signal" property must be an instance of AbortSignal', signal);
  }
  if (timeout !== undefined) checkTimeout(timeout);
  if (priority !== undefined) checkInteger('options.priority', priority, -MOST_PRIORITY, MOST_PRIORITY);
  return { signal, timeout, priority };
}

/** @param {any} timeout - milliseconds, or Infinity for none */
function checkTimeout(timeout) {
  checkNumber('options.timeout', timeout);
  if (!(timeout >= 0)) throw outOfRange('options.timeout', '>= 0', timeout);
}

/**
 * @param {string} name
 * @param {any} value
 * @param {number} least
 * @param {number} most
 */
function checkInteger(name, value, least, most) {
  checkNumber(name, value);
  if (!Number.isInteger(value)) throw outOfRange(name, 'an integer', value);
  if (value < least || value > most) throw outOfRange(name, `>= ${least} && <= ${most}`, value);
}

/**
 * @param {string} name
 * @param {any} value
 */
function checkNumber(name, value) {
  if (typeof value !== 'number') throw wrongType(`The "${name}" property must be of type number`, value);
}

/**
 * Whether something is an AbortSignal, of another realm too, or by another hand.
 * @param {any} value
 * @returns {value is AbortSignal}
 */
function isAbortSignal(value) {
  if (typeof value !== 'object' || value === null) return false;
  if (value instanceof AbortSignal) return true;
  if (Object.prototype.toString.call(value) !== '[object AbortSignal]') return false;
  const listens = typeof value.addEventListener === 'function' && typeof value.removeEventListener === 'function';
  return listens && typeof value.aborted === 'boolean';
}

/**
 * Gives the AbortSignal that the last argument of a call has, in a plain object, and what else is in there, if anything.
 * @param {any} value - has a property `signal`
 * @returns {{ signal: AbortSignal, rest: object | undefined } | undefined} nothing, if it is an argument like any other
 */
function splitSignal(value) {
  const { signal } = value;
  if (!isAbortSignal(signal) || !isPlain(value)) return undefined;
  const names = Object.keys(value);
  if (names.length === 1 && names[0] === 'signal') return { signal, rest: undefined };
  const { signal: _, ...rest } = value;
  return { signal, rest };
}

/**
 * Whether an object is one as `{}` makes them, in any realm, or has no prototype.
 * @param {object} value
 */
function isPlain(value) {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/**
 * @param {string} expectation
 * @param {unknown} value
 */
function wrongType(expectation, value) {
  return Object.assign(new TypeError(`${expectation}. Received ${description(value)}`), { code: 'ERR_INVALID_ARG_TYPE' });
}

/**
 * @param {string} name
 * @param {string} range
 * @param {number} value
 */
function outOfRange(name, range, value) {
  const message = `The value of "${name}" is out of range. It must be ${range}. Received ${value}`;
  return Object.assign(new RangeError(message), { code: 'ERR_OUT_OF_RANGE' });
}

/** @param {any} value */
function description(value) {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'function') return `function ${value.name}`;
  if (typeof value === 'object') return value.constructor?.name ? `an instance of ${value.constructor.name}` : 'an object';
  return `type ${typeof value} (${typeof value === 'string' ? `'${value}'` : String(value)})`;
}

module.exports = { checkInteger, checkOptions, checkTimeout, isAbortSignal, isPlain, splitSignal, wrongType };
