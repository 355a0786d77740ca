const addon = require('../native/index.node.js');

module.exports = addon;

if (require.main === module) {
  const object = {};
  addon.requireObjectThis.call(object);
  console.log(object);
  console.log(addon.callJsFunction((x) => x / 2));
  console.log(addon.constructJsFunction(Date));
  console.log(addon.returnJsFunction()(41));
}
