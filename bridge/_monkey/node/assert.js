'use strict';

// `assert`: the strict half of Node's.

const { inspect, isDeepStrictEqual } = require('util');

class AssertionError extends Error {
  name = 'AssertionError';
  code = 'ERR_ASSERTION';
}

function demand(holds, message, actual, expected, operator) {
  if (holds) return;
  if (message instanceof Error) throw message;
  const text = message ?? `${inspect(actual)} ${operator} ${inspect(expected)} does not hold`;
  throw Object.assign(new AssertionError(text), { actual, expected, operator });
}

function matches(error, expected) {
  if (expected === undefined) return true;
  if (expected instanceof RegExp) return expected.test(String(error));
  if (typeof expected === 'function') {
    return expected.prototype !== undefined && error instanceof expected ? true : expected.call({}, error) === true;
  }
  return Object.entries(expected).every(([name, value]) =>
    value instanceof RegExp ? value.test(error[name]) : isDeepStrictEqual(error[name], value),
  );
}

function deepEqual(actual, expected, message) {
  demand(isDeepStrictEqual(actual, expected), message, actual, expected, 'deeply equals');
}

const assert = (value, message) => demand(value, message, value, true, '==');

module.exports = Object.assign(assert, {
  AssertionError,
  ok: assert,
  equal: (actual, expected, message) => demand(actual == expected, message, actual, expected, '=='), // eslint-disable-line
  notEqual: (actual, expected, message) => demand(actual != expected, message, actual, expected, '!='), // eslint-disable-line
  strictEqual: (actual, expected, message) => demand(Object.is(actual, expected), message, actual, expected, '==='),
  notStrictEqual: (actual, expected, message) => demand(!Object.is(actual, expected), message, actual, expected, '!=='),
  deepStrictEqual: deepEqual,
  deepEqual,
  match: (text, pattern, message) => demand(pattern.test(text), message, text, pattern, 'matches'),
  fail: (message = 'Failed') => demand(false, message),
  throws(callee, expected, message = 'Missing expected exception.') {
    try {
      callee();
    } catch (error) {
      if (matches(error, expected)) return;
      throw error;
    }
    demand(false, message);
  },
  async rejects(promise, expected, message = 'Missing expected rejection.') {
    try {
      await (typeof promise === 'function' ? promise() : promise);
    } catch (error) {
      if (matches(error, expected)) return;
      throw error;
    }
    demand(false, message);
  },
});
assert.strict = assert;
