const addon = require('../native/index.node');

module.exports = addon;

if (require.main === module) {
  console.log(addon.hello());
}
