const addon = require('../native/index.node.js');

module.exports = addon;

if (require.main === module) {
  console.log(`CPUs: ${addon.threadCount()}`);
}
