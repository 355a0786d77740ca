'use strict';

// What `require('../native/index.node')` finds: there is no binary here, so Node tries this name next.
module.exports = require('./index.js');
