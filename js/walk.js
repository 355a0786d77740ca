'use strict';

// Writes and reads V8's structured-clone format in plain JavaScript: for engines whose own `v8` module speaks another one,
// and for values of which V8 would copy what should stay beside the bytes. It reads what bridge/_wire.pyx writes.

const { types } = require('util');
const { VERSION_WRITTEN } = require('./format.js');
const { isError, nameOfOpaque } = require('./plain.js');
const Reader = require('./reader.js');
const Writer = require('./writer.js');

/**
 * Writes a value as bytes.
 * @param {unknown} value
 * @param {(value: object) => boolean} [standsForPython] - whether an object is one of Python's for JavaScript
 * @returns {[Buffer, ...object[]]} the bytes, and what stays beside them: binary data, and what stands for Python's objects
 */
function serialize(value, standsForPython = () => false) {
  const writer = new Writer(value, standsForPython);
  writer.byte(0xff);
  writer.byte(VERSION_WRITTEN);
  writer.write(value);
  return [writer.bytes.subarray(0, writer.size), ...writer.beside];
}

/**
 * Writes a value as bytes if it has something that V8 copies and that stays beside the bytes, or is refused.
 * @param {unknown} value
 * @param {(value: object) => boolean} standsForPython
 */
function serializeIfLossy(value, standsForPython) {
  return isLossy(value, standsForPython) ? serialize(value, standsForPython) : undefined;
}

/**
 * @param {any} value
 * @param {(value: object) => boolean} standsForPython
 */
function isLossy(value, standsForPython) {
  const found = new Set([value]); // grows while it is gone through
  for (const each of found) {
    if (typeof each !== 'object' || each === null || ArrayBuffer.isView(each)) continue;
    if (standsForPython(each) || !isCopied(each)) return true;
    const inner = types.isMap(each) ? [...each.keys(), ...each.values()] : types.isSet(each) ? each : Object.values(each);
    for (const one of inner) if (typeof one === 'object') found.add(one);
  }
  return false;
}

/**
 * Whether V8's copy of an object is right, but for what is in it.
 * @param {object} value
 */
function isCopied(value) {
  const prototype = Object.getPrototypeOf(value);
  if (prototype === Array.prototype || (prototype === Object.prototype && !types.isNativeError(value))) return true;
  if (types.isArrayBuffer(value) || isError(value) || types.isRegExp(value)) return false;
  const isOwn = Array.isArray(value) || types.isMap(value) || types.isSet(value) || types.isDate(value);
  return isOwn || types.isBoxedPrimitive(value) || nameOfOpaque(value) === undefined;
}

/** @type {typeof import('./wire.js').deserialize} */
function deserialize(bytes, buffers) {
  const reader = new Reader(bytes, buffers);
  reader.at = 2; // past the version
  return reader.read();
}

module.exports = { deserialize, serialize, serializeIfLossy };
