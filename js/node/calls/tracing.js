'use strict';

// `diagnostics_channel`: what tracingChannel('taskbridge:task') subscribes to is told of each call that answers later.
//
// While nobody listens, a call reads one number: the five channels keep it.

const { channel } = require('diagnostics_channel');
const { whenEnded } = require('../../streams/iterator.js');

/** Places in `numbers`. */
const GIVEN = 0; // and after it, the options of the next call: see stopping.js
const TRACED = 4;

/** @typedef {{ name: string, arguments: any[], result?: any, error?: any }} Message - as tracePromise() has it, of one call */

/** @typedef {Pick<import('./stopping.js').Natives, 'numbers'>} Natives */

const [start, end, asyncStart, asyncEnd, error] = /** @type {[any, any, any, any, any]} */ (
  ['start', 'end', 'asyncStart', 'asyncEnd', 'error'].map((name) => channel(`tracing:taskbridge:task:${name}`))
);
const channels = [start, end, asyncStart, asyncEnd, error];

/** @type {Natives} */
let natives;

/** @param {Natives} functions */
function open(functions) {
  natives = functions;
  for (const each of channels) {
    for (const name of ['subscribe', 'unsubscribe', 'bindStore', 'unbindStore']) {
      if (typeof each[name] !== 'function') continue; // as in Node 18
      each[name] = (/** @type {any[]} */ ...values) => {
        const result = Reflect.apply(Object.getPrototypeOf(each)[name], each, values); // which may change, each time
        look();
        return result;
      };
    }
  }
  look();
}

/** Sees whether anybody listens. */
function look() {
  natives.numbers[TRACED] = channels.some((each) => each.hasSubscribers) ? 1 : 0;
}

/**
 * Called by the host in place of a call, while anybody listens: calls, and tells of it.
 * @param {Function} callee - the function itself; called from here, it is not traced again
 * @param {any} self
 * @param {any[]} values
 * @param {boolean} hasCallback - the last value is told the answer
 */
function trace(callee, self, values, hasCallback) {
  const { numbers } = natives;
  const options = numbers.slice(GIVEN, TRACED);
  numbers[GIVEN] = 0; // the listeners' own calls have none
  /** @type {Message} */
  const message = { name: callee.name, arguments: values };
  const given = hasCallback ? [...values.slice(0, -1), tellingOf(message, values[values.length - 1])] : values;
  return run(start, message, () => {
    numbers.set(options, GIVEN);
    numbers[TRACED] = 0;
    try {
      return follow(message, Reflect.apply(callee, self, given));
    } catch (thrown) {
      failed(message, thrown);
      throw thrown;
    } finally {
      look();
      end.publish(message);
    }
  });
}

/**
 * Has listeners be told once a call is answered.
 * @param {Message} message
 * @param {any} result - of the call: a Promise, a stream, or undefined where a callback is told
 */
function follow(message, result) {
  if (result instanceof Promise) {
    return result.then(
      (value) => {
        message.result = value;
        answered(message);
        return value;
      },
      (reason) => {
        failed(message, reason);
        answered(message);
        throw reason;
      },
    );
  }
  whenEnded(result, (reason, value) => {
    if (reason === null) message.result = value;
    else failed(message, reason);
    answered(message);
  });
  return result;
}

/**
 * @param {Message} message
 * @param {Function} callback
 */
function tellingOf(message, callback) {
  /** @this {any} @param {any[]} values */
  return function told(...values) {
    const [reason, value] = values;
    if (reason) failed(message, reason);
    else message.result = value;
    return run(asyncStart, message, () => {
      try {
        return Reflect.apply(callback, this, values);
      } finally {
        asyncEnd.publish(message);
      }
    });
  };
}

/**
 * @param {Message} message
 * @param {any} reason
 */
function failed(message, reason) {
  message.error = reason;
  error.publish(message);
}

/** @param {Message} message */
function answered(message) {
  asyncStart.publish(message);
  asyncEnd.publish(message);
}

/**
 * Publishes a message, and runs a function with the AsyncLocalStorages that are bound to the channel, where there are any.
 * @param {any} where
 * @param {Message} message
 * @param {() => any} body
 */
function run(where, message, body) {
  if (typeof where.runStores === 'function') return where.runStores(message, body);
  where.publish(message);
  return body();
}

module.exports = { open, trace };
