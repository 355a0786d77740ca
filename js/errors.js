'use strict';

// The JavaScript side of bridge/errors.py: from the description of a Python exception to an Error.

const TYPES = { Error, RangeError, SyntaxError, TypeError };
const OUT_OF_MEMORY = { type: 'Error', name: 'MemoryError', message: 'out of memory', code: 'ERR_PYTHON_MEMORYERROR', frames: [] };

/**
 * @typedef {object} Description
 * @property {keyof TYPES} type
 * @property {string} name
 * @property {string} message
 * @property {string} code
 * @property {string[]} frames
 */

/**
 * Builds an Error with the name, code, frames and causes of a Python exception.
 * @param {string} description - JSON: the exception first, then its causes; empty if there was no memory for it.
 * @returns {Error}
 */
function makeError(description) {
  /** @type {Description[]} */
  const chain = description === '' ? [OUT_OF_MEMORY] : JSON.parse(description);
  /** @type {any} */
  let error;
  for (const { type, name, message, code, frames } of chain.reverse()) {
    error = error === undefined ? new TYPES[type](message) : new TYPES[type](message, { cause: error });
    hide(error, 'name', name);
    error.code = code;
    Error.captureStackTrace?.(error, makeError);
    const header = `${name}: ${message}`;
    const stack = String(error.stack);
    const own = stack.startsWith(header) ? stack.slice(header.length) : `\n${stack}`;
    hide(error, 'stack', [header, ...frames.map((frame) => `    at ${frame}`)].join('\n') + own);
  }
  return error;
}

/**
 * @param {Error} error
 * @param {string} name
 * @param {string} value
 */
function hide(error, name, value) {
  Object.defineProperty(error, name, { value, configurable: true, enumerable: false, writable: true });
}

module.exports = makeError;
