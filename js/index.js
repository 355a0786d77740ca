'use strict';

// Requires folders of Python: `module.exports = require('taskbridge').load(__dirname)`.

const { isAbsolute } = require('path');
const { fileURLToPath } = require('url');

/** @type {any} */
const { [Symbol.for('taskbridge.host')]: monkey } = globalThis; // of bridge/_monkey, where JavaScript runs inside Python

const { entries, live, load: loadFolder, log, pool } = monkey ?? require('./node/host.js');

/** @type {typeof import('./index.js').load} */
function load(folder) {
  const wanted = typeof folder === 'string' ? folder : folder?.href;
  if (typeof wanted !== 'string') {
    throw new TypeError(`load(folder): expected a path or a file: URL, got ${folder === null ? folder : typeof folder}`);
  }
  const path = wanted.startsWith('file:') ? fileURLToPath(wanted) : wanted;
  if (!isAbsolute(path)) {
    throw new TypeError(`load(folder): expected an absolute path, such as __dirname, or a file: URL, got '${path}'`);
  }
  return loadFolder(path);
}

const { off, on, once } = log;

module.exports = { entries, live, load, off, on, once, pool };
