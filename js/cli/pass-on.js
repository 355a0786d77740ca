'use strict';

// Commands that are Python's.

const { spawn } = require('child_process');
const { ask } = require('../node/python.js');

/**
 * Runs a command of `python -m bridge`, with this Node for its own, and ends as that ends.
 * @param {import('../node/python.js').Choice} choice
 * @param {string[]} command
 */
function passOn(choice, command) {
  const { executable } = ask(choice);
  const env = { BRIDGE_NODE: process.execPath, ...process.env };
  const child = spawn(executable, ['-m', 'bridge', ...command], { env, stdio: 'inherit' });
  for (const signal of /** @type {const} */ (['SIGHUP', 'SIGTERM'])) process.on(signal, () => child.kill(signal));
  process.on('SIGINT', () => {}); // a terminal's Ctrl-C goes to both
  child.on('exit', (status, signal) => {
    if (signal === null) process.exit(status ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

module.exports = { passOn };
