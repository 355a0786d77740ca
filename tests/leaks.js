'use strict';

// Loaded before a test's script: fails it if Jobs, handles or Contexts are still alive once it has ended naturally.

const { live } = require('../js');

const ATTEMPTS = 100;

// What an Error of Python's held goes when JavaScript collects the Error, and in the background: hence several looks.
process.once('beforeExit', function look(_, attempt = 0) {
  globalThis.gc();
  const left = live();
  if (Object.values(left).every((count) => count === 0)) return;
  if (attempt < ATTEMPTS) {
    setTimeout(look, 10, _, attempt + 1);
  } else {
    console.error('still alive at the end:', left);
    process.exitCode = 99;
  }
});
