const { Emitter } = require('./emitter.js');
const { EventEmitter } = require('../native/index.node.js');

module.exports = { Emitter, EventEmitter };

if (require.main === module) {
  const emitter = new Emitter();
  emitter.on('tick', ({ count }) => {
    console.log('tick', count);
    if (count === 2) emitter.shutdown();
  });
  emitter.on('end', () => console.log('end'));
}
