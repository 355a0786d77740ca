'use strict';

// What `require('./index.node.js')` finds: there is no binary here, so Node tries this name next.
module.exports = require('./index.js');
