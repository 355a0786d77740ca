'use strict';

// Who listens to what Python logs: `require('taskbridge').on('log', (record) => {})`.

const EventEmitter = require('events');

const LOG = 'log';

/** The listeners of one thread of JavaScript's. Its functions need no `this`. */
class Log {
  #emitter = new EventEmitter();

  /** @param {(isHeard: boolean) => void} tell - whether anybody listens, whenever that changes */
  constructor(tell) {
    const emitter = this.#emitter;
    emitter.on('newListener', () => {
      if (!this.isHeard()) tell(true);
    });
    emitter.on('removeListener', () => {
      if (!this.isHeard()) tell(false);
    });
  }

  isHeard = () => this.#emitter.listenerCount(LOG) > 0;

  forget = () => {
    this.#emitter.removeAllListeners(LOG);
  };

  /** @param {import('../index.js').LogRecord} record */
  emit = (record) => {
    this.#emitter.emit(LOG, record);
  };

  /** @type {typeof import('../index.js').on} */
  on = (event, listener) => {
    this.#emitter.on(check(event), listener);
  };

  /** @type {typeof import('../index.js').once} */
  once = (event, listener) => {
    this.#emitter.once(check(event), listener);
  };

  /** @type {typeof import('../index.js').off} */
  off = (event, listener) => {
    this.#emitter.off(check(event), listener);
  };
}

/** @param {any} event */
function check(event) {
  if (event !== LOG) throw new TypeError(`there is no event ${String(event)}, but '${LOG}'`);
  return event;
}

module.exports = { Log };
