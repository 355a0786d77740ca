const events = require('events');
const { EventEmitter } = require('../native/index.node.js');

// Node's EventEmitter, fed by Python's: one poll after the other, for as long as it is not shut down.
class Emitter extends events.EventEmitter {
  #source = new EventEmitter();
  #isOpen = true;

  constructor() {
    super();
    this.#poll();
  }

  shutdown() {
    this.#isOpen = false;
    this.#source.shutdown();
    return this;
  }

  #poll() {
    this.#source.poll((error, message) => {
      if (this.#isOpen) this.#poll(); // first, so that a listener that throws does not end it
      else setImmediate(() => this.emit('end'));
      if (error) this.emit('error', error);
      else if (message) this.emit(message.event, message);
    });
  }
}

module.exports = { Emitter };
