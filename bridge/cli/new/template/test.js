'use strict';

const assert = require('assert');
const { test } = require('node:test');
const lib = require('./index.js');

test('somebody is greeted', () => {
  assert.strictEqual(lib.greet(), 'Hello, world!');
  assert.strictEqual(lib.greet('JavaScript'), 'Hello, JavaScript!');
});

test('numbers are summarized', async () => {
  assert.deepStrictEqual(await lib.summarize([1, 2, 6]), { count: 3, mean: 3, largest: 6 });
});

test('what Python raises is an Error', async () => {
  await assert.rejects(lib.summarize([]), { name: 'ValueError', message: 'expected at least one number' });
});
