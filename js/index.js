'use strict';

// Requires folders of Python: `module.exports = require('taskbridge').load(__dirname)`.

/** @type {any} */
const { [Symbol.for('taskbridge.host')]: monkey } = globalThis; // of bridge/_monkey, where JavaScript runs inside Python

/** @type {typeof import('./index.js')} */
const { entries, live, load } = monkey ?? require('./node.js');

module.exports = { entries, live, load };
