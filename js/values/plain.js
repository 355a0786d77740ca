'use strict';

// What is no plain data: one rule, whether V8 copies a value or walk.js does, and in every engine. Objects of a program's own
// classes are plain data: what crosses is their properties. Of an object of the platform's, nothing would cross.

const { types } = require('util');

/** What V8 refuses to clone, by `Object.prototype.toString`. */
const OPAQUE =
  /^(Promise|RegExp|Weak(Map|Set|Ref)|FinalizationRegistry|(Async)?Generator|Arguments|Module|Symbol|SharedArrayBuffer|(Array|Map|Set|(RegExp )?String) Iterator|Iterator Helper|(Intl|WebAssembly|Temporal)\..+)$/;

/** The names of the platform's classes: of what is global before the program adds its own. */
const GLOBALS = new Set(Object.getOwnPropertyNames(globalThis));

/** @param {unknown} value */
const tagOf = (value) => Object.prototype.toString.call(value).slice(8, -1);

/**
 * Whether an object is an exception: a DOMException is no Error to every V8.
 * @param {object} value
 */
function isError(value) {
  return types.isNativeError(value) || tagOf(value) === 'DOMException';
}

/**
 * Names an object that is no plain data; undefined for what is, and for what crosses in a way of its own.
 * @param {any} value - neither a Map, Set, Date, Error, array, boxed primitive nor binary data
 * @returns {string | undefined}
 */
function nameOfOpaque(value) {
  if (types.isProxy?.(value)) return 'Proxy';
  const tag = tagOf(value);
  const prototype = Object.getPrototypeOf(value);
  if (prototype === null) return types.isModuleNamespaceObject?.(value) ? tag : undefined;
  const isOpaque = OPAQUE.test(tag) && !Object.hasOwn(value, Symbol.toStringTag);
  if (!isOpaque && !(isPlatforms(prototype) && isBare(value))) return undefined;
  const constructor = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  const isNamed = typeof constructor === 'function' && constructor !== Object && !tag.includes('.');
  return isNamed && constructor.name ? constructor.name : tag;
}

/**
 * Whether an object is of a class of the platform's, or of one that extends such a class.
 * @param {any} prototype
 */
function isPlatforms(prototype) {
  for (; prototype !== null && prototype !== Object.prototype; prototype = Object.getPrototypeOf(prototype)) {
    const constructor = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
    if (typeof constructor !== 'function' || !GLOBALS.has(constructor.name)) continue;
    if (/** @type {any} */ (globalThis)[constructor.name] === constructor) return true;
  }
  return false;
}

/**
 * Whether an object has no properties of its own that would cross; an Event of Node 18 has one in each.
 * @param {object} value
 */
function isBare(value) {
  for (const name of Object.keys(value)) if (name !== 'isTrusted') return false;
  return true;
}

/**
 * Makes the error that says what cannot be copied, and where in the value it is.
 * @param {string} name
 * @param {unknown} target
 * @param {unknown} root - the whole value
 */
function refusal(name, target, root) {
  const place = placeOf(target, root);
  const advice = typeof target === 'function' && target === root ? ': a callback comes last' : '';
  return new TypeError(`${place && `value${place}: `}cannot copy ${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name} to Python${advice}`);
}

/**
 * Has an error say where in the value the thing is that it refuses. What is no TypeError refuses none.
 * @param {unknown} error
 * @param {unknown} target
 * @param {unknown} root - the whole value
 */
function withPlace(error, target, root) {
  const place = error instanceof TypeError ? placeOf(target, root) : '';
  return place ? new TypeError(`value${place}: ${/** @type {TypeError} */ (error).message}`) : error;
}

/**
 * Says where in a value something is; nothing where it is the value, or where a getter gave what it gives no more.
 * @param {unknown} target
 * @param {unknown} root
 */
function placeOf(target, root) {
  const places = new Map([[root, '']]); // grows while it is gone through
  for (const [each, place] of places) {
    if (each === target) return place;
    if (typeof each !== 'object' || each === null || ArrayBuffer.isView(each)) continue;
    for (const [step, one] of steps(each)) {
      if (['object', 'function', 'symbol'].includes(typeof one) && !places.has(one)) places.set(one, place + step);
    }
  }
  return '';
}

/**
 * @param {any} value
 * @returns {[string, unknown][]} how each thing in it is reached
 */
function steps(value) {
  if (types.isMap(value)) {
    return [...value].flatMap(([key, one]) => [['.keys()', key], [`.get(${text(key)})`, one]]);
  }
  if (types.isSet(value)) return [...value].map((one) => ['.values()', one]);
  const names = types.isNativeError(value) ? Object.getOwnPropertyNames(value) : Object.keys(value);
  return names.map((name) => [Array.isArray(value) ? `[${name}]` : stepTo(name), value[name]]);
}

/** @param {string} name */
const stepTo = (name) => (/^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${text(name)}]`);

/** @param {unknown} key */
const text = (key) => (typeof key === 'string' ? JSON.stringify(key) : typeof key === 'object' ? '...' : String(key));

module.exports = { isError, nameOfOpaque, refusal, withPlace };
