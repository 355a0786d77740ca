'use strict';

module.exports = require('../../js/index.js').load(__dirname);
