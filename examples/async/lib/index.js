const { promisify } = require('util');
const addon = require('../native/index.node.js');

module.exports = addon;

if (require.main === module) {
  addon.performAsyncTask((err, value) => console.log('callback:', err, value));
  promisify(addon.performAsyncTask)().then((value) => console.log('promise:', value));
}
