'use strict';

// The pools of this host, by their numbers: 0 is the main one.

const { MainPool } = require('@/calls/pool.js');
const { numbers } = require('../crossing/memory.js');
const { hold, push, slots } = require('../crossing/slots.js');
const { uncaught } = require('../turns/turns.js');
const { newPromise } = require('./later.js');

/** What Python lends: configure, find, idle, close, cancel, read. */
let python;
/** @type {Map<number, () => void>} who is told that a queue is empty */
const drains = new Map();

function backend(number) {
  return {
    configure: (threads, maxQueue) => python.configure(number, threads, maxQueue),
    statistics: () => numbers(python.read(number)),
    idle() {
      const settler = {};
      const promise = newPromise(settler);
      python.idle(number, hold(settler));
      return promise;
    },
    close: (reason) => python.close(number, hold(reason)),
    cancel: (reason) => python.cancel(number, hold(reason)),
    onDrain: (tell) => drains.set(number, tell),
  };
}

/** Gives a pool that Python has made. */
function find(name) {
  const mark = slots.length;
  const number = python.find(push(name));
  slots.length = mark;
  return number < 0 ? undefined : backend(number);
}

module.exports = {
  open(lent) {
    python = lent;
  },
  /** Tells that the queue of a pool is empty, which was full. */
  drained(number) {
    try {
      drains.get(number)?.();
    } catch (error) {
      uncaught(error);
    }
  },
  newMainPool: () => new MainPool(backend(0), find),
};
