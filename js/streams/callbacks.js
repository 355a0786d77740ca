'use strict';

// How functions are called that JavaScript has passed to Python.

/**
 * Calls functions one after another; nobody waits for what they return. What one throws, or a Promise that it returns is
 * rejected with, is the call's error: those that come after it are not called.
 * @param {ArrayLike<Function>} functions
 * @param {ArrayLike<number>} heads - of each call, which function, and how many arguments
 * @param {ArrayLike<any>} values - all arguments
 * @param {(error: any) => void} fail
 */
function runPosts(functions, heads, values, fail) {
  try {
    for (let head = 0, at = 0; head < heads.length; head += 2) {
      const callee = /** @type {Function} */ (functions[/** @type {number} */ (heads[head])]);
      const count = /** @type {number} */ (heads[head + 1]);
      const result = call(callee, values, at, count);
      at += count;
      if (typeof result === 'object' && result !== null && isThenable(result)) Promise.resolve(result).then(undefined, fail);
    }
  } catch (error) {
    fail(error);
  }
}

/**
 * Calls a function with a few of many values.
 * @param {Function} callee
 * @param {ArrayLike<any>} values
 * @param {number} at
 * @param {number} count
 */
function call(callee, values, at, count) {
  if (count === 1) return callee(values[at]);
  if (count === 2) return callee(values[at], values[at + 1]);
  return Reflect.apply(callee, undefined, Array.prototype.slice.call(values, at, at + count));
}

/**
 * Calls a function, and has what it returns, or what its Promise comes to, be the answer.
 * @param {Function} callee
 * @param {ArrayLike<any>} values
 * @param {(hasFailed: boolean, value: any) => void} answer
 */
function ask(callee, values, answer) {
  let result;
  try {
    result = Reflect.apply(callee, undefined, values);
    if (isThenable(result)) {
      Promise.resolve(result).then(
        (value) => answer(false, value),
        (error) => answer(true, error),
      );
      return;
    }
  } catch (error) {
    answer(true, error);
    return;
  }
  answer(false, result);
}

/** @param {any} value */
function isThenable(value) {
  return ((typeof value === 'object' && value !== null) || typeof value === 'function') && typeof value.then === 'function';
}

module.exports = { ask, runPosts };
