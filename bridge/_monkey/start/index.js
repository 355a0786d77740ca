'use strict';

// The JavaScript half of the PythonMonkey host: gives Python the functions that it calls, and scripts what Node has.

const { leaving, passing, registers } = require('../spidermonkey/registers.js');

/**
 * @param {(filename: string) => any} require
 * @param {object} lent - Python's functions
 */
module.exports = function open(lent) {
  globalThis.global = globalThis;
  lent.memory.registers(registers.buffer);
  Object.assign(require('../system/system.js'), copy(lent.system));
  require('./stack.js')([...lent.folders]);
  globalThis.Buffer = require('buffer').Buffer;
  const { guard, push, slots, unwind } = require('../crossing/slots.js');
  const turns = require('../turns/turns.js');
  const { end } = passed(lent.turns);
  turns.open((error) => end(push(error)), lent.binding);
  globalThis.queueMicrotask = turns.queueMicrotask;
  const { Log } = require('@/calls/log.js');
  const timers = require('../turns/timers.js');
  timers.open(passed(lent.timers));
  install(require('../web/events.js'), require('../web/abort.js'));
  const memory = require('../crossing/memory.js');
  memory.open(copy(lent.memory));
  const functions = require('../calls/functions.js');
  functions.open(passed(lent.functions), passed(lent.streams));
  const pools = require('../calls/pools.js');
  pools.open(passed(lent.pools));
  const operations = require('../host/operations.js');
  const { Exit, open: openProcess } = require('../system/process.js');
  turns.ignore(Exit);
  const { hear } = passed(lent.log);
  const log = new Log(hear);
  let process;
  let main;

  const host = {
    ...memory,
    ...functions,
    ...operations,
    turn: turns.turn,
    reportRejections: turns.reportRejections,
    timeout: timers.timeout,
    drained: pools.drained,
    takeImmediates() {
      const now = timers.takeImmediates();
      for (const immediate of now) push(immediate);
      return now.length;
    },
    runImmediate: (raw) => timers.runImmediate(slots[raw]),
    log: (raw) => turns.attempt(log.emit, [slots[raw]]),
    uncaught: (raw) => turns.uncaught(slots[raw]),
    stop: turns.stop,
    /** Begins a script's life: with a `process` of its own. */
    begin() {
      turns.begin();
      timers.begin();
      functions.begin();
      log.forget();
      unwind();
      process = openProcess(require('../system/system.js'));
      globalThis.process = process;
      require('../node/console.js');
    },
    /** Requires a script, or runs it; what it throws is uncaught. */
    attempt(callee, filename) {
      turns.attempt(() => {
        main = callee(filename);
      }, []);
    },
    /** What the main script exports: for Python to copy, and as PythonMonkey gives it. */
    mainExports: guard(() => push(main.exports)),
    result: () => main.exports,
    emit(name) {
      turns.attempt(() => process.emit(`${name}`, name === 'beforeExit' ? process.exitCode ?? 0 : name), []);
    },
    is_awaited: (name) => process.listenerCount(`${name}`) > 0,
    leave() {
      process.leave();
      return Number(process.exitCode);
    },
    exitCode: () => Number(process.exitCode ?? 0),
    setExports(load, live, entries) {
      const [loadFolder, look, count] = [slots[load], slots[live], slots[entries]];
      globalThis[Symbol.for('taskbridge.host')] = {
        load: loadFolder,
        live: () => JSON.parse(look()),
        entries: count,
        log,
        pool: pools.newMainPool(),
      };
    },
    /** What an error says when nobody has caught it. */
    report: guard((raw) => push(require('util').inspect(slots[raw], { colors: process.stderr.isTTY }))),
  };
  host.begin();
  return Object.fromEntries(Object.entries(host).map(([name, each]) => [name, name === 'result' ? each : leaving(each)]));
};

/** Makes the Web's classes global, before it is told what is the platform's. */
function install({ Event, EventTarget }, { AbortController, AbortSignal }) {
  for (const [name, value] of Object.entries({ AbortController, AbortSignal, Event, EventTarget })) {
    Object.defineProperty(globalThis, name, { value, configurable: true, enumerable: false, writable: true });
  }
}

/** Python's functions, which find their arguments in the registers. */
function passed(dict) {
  return Object.fromEntries(Object.entries(copy(dict)).map(([name, each]) => [name, passing(each)]));
}

/** Python's functions, as functions: each look into a `dict` would make them anew. */
function copy(dict) {
  return Object.fromEntries(Object.keys(dict).map((name) => [name, dict[name]]));
}
