'use strict';

// Who listens to Python's log in the Node host: perhaps before Python has started.

const { Log } = require('../../calls/log.js');

/**
 * @typedef {object} Natives
 * @property {(isHeard: boolean) => void} hearLog - whether this thread is to be told of records
 */

/** @type {Natives | undefined} */
let natives;

const log = new Log((isHeard) => natives?.hearLog(isHeard));

/** @param {Natives} functions */
function open(functions) {
  natives = functions;
  if (log.isHeard()) natives.hearLog(true);
}

module.exports = { log, open };
