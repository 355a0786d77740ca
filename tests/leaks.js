'use strict';

// Loaded before a test's script: fails it if Jobs, handles or Contexts are still alive when it ends.

const { live } = require('../js');

process.on('exit', (code) => {
  const left = live();
  if (code === 0 && Object.values(left).some((count) => count !== 0)) {
    console.error('still alive at the end:', left);
    process.exitCode = 99;
  }
});
