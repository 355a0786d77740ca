const addon = require('../native/index.node.js');

module.exports = addon;

if (require.main === module) {
  console.log(addon.printFunction(Math.max) === Math.max);
  console.log(addon.add1ToArgument(41));
  addon.getArgsLen('a', 'b', 'c');
  addon.argsOpt(5);
  addon.defaultArgs();
  addon.defaultArgs(30, 'Ada');
  console.log(addon.acceptsJsArrays([1, 2, 'three', 4]));
  console.log(addon.acceptsJsObjects({ myProp: 'mine' }));
}
