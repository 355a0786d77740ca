'use strict';

// The shape of a typed array that has other than one dimension, in C's order: a property of its own, which Python's array
// had, or which the program sets.

const { getter } = require('./memory.js');

const MOST = 64; // dimensions of a buffer in Python
const lengthOf = getter(Object.getPrototypeOf(Uint8Array.prototype), 'length');

/**
 * Gives a typed array its shape.
 * @template {object} T
 * @param {T} array
 * @param {number[]} shape
 */
function giveShape(array, ...shape) {
  return Object.defineProperty(array, 'shape', { value: Object.freeze(shape), configurable: true, writable: true });
}

/**
 * Reads a typed array's shape; undefined where it has none.
 * @param {object} array
 * @returns {number[] | undefined}
 */
function shapeOf(array) {
  if (!Object.hasOwn(array, 'shape')) return undefined;
  const { shape } = /** @type {{ shape: unknown }} */ (array);
  if (shape === undefined || shape === null) return undefined;
  if (!Array.isArray(shape)) throw new TypeError(`expected an Array as the shape of a typed array, got a ${typeof shape}`);
  const sizes = Array.from(shape);
  const length = lengthOf(array);
  if (sizes.length > MOST) throw new TypeError(`expected a shape of at most ${MOST} dimensions, got ${sizes.length}`);
  if (sizes.every(isSize) && sizes.reduce((product, size) => product * size, 1) === length) return sizes;
  throw new TypeError(`expected the shape of ${length} items, got [${sizes.map(String).join(', ')}]`);
}

/** @param {unknown} value */
const isSize = (value) => Number.isSafeInteger(value) && /** @type {number} */ (value) >= 0;

module.exports = { giveShape, shapeOf };
