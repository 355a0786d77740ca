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

/** Whether two values are deeply equal, strictly: as Node's assert.deepStrictEqual sees it. */
function equal(one, other, seen = new Map()) {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Object.getPrototypeOf(one) !== Object.getPrototypeOf(other)) return false;
  if (seen.get(one) === other) return true;
  seen.set(one, other);
  if (one instanceof Date || one instanceof Number || one instanceof String || one instanceof Boolean) {
    if (!Object.is(one.valueOf(), other.valueOf())) return false;
  }
  if (one instanceof RegExp && String(one) !== String(other)) return false;
  if (one instanceof Error && (one.message !== other.message || one.name !== other.name)) return false;
  if (one instanceof ArrayBuffer) return equal(new Uint8Array(one), new Uint8Array(other), seen);
  if (one instanceof Set || one instanceof Map) {
    return one.size === other.size && equalMembers([...one], [...other], seen);
  }
  const names = Reflect.ownKeys(one).filter((name) => Object.prototype.propertyIsEnumerable.call(one, name));
  if (names.length !== Reflect.ownKeys(other).filter((name) => Object.prototype.propertyIsEnumerable.call(other, name)).length) {
    return false;
  }
  if (Array.isArray(one) && one.length !== other.length) return false;
  return names.every((name) => Object.hasOwn(other, name) && equal(one[name], other[name], seen));
}

function equalMembers(ones, others, seen) {
  return ones.every((one) => {
    const index = others.findIndex((other) => equal(one, other, new Map(seen)));
    if (index >= 0) others.splice(index, 1);
    return index >= 0;
  });
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
  isDeepStrictEqual: (one, other) => equal(one, other),
  promisify,
  types,
};
