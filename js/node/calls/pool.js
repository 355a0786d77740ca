'use strict';

// The pools of the Node host. What the main one is told before Python has started, it is told then.

const { MainPool } = require('../../calls/pool.js');

const STATISTICS = 17;

/**
 * @typedef {object} Natives - a pool goes by its number; 0 is the main one
 * @property {(name: string) => number} findPool - 0 if there is none
 * @property {(pool: number, threads: number, maxQueue: number) => void} configurePool
 * @property {(pool: number, into: Float64Array) => void} readStatistics
 * @property {(pool: number) => Promise<void>} idle
 * @property {(pool: number, reason: Error) => void} closePool
 * @property {(pool: number, reason: Error) => void} cancelCalls
 */

/** @type {Natives | undefined} */
let natives;
/** @type {((natives: Natives) => void)[]} */
const wishes = [];
/** @type {Map<number, () => void>} by the numbers of the pools */
const drains = new Map();

/** @param {Natives} functions */
function open(functions) {
  natives = functions;
  for (const wish of wishes.splice(0)) wish(natives);
}

/** @param {(natives: Natives) => void} wish */
function once(wish) {
  if (natives === undefined) wishes.push(wish);
  else wish(natives);
}

/**
 * @param {number} number
 * @returns {import('../../calls/pool.js').Backend}
 */
function backend(number) {
  return {
    configure: (threads, maxQueue) => once((natives) => natives.configurePool(number, threads, maxQueue)),
    statistics() {
      const into = new Float64Array(STATISTICS);
      natives?.readStatistics(number, into);
      return into;
    },
    idle: async () => natives?.idle(number),
    close: (reason) => once((natives) => natives.closePool(number, reason)),
    cancel: (reason) => natives?.cancelCalls(number, reason),
    onDrain: (tell) => drains.set(number, tell),
  };
}

/** @param {string} name */
function find(name) {
  const number = natives?.findPool(name) ?? 0;
  return number === 0 ? undefined : backend(number);
}

/**
 * Called by the host: a queue is empty that was full.
 * @param {number} number
 */
function poolDrained(number) {
  drains.get(number)?.();
}

const pool = new MainPool(backend(0), find);

module.exports = { open, pool, poolDrained };
