module.exports = require('../native/index.node.js');
