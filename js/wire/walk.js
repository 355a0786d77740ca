'use strict';

// Writes and reads V8's structured-clone format in plain JavaScript: for engines whose own `v8` module speaks another one,
// and for values of which V8 would copy what should stay beside the bytes. It reads what bridge/wire/_wire.pyx writes.

const { types } = require('util');
const { VERSION_WRITTEN } = require('./format.js');
const { isError, nameOfOpaque } = require('../values/plain.js');
const Reader = require('./reader.js');
const Writer = require('./writer.js');

const MANY = 64; // elements: of a longer array, which may be holes but for some, Object.values() gives those alone

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
 * @param {boolean} lends - whether any object does
 * @param {number} count - of the objects that V8 found in the value
 */
function serializeIfLossy(value, standsForPython, lends, count) {
  return isLossy(value, lends ? standsForPython : undefined, count) ? serialize(value, standsForPython) : undefined;
}

/**
 * @param {unknown} value
 * @param {((value: object) => boolean) | undefined} standsForPython
 * @param {number} count - of the objects in the value, or fewer
 */
function isLossy(value, standsForPython, count) {
  const found = [value]; // grows while it is gone through
  /** @type {Set<unknown> | undefined} */
  let known; // what is in there, once it is more than V8 found: then something is in the value twice
  for (let index = 0; index < found.length; index++) {
    const each = found[index];
    if (typeof each !== 'object' || each === null || ArrayBuffer.isView(each)) continue;
    const prototype = Object.getPrototypeOf(each);
    if (standsForPython?.(each) || !isCopied(each, prototype)) return true;
    for (const one of contentsOf(each, prototype)) {
      if (typeof one !== 'object' || one === null) continue;
      if (found.length >= count) {
        known ??= new Set(found);
        if (known.has(one)) continue;
        known.add(one);
      }
      found.push(one);
    }
  }
  return false;
}

/**
 * @param {any} value
 * @param {unknown} prototype
 */
function contentsOf(value, prototype) {
  if (prototype === Array.prototype && Array.isArray(value) && value.length < MANY) return value;
  if (prototype !== Object.prototype && prototype !== Array.prototype) {
    if (types.isMap(value)) return [...value.keys(), ...value.values()];
    if (types.isSet(value)) return value;
  }
  return Object.values(value);
}

/**
 * Whether V8's copy of an object is right, but for what is in it.
 * @param {object} value
 * @param {unknown} prototype
 */
function isCopied(value, prototype) {
  if (prototype === Array.prototype || (prototype === Object.prototype && !types.isNativeError(value))) return true;
  if (types.isArrayBuffer(value) || isError(value) || types.isRegExp(value)) return false;
  const isOwn = Array.isArray(value) || types.isMap(value) || types.isSet(value) || types.isDate(value);
  return isOwn || types.isBoxedPrimitive(value) || nameOfOpaque(value) === undefined;
}

/** @type {typeof import('./v8.js').deserialize} */
function deserialize(bytes, buffers) {
  const reader = new Reader(bytes, buffers);
  reader.at = 2; // past the version
  return reader.readValue();
}

module.exports = { deserialize, serialize, serializeIfLossy };
