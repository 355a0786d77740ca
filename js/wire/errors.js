'use strict';

// The JavaScript side of bridge/values/errors.py: from the description of Python exceptions to Errors.

const { deserialize } = require('./walk.js');

const { Promise } = globalThis;
const { then } = Promise.prototype;
const TYPES = { AggregateError, Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };
const OUT_OF_MEMORY = { type: 'Error', name: 'MemoryError', message: 'out of memory', code: 'ERR_PYTHON_MEMORYERROR', frames: '' };
/** @type {WeakSet<Error>} Errors that have no frame of JavaScript's: they were made where none runs */
const withoutFrames = new WeakSet();

/**
 * @typedef {object} Description
 * @property {keyof TYPES} type
 * @property {string} name
 * @property {string} message
 * @property {string} [code]
 * @property {string} frames - each begins a line
 * @property {string} [stack] - of an Error that JavaScript gave to Python
 */

/**
 * Builds the Errors of Python exceptions, the first of which has all the others: as its cause, say.
 * @param {string} text - JSON: what they are; empty if there was no memory for it
 * @param {(Error | undefined)[]} [known] - the Errors that stand for some of them already
 * @param {Buffer} [bytes] - what each of them has
 * @param {unknown[]} [beside] - what is beside these bytes; the Errors themselves are still missing in it
 * @returns {Error[]}
 */
function makeErrors(text, known = [], bytes = undefined, beside = []) {
  /** @type {{ errors: Description[], places: (number | null)[] }} */
  const { errors: descriptions, places } = text === '' ? { errors: [OUT_OF_MEMORY], places: [] } : JSON.parse(text);
  const errors = descriptions.map((each, index) => known[index] ?? makeError(each));
  if (bytes !== undefined) {
    const all = beside.map((each, index) => (places[index] === null ? each : errors[/** @type {number} */ (places[index])]));
    const belongings = /** @type {Record<string, unknown>[]} */ (deserialize(bytes, all));
    belongings.forEach((each, index) => known[index] ?? give(/** @type {Error} */ (errors[index]), each));
  }
  // last: Error.prepareStackTrace may call Python
  descriptions.forEach((each, index) => known[index] ?? writeStack(/** @type {Error} */ (errors[index]), each));
  return errors;
}

/** @param {Description} description */
function makeError({ type, name, message, code }) {
  const error = type === 'AggregateError' ? new AggregateError([], message) : new TYPES[type](message);
  if (error.name !== name) hide(error, 'name', name);
  if (code !== undefined) Object.assign(error, { code });
  return error;
}

/**
 * @param {Error} error
 * @param {Record<string, unknown>} belongings
 */
function give(error, belongings) {
  for (const [name, value] of Object.entries(belongings)) {
    const enumerable = name !== 'cause' && !Object.hasOwn(error, name); // as are the errors of an AggregateError
    Object.defineProperty(error, name, { value, configurable: true, enumerable, writable: true });
  }
}

/**
 * Puts Python's frames above JavaScript's.
 * @param {Error} error
 * @param {Description} description
 */
function writeStack(error, { name, message, frames, stack }) {
  const header = `${name}: ${message}`;
  const below = framesBelow(header, stack ?? capture(error, makeErrors));
  if (stack === undefined && below === '') withoutFrames.add(error);
  hide(error, 'stack', frames === '' && stack ? stack : header + frames + below);
}

/**
 * @param {string} header
 * @param {string} stack
 */
function framesBelow(header, stack) {
  if (stack.startsWith(header)) return stack.slice(header.length);
  return stack === '' ? '' : `\n${stack}`;
}

/**
 * Gives the stack from the caller of a function on, or nothing where Error.prepareStackTrace fails.
 * @param {Error} error
 * @param {Function} below
 */
function capture(error, below) {
  try {
    Error.captureStackTrace?.(error, below);
    return typeof error.stack === 'string' ? error.stack : '';
  } catch {
    return '';
  }
}

/**
 * Makes a Promise for another to be resolved with, which is rejected once V8 can tell who awaits that one: in a reaction,
 * whose own Promise leads there. Undefined if it would tell nothing new of the error.
 * @param {any} error
 * @returns {Promise<never> | undefined}
 */
function rejectWithFrames(error) {
  if (!withoutFrames.delete(error)) return undefined;
  const linked = Reflect.apply(then, Promise.resolve(), []); // a turn later the one waits for the other
  return Reflect.apply(then, linked, [
    function addFrames() {
      const { message, name, stack } = error;
      hide(error, 'stack', stack + framesBelow(`${name}: ${message}`, capture(error, addFrames)));
      throw error;
    },
  ]);
}

/**
 * @param {Error} error
 * @param {string} name
 * @param {string} value
 */
function hide(error, name, value) {
  Reflect.deleteProperty(error, name); // to define a stack anew would call Error.prepareStackTrace
  Object.defineProperty(error, name, { value, configurable: true, enumerable: false, writable: true });
}

module.exports = { makeErrors, rejectWithFrames };
