'use strict';

// What `taskbridge run` has NODE_PATH lead to: `require('taskbridge')` needs no npm package.

module.exports = require('../../index.js');
