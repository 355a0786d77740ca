'use strict';

// Options of a call, which are none of its arguments: `f.with({ signal, timeout, priority })`, and a signal in a plain object
// that comes last. They are refused as Node refuses its own.

const { inspect } = require('util');

const LONGEST_MS = 2 ** 32 - 1; // as AbortSignal.timeout() has it
const HIGHEST = 2 ** 31 - 1;

/**
 * @typedef {object} Options
 * @property {AbortSignal} [signal]
 * @property {number} [timeout] - in ms
 * @property {number} [priority] - higher ones first
 */

/**
 * Checks options, and adds them to others, whose place they take.
 * @param {Options} before
 * @param {any} options
 * @returns {Options}
 */
function addOptions(before, options) {
  if (typeof options !== 'object' || options === null) throw wrongType('"options" argument', 'of type object', options);
  const { signal = before.signal, timeout = before.timeout, priority = before.priority } = options;
  if (signal !== undefined && !isSignal(signal)) {
    throw wrongType('"options.signal" property', 'an instance of AbortSignal', signal);
  }
  if (timeout !== undefined) checkNumber('timeout', timeout, 0, LONGEST_MS);
  if (priority !== undefined) checkNumber('priority', priority, -HIGHEST, HIGHEST);
  if (priority !== undefined && !Number.isInteger(priority)) throw outOfRange('priority', 'an integer', priority);
  return { signal, timeout, priority };
}

/**
 * @param {string} name
 * @param {unknown} value
 * @param {number} least
 * @param {number} most
 */
function checkNumber(name, value, least, most) {
  if (typeof value !== 'number') throw wrongType(`"options.${name}" property`, 'of type number', value);
  if (!(value >= least && value <= most)) throw outOfRange(name, `>= ${least} && <= ${most}`, value);
}

/**
 * @param {string} what
 * @param {string} expected
 * @param {unknown} value
 */
function wrongType(what, expected, value) {
  const error = new TypeError(`The ${what} must be ${expected}. Received ${described(value)}`);
  return Object.assign(error, { code: 'ERR_INVALID_ARG_TYPE' });
}

/**
 * @param {string} name
 * @param {string} expected
 * @param {number} value
 */
function outOfRange(name, expected, value) {
  const error = new RangeError(`The value of "options.${name}" is out of range. It must be ${expected}. Received ${value}`);
  return Object.assign(error, { code: 'ERR_OUT_OF_RANGE' });
}

/** @param {any} value */
function described(value) {
  if (value === undefined || value === null) return String(value);
  if (typeof value === 'function') return `function ${value.name}`;
  if (typeof value !== 'object') return `type ${typeof value} (${inspect(value)})`;
  const name = value.constructor?.name;
  return name ? `an instance of ${name}` : inspect(value, { depth: -1 });
}

/**
 * Whether a value is an AbortSignal: this engine's, another realm's, or a polyfill's.
 * @param {any} value
 * @returns {value is AbortSignal}
 */
function isSignal(value) {
  if (typeof value !== 'object' || value === null) return false;
  const isNamed = value instanceof AbortSignal || value[Symbol.toStringTag] === 'AbortSignal';
  return isNamed && typeof value.aborted === 'boolean' && typeof value.addEventListener === 'function';
}

/**
 * Whether an object is one as `{}` makes them, in any realm, or has no prototype: it may be the options.
 * @param {object} value
 */
function isPlain(value) {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/**
 * Parts a plain object from the signal in it, where it has one. Of the arguments of a call, it is the last.
 * @param {any} last
 * @returns {{ signal: AbortSignal, rest: object | undefined } | undefined} undefined, or without a rest, for nothing
 */
function takeSignal(last) {
  if (typeof last !== 'object' || last === null || !Object.hasOwn(last, 'signal') || !isPlain(last)) return undefined;
  const { signal, ...rest } = last;
  if (!isSignal(signal)) return undefined;
  return { signal, rest: Object.keys(rest).length > 0 ? rest : undefined };
}

module.exports = { addOptions, isPlain, isSignal, outOfRange, takeSignal, wrongType };
