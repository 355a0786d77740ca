#!/usr/bin/env node
'use strict';

// `npx taskbridge`: `install` makes the Python; what else there is, that Python does.

const { findPython } = require('../node/python.js');
const { passOn } = require('./pass-on.js');

/** @type {Record<string, (given: string[]) => void>} */
const OWN = {
  doctor: (given) => require('./doctor.js').doctor(given),
  install: (given) => require('./install.js').install(given),
};

const [command = '--help', ...given] = process.argv.slice(2);
try {
  const own = Object.prototype.hasOwnProperty.call(OWN, command) ? OWN[command] : undefined;
  if (own) own(given);
  else passOn(findPython('.'), [command, ...given]);
} catch (error) {
  const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
  console.error(`taskbridge: ${message}`);
  if (code === 'ERR_PYTHON_NOT_FOUND' && command !== 'install') console.error('taskbridge: `npx taskbridge install` makes a .venv here');
  process.exitCode = 1;
}
