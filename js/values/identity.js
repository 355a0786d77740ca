'use strict';

// Numbers for JavaScript objects, by which Python tells whether it knows one, without keeping it.

/** @type {WeakMap<object, number>} */
const numbers = new WeakMap();
let last = 0;

/**
 * Numbers an object; no other has that number, ever. What is no object has none, which is 0.
 * @param {any} value
 */
function numberOf(value) {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return 0;
  const number = numbers.get(value) ?? ++last;
  if (number === last) numbers.set(value, number);
  return number;
}

module.exports = numberOf;
