'use strict';

// Functions of Python's that answer later; and what ends a call of one before its time, its signal.

const { newPrototype } = require('@/calls/later.js');
const { isAbortSignal, splitSignal } = require('@/calls/options.js');
const { abortError, timeoutError } = require('@/calls/reasons.js');
const { endsInCallback, lendAll } = require('../crossing/callers.js');
const { pack } = require('../crossing/memory.js');
const { guard, held, hold, slots, take } = require('../crossing/slots.js');
const { uncaught } = require('../turns/turns.js');

/** What Python lends: later, refused, stop. */
let python;

/** What is said of a call beside its arguments: of the one that comes next. */
let options = {};
const prototype = newPrototype((given, callee, self, values) => {
  options = given;
  try {
    return Reflect.apply(callee, self, values);
  } finally {
    options = {};
  }
});

/** @type {Map<number, AbortSignal[]>} by what settles it, the signals of each call that has any and is not answered */
const signals = new Map();
/** @type {Map<AbortSignal, { calls: Set<number>, listener: () => void }>} the one listener on each of them */
const followed = new Map();

function follow(job, those) {
  signals.set(job, those);
  for (const signal of those) {
    let record = followed.get(signal);
    if (record === undefined) {
      record = { calls: new Set(), listener: () => stopAll(signal) };
      followed.set(signal, record);
      signal.addEventListener('abort', record.listener);
    }
    record.calls.add(job);
  }
}

function unfollow(job) {
  const those = signals.get(job);
  if (those === undefined) return;
  signals.delete(job);
  for (const signal of new Set(those)) {
    const { calls, listener } = followed.get(signal);
    calls.delete(job);
    if (calls.size > 0) continue;
    followed.delete(signal);
    signal.removeEventListener('abort', listener);
  }
}

function stopAll(signal) {
  const calls = followed.get(signal)?.calls ?? []; // a signal by another hand may call at any time
  for (const job of [...calls]) {
    unfollow(job);
    python.stop(job, holdReason(job, signal.reason));
  }
}

/** Holds a reason for Python to answer with. A callback is never told of no error. */
function holdReason(job, reason) {
  const isNone = reason === null || reason === undefined;
  return hold(isNone && typeof held.get(job) === 'function' ? abortError() : reason);
}

/** Gives a Promise, or undefined if a callback came last. */
function callLater(number, values, about) {
  let promise;
  const settler = endsInCallback(values, about) ? values.pop() : {};
  if (typeof settler !== 'function') promise = newPromise(settler);
  const job = hold(settler);
  const { signals: those, timeout, priority } = takeOptions(values);
  let count;
  try {
    for (const each of those) if (each.aborted) throw each.reason;
    count = pack(lendAll(values, about));
  } catch (error) {
    python.refused(job, number, holdReason(job, error));
    return promise;
  }
  if (those.length > 0) follow(job, those);
  python.later(number, count, job, timeout, priority);
  return promise;
}

/** Takes what is said of the call at hand beside its arguments, or in the last one. */
function takeOptions(values) {
  const { signal, timeout = Infinity, priority = 0 } = options;
  options = {};
  return { signals: [signal, takeSignal(values)].filter(Boolean), timeout, priority };
}

/** Takes the signal out of a plain object that comes last; with nothing else in there, it is no argument. */
function takeSignal(values) {
  const last = values[values.length - 1];
  if (typeof last !== 'object' || last === null || !Object.hasOwn(last, 'signal')) return undefined;
  const found = splitSignal(last);
  if (found === undefined) return undefined;
  if (found.rest === undefined) values.pop();
  else values[values.length - 1] = found.rest;
  return found.signal;
}

function newPromise(settler) {
  return new Promise((resolve, reject) => Object.assign(settler, { resolve, reject }));
}

/** Calls the callback of a Job, or settles its Promise; what a callback throws is uncaught. */
function settle(job, failed, raw, isEarly) {
  unfollow(job);
  const settler = take(job);
  const value = slots[raw];
  if (typeof settler !== 'function') {
    if (failed) settler.reject(value, isEarly);
    else settler.resolve(value);
    return;
  }
  try {
    if (failed) Reflect.apply(settler, globalThis, [value, undefined]);
    else Reflect.apply(settler, globalThis, [null, value]);
  } catch (error) {
    uncaught(error);
  }
}

module.exports = {
  open(lent) {
    python = lent;
  },
  begin() {
    for (const job of [...signals.keys()]) unfollow(job);
  },
  callLater,
  follow,
  newPromise,
  prototype,
  settle,
  takeOptions,
  operations: {
    settle,
    isSignal: (raw) => isAbortSignal(slots[raw]),
    /** Has a signal stop a Job: 0; or, if it has aborted already, what its reason is held as. */
    follow: guard((job, raw) => {
      const signal = slots[raw];
      if (signal.aborted) return holdReason(job, signal.reason);
      follow(job, [signal]);
      return 0;
    }),
    holdError: (code, text) => hold(Object.assign(new Error(slots[text]), { code: slots[code] })),
    holdTimeoutError: () => hold(timeoutError()),
    holdAbortError: () => hold(abortError()),
  },
};
