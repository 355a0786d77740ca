'use strict';

// `util`: what prints values is Node's own, as node-inspect-extracted has it.

const lacks = typeof Atomics === 'undefined'; // SpiderMonkey has none unless asked; the package lists what is in there
if (lacks) globalThis.Atomics = {};
const extracted = require('node-inspect-extracted');
if (lacks) delete globalThis.Atomics;

const custom = Symbol.for('nodejs.util.promisify.custom');

function promisify(original) {
  if (typeof original !== 'function') throw new TypeError('The "original" argument must be of type function.');
  if (original[custom]) return original[custom];
  const promised = function (...values) {
    return new Promise((resolve, reject) => {
      Reflect.apply(original, this, [...values, (error, value) => (error ? reject(error) : resolve(value))]);
    });
  };
  return Object.defineProperties(promised, { ...Object.getOwnPropertyDescriptors(original), [custom]: { value: promised } });
}

function callbackify(original) {
  return function (...values) {
    const callback = values.pop();
    Reflect.apply(original, this, values).then(
      (value) => process.nextTick(callback, null, value),
      (reason) => process.nextTick(callback, reason ?? new Error('the promise was rejected with nothing')),
    );
  };
}

function inherits(constructor, parent) {
  Object.defineProperty(constructor, 'super_', { value: parent, writable: true, configurable: true });
  Object.setPrototypeOf(constructor.prototype, parent.prototype);
}

const typed = Object.getPrototypeOf(Uint8Array);
const types = {
  isAnyArrayBuffer: (value) => value instanceof ArrayBuffer,
  isBoxedPrimitive: (value) => [Number, String, Boolean, BigInt, Symbol].some((type) => value instanceof type),
  isDate: (value) => value instanceof Date,
  isMap: (value) => value instanceof Map,
  isNativeError: (value) => value instanceof Error,
  isPromise: (value) => value instanceof Promise,
  isRegExp: (value) => value instanceof RegExp,
  isSet: (value) => value instanceof Set,
  isTypedArray: (value) => value instanceof typed,
  isUint8Array: (value) => value instanceof Uint8Array,
  isArrayBuffer: (value) => value instanceof ArrayBuffer,
};

promisify.custom = custom;
module.exports = {
  ...extracted,
  callbackify,
  deprecate: (callee) => callee,
  inherits,
  isDeepStrictEqual: (one, other) => require('./equal.js')(one, other),
  promisify,
  types,
};
