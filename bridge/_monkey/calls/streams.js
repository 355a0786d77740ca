'use strict';

// Generators of Python's as async iterators; and functions of JavaScript's that Python calls.

const callbacks = require('@/streams/callbacks.js');
const { newStream } = require('@/streams/iterator.js');
const { closeSource } = require('@/streams/sources.js');
const { endsInCallback, lendAll } = require('../crossing/callers.js');
const { numbers, pack } = require('../crossing/memory.js');
const { held, hold, push, slots, take } = require('../crossing/slots.js');
const { follow, takeOptions } = require('./later.js');

/** What Python lends: open, begin, advance, send, raise, close, failed, answered. */
let python;

/** @type {Map<number, AbortSignal[]>} by what settles it, the signals of each stream that has not begun */
const unbegun = new Map();

const natives = {
  begin(job) {
    const those = unbegun.get(job);
    const aborted = those.find((signal) => signal.aborted);
    if (aborted !== undefined) {
      natives.close(job);
      throw aborted.reason;
    }
    unbegun.delete(job);
    if (those.length > 0) follow(job, those);
    python.begin(job);
  },
  advance: (job, count) => python.advance(job, count),
  send: (job, value) => python.send(job, pack([value])),
  raise(job, error) {
    const mark = slots.length;
    python.raise(job, push(error));
    slots.length = mark;
  },
  close(job) {
    if (unbegun.delete(job)) take(job);
    python.close(job);
  },
};

/** Gives an iterator. */
function callStream(number, values, about) {
  const { signals, timeout, priority } = takeOptions(values);
  if (endsInCallback(values, about)) {
    throw new TypeError('a generator of Python\'s takes no callback: iterate over what it returns, with `for await`');
  }
  const count = pack(lendAll(values, about));
  const settler = {};
  const job = hold(settler);
  python.open(number, count, job, timeout, priority);
  unbegun.set(job, signals);
  const [iterator, put, end] = newStream(natives, job, about.window);
  settler.put = put;
  settler.resolve = (value) => end(null, value);
  settler.reject = (error, isEarly) => end(error, undefined, isEarly);
  return iterator;
}

module.exports = {
  open(lent) {
    python = lent;
  },
  begin: () => unbegun.clear(),
  callStream,
  operations: {
    // what has been made: it may have been stopped meanwhile
    pushNumbers: (job, span, count) => held.get(job)?.put(numbers(count), span),
    pushItems: (job, span, first, count) => held.get(job)?.put(slots.slice(first, first + count), span),
    /** Calls functions: in memory there is of each call what the function is held as, and how many arguments it has. */
    runPosts(line, first, count) {
      const heads = numbers(count);
      const functions = Object.fromEntries([...heads].map((name) => [name, held.get(name)]));
      callbacks.runPosts(functions, heads, slots.slice(first), (error) => fail(line, error));
    },
    ask(line, number, name, first, count) {
      const answer = (failed, value) => tell(line, number, failed, value);
      callbacks.ask(held.get(name), slots.slice(first, first + count), answer);
    },
    closeSource: (name) => void closeSource(held.get(name)),
  },
};

function fail(line, error) {
  const mark = slots.length;
  python.failed(line, push(error));
  slots.length = mark;
}

function tell(line, number, failed, value) {
  const mark = slots.length;
  try {
    if (!failed) return python.answered(line, number, 0, pack([value]));
    python.answered(line, number, 1, push(value));
  } catch (error) {
    python.answered(line, number, 1, push(error));
  } finally {
    slots.length = mark;
  }
}
