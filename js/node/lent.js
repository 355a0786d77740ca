'use strict';

// What the Node host calls in JavaScript. It takes as long to load as Python to start, and is loaded meanwhile.

const v8 = require('v8');
const workers = require('worker_threads');
const { makeErrors, rejectWithFrames } = require('../wire/errors.js');
const { checkMemory } = require('../values/memory.js');
const numberOf = require('../values/identity.js');
const { withPlace } = require('../values/plain.js');
const { giveShape, shapeOf } = require('../values/shape.js');
const walk = require('../wire/walk.js');
const { log } = require('./calls/log.js');
const { poolDrained } = require('./calls/pool.js');
const lines = require('./calls/lines.js');
const stopping = require('./calls/stopping.js');
const { trace } = require('./calls/tracing.js');

const speaksV8 = typeof v8.Serializer === 'function' && v8.serialize(null)[0] === 0xff;
const { deserialize, serialize } = speaksV8 ? require('../wire/v8.js') : walk;

/**
 * Refuses an ArrayBuffer that Python may not look at; gives the shape of the typed array that looks at it, if it has one.
 * @param {ArrayBuffer} buffer
 * @param {object} [array]
 */
function check(buffer, array) {
  checkMemory(buffer);
  return array && shapeOf(array);
}

/**
 * Has an ArrayBuffer stay in this thread: a transfer would take away memory that Python looks at. Node has no way back.
 * @type {typeof check}
 */
function keepHere(buffer, array) {
  const shape = check(buffer, array);
  const { isMarkedAsUntransferable } = /** @type {any} */ (workers); // of Node 21 and later, which abort on a second mark
  if (!isMarkedAsUntransferable?.(buffer)) workers.markAsUntransferable(buffer);
  return shape;
}

module.exports = {
  ...lines.lent,
  ...stopping.lent,
  ArrayBuffer,
  Buffer,
  checkMemory: check,
  deserialize,
  giveShape,
  isMainThread: workers.isMainThread,
  keepHere,
  log: log.emit,
  makeErrors,
  names: ['signal'],
  numberOf,
  poolDrained,
  rejectWithFrames,
  serialize,
  serializeIfLossy: walk.serializeIfLossy,
  shapeOf,
  trace,
  withPlace,
};
