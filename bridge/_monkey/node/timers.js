'use strict';

// `timers`, and `timers/promises` as its `promises`.

const { clearImmediate, clearInterval, clearTimeout, setImmediate, setInterval, setTimeout } = globalThis;

module.exports = { clearImmediate, clearInterval, clearTimeout, setImmediate, setInterval, setTimeout };
module.exports.promises = {
  setImmediate: (value) => new Promise((resolve) => setImmediate(resolve, value)),
  setTimeout: (delay, value) => new Promise((resolve) => setTimeout(resolve, delay, value)),
};
