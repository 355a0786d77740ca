const addon = require('../native/index.node.js');

module.exports = addon;

if (require.main === module) {
  const tries = [
    () => addon.throwError('goodbye'),
    () => addon.throwTypeError(),
    () => addon.throwIfStringNotIncludesFoo('bar'),
    () => addon.throwCustomError('range_error'),
    () => addon.createErrorObj(),
  ];
  for (const fail of tries) {
    try {
      fail();
    } catch (error) {
      console.log(`thrown ${error.name}: ${error.message}`);
    }
  }
  const error = addon.createErrorObj('type_error');
  console.log(`returned ${error.name}: ${error.message}`);
}
