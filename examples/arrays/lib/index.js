const addon = require('../native/index.node.js');

module.exports = addon;

if (require.main === module) {
  console.log('of a Python list:', addon.convertVecToArray());
  console.log('as a Python list, its length is', addon.convertJsArrayToVec(['a', 'b', 'c']));
  console.log('element by element:', addon.returnJsArrayWithNumber(), addon.returnJsArrayWithString());
}
