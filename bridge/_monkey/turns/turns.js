'use strict';

// What runs after each callback: ticks, then PythonMonkey's microtasks, until there are none of either; and what nobody
// caught meanwhile. Python drains the microtasks (see turns.py), since PythonMonkey hands them to its event loop.

/** @type {{ callback: Function, values: unknown[] }[]} */
let ticks = [];
/** @type {Set<Promise<unknown>>} rejected, and not handled yet */
const rejected = new Set();
/** Ends the script with an error. */
let endWith;
let getPromiseDetails;
let over = false;
/** What process.exit() throws. */
let Exit = class {};

function nextTick(callback, ...values) {
  if (typeof callback !== 'function') throw new TypeError('The "callback" argument must be of type function.');
  ticks.push({ callback, values });
}

/** Runs the ticks that wait, and those that they queue. */
function runTicks() {
  while (ticks.length > 0 && !over) {
    const now = ticks;
    ticks = [];
    for (let index = 0; index < now.length && !over; index++) {
      attempt(now[index].callback, now[index].values);
    }
  }
}

/** Calls a function; what it throws is uncaught. */
function attempt(callback, values, self) {
  try {
    Reflect.apply(callback, self, values);
  } catch (error) {
    uncaught(error);
  }
}

/** Reports what nobody caught: to the process's listeners, or by the end of the process. */
function uncaught(error, origin = 'uncaughtException') {
  if (over || error instanceof Exit) return;
  process.emit('uncaughtExceptionMonitor', error, origin);
  try {
    if (process.emit('uncaughtException', error, origin)) return;
  } catch (another) {
    error = another;
  }
  process.exitCode = 1;
  end(error);
  process.leave();
}

function end(error) {
  over = true;
  endWith(error);
}

/** Reports Promises that were rejected, and are not handled though all microtasks have run. */
function reportRejections() {
  for (const promise of rejected) {
    rejected.delete(promise);
    const [, reason] = getPromiseDetails(promise);
    if (over || process.emit('unhandledRejection', reason, promise)) continue;
    uncaught(reason instanceof Error ? reason : unhandled(reason), 'unhandledRejection');
  }
}

function unhandled(reason) {
  const text =
    'This error originated either by throwing inside of an async function without a catch block, or by rejecting a ' +
    `promise which was not handled with .catch(). The promise rejected with the reason "${describe(reason)}".`;
  return Object.assign(new Error(text), { code: 'ERR_UNHANDLED_REJECTION' });
}

function describe(reason) {
  try {
    return typeof reason === 'object' ? require('util').inspect(reason) : String(reason);
  } catch {
    return 'a value that has no text';
  }
}

// Called by the engine (see rejections.py), on a Promise that was rejected, or handled after all.
hide(Promise.prototype, '__bridge_rejected__', function () {
  rejected.add(this);
});
hide(Promise.prototype, '__bridge_handled__', function () {
  rejected.delete(this);
});

function hide(object, name, value) {
  Object.defineProperty(object, name, { value, configurable: true, enumerable: false, writable: true });
}

const resolved = Promise.resolve();
function queueMicrotask(callback) {
  if (typeof callback !== 'function') throw new TypeError('The "callback" argument must be of type function.');
  resolved.then(() => attempt(callback, []));
}

module.exports = {
  open(end, binding) {
    endWith = end;
    getPromiseDetails = binding.getPromiseDetails;
  },
  begin() {
    over = false;
    ticks = [];
    rejected.clear();
  },
  ignore(type) {
    Exit = type;
  },
  attempt,
  isOver: () => over,
  stop() {
    over = true;
  },
  nextTick,
  queueMicrotask,
  /** Runs the ticks; whether there are Promises to report if no microtasks are left. */
  turn() {
    runTicks();
    return rejected.size > 0 && !over;
  },
  reportRejections,
  uncaught,
};
