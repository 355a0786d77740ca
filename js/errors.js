'use strict';

// The JavaScript side of bridge/errors.py: from the description of a Python exception to an Error.

const TYPES = { Error, RangeError, SyntaxError, TypeError };

/**
 * Builds an Error with the name, code, frames and causes of a Python exception.
 * @param {string} description - JSON: the exception first, then its causes.
 * @returns {Error}
 */
module.exports = function makeError(description) {
  const chain = description === '' ? [{ name: 'MemoryError', message: 'out of memory', frames: [] }] : JSON.parse(description);
  return chain.reduceRight((cause, { type, name, message, code, frames }) => {
    const Type = TYPES[type] ?? Error;
    const error = cause === undefined ? new Type(message) : new Type(message, { cause });
    Object.defineProperty(error, 'name', { value: name, configurable: true, writable: true });
    error.code = code;
    const own = String(error.stack).split('\n').filter((line) => line.startsWith('    at ') && !line.includes(__filename));
    const stack = [`${name}: ${message}`, ...frames.map((frame) => `    at ${frame}`), ...own].join('\n');
    Object.defineProperty(error, 'stack', { value: stack, configurable: true, writable: true });
    return error;
  }, undefined);
};
