const addon = require('../native/index.node.js');

module.exports = addon;

if (require.main === module) {
  const factory = new addon.LogFactory();
  const use = () => {
    factory.create('A').log('made with its name');
    factory.lazy('B').log('made empty, and filled before it was returned');
  };
  use();
  if (globalThis.gc) {
    globalThis.gc();
    setTimeout(() => factory.create('C').log('the others are gone'), 100);
  } else {
    console.log('run with --expose-gc to see loggers go');
  }
}
