'use strict';

// `perf_hooks`: the clock.

const system = require('../system/system.js');

const origin = system.monotonic();
exports.performance = { now: () => (system.monotonic() - origin) / 1e3, timeOrigin: Date.now() };
