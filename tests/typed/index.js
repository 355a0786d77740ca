'use strict';

module.exports = require('../../js').load(__dirname);
