'use strict';

// Which of JavaScript's memory Python may look at. The getters are the prototype's own, taken once: an object may have
// properties of the same names, and mean something else by them.

/**
 * @param {object} prototype
 * @param {string} name
 * @returns {(object: object) => any} what gives that property of an object of the kind; undefined where there is none
 */
function getter(prototype, name) {
  const get = Object.getOwnPropertyDescriptor(prototype, name)?.get;
  return get === undefined ? () => undefined : Function.prototype.call.bind(get);
}

const lengthOf = getter(ArrayBuffer.prototype, 'byteLength');
const isResizable = getter(ArrayBuffer.prototype, 'resizable');

/**
 * Refuses an ArrayBuffer whose memory is gone, or may go.
 * @param {ArrayBuffer} buffer
 */
function checkMemory(buffer) {
  if (isResizable(buffer)) {
    throw new TypeError('cannot share a resizable ArrayBuffer with Python: its memory may go; pass a slice() of it');
  }
  if (lengthOf(buffer) === 0 && isDetached(buffer)) throw new TypeError('cannot copy a detached ArrayBuffer to Python');
}

/**
 * @param {ArrayBuffer} buffer
 */
function isDetached(buffer) {
  try {
    return new Uint8Array(buffer).length !== 0; // it is empty, unless this throws
  } catch {
    return true;
  }
}

module.exports = { checkMemory, getter };
