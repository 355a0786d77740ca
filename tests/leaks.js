'use strict';

// Loaded before a test's script: fails it if Jobs, handles or Contexts are still alive once it has ended naturally.

const { live, load } = require('../js');

const ATTEMPTS = 100;

// What an Error of Python's held goes when JavaScript collects the Error, and in the background: hence several looks.
process.once('beforeExit', function look(_, attempt = 0) {
  globalThis.gc();
  if (isSomethingAlive()) load(`${__dirname}/collecting`).collect();
  if (!isSomethingAlive()) return;
  if (attempt < ATTEMPTS) {
    setTimeout(look, 10, _, attempt + 1);
  } else {
    console.error('still alive at the end:', live());
    process.exitCode = 99;
  }
});

function isSomethingAlive() {
  return Object.values(live()).some((count) => count !== 0);
}
