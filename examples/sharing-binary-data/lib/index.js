const addon = require('../native/index.node.js');

module.exports = addon;

if (require.main === module) {
  const numbers = new Float32Array(addon.hello());
  console.log('made in Python:', numbers);
  numbers.set([1, 2.5]);
  addon.double(numbers);
  console.log('doubled in place:', numbers);
}
