'use strict';

// What Python lends to the built-in modules: see system.py.

module.exports = {};
