const addon = require('../native/index.node.js');

module.exports = addon;

if (require.main === module) {
  console.log('made one of each, and returned', addon.primitives());
}
