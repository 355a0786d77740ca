'use strict';

// Loaded before all scripts that are run by another runtime than Node: it says things as Node does, which are not ours.

const util = require('util');

const { log } = console;
console.log = (...values) => log(util.format(...values));
const { abort } = AbortController.prototype;
AbortController.prototype.abort = function (reason = new DOMException('This operation was aborted', 'AbortError')) {
  Reflect.apply(abort, this, [reason]);
};
