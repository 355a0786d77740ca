'use strict';

// What the Node host has in JavaScript for streams, and for functions that are passed to Python: what each is of the host's.

const callbacks = require('../../streams/callbacks.js');
const { newStream } = require('../../streams/iterator.js');
const { closeSource, newSource } = require('../../streams/sources.js');
const { rejectWithFrames } = require('../../wire/errors.js');

const ITERABLE = 2;

/**
 * @typedef {object} Natives - a line is what joins a call to its Python
 * @property {(line: object) => void} beginStream
 * @property {(line: object, count: number) => void} advanceStream
 * @property {(line: object, value: unknown) => void} sendToStream
 * @property {(line: object, error: unknown) => void} raiseInStream
 * @property {(line: object) => void} closeStream
 * @property {(line: object, error: unknown) => void} failLine
 * @property {(question: object, failed: boolean, value: unknown) => void} answer
 */

/** @type {Natives} */
let natives;
/** @type {import('../../streams/state.js').Natives} */
let streams;
/** @type {WeakSet<Function>} what pulls the items of iterables */
const sources = new WeakSet();

/** @param {Natives} functions */
function open(functions) {
  natives = functions;
  streams = {
    begin: functions.beginStream,
    advance: functions.advanceStream,
    send: functions.sendToStream,
    raise: functions.raiseInStream,
    close: functions.closeStream,
    rejection: rejectWithFrames,
  };
}

/**
 * Gives an iterator, and what the host calls: with items, at the end, and at an end that items do not come before.
 * @param {object} line
 * @param {number} window
 */
function openStream(line, window) {
  const [iterator, push, end] = newStream(streams, line, window);
  /** @type {(values: ArrayLike<unknown>, span: number, line: object, refused: unknown) => void} */
  const pushOrFail = (values, span, self, refused) => {
    push(values, span);
    if (refused !== undefined) natives.failLine(self, refused);
  };
  return [iterator, pushOrFail, end, (/** @type {unknown} */ error) => end(error, undefined, true)];
}

/**
 * @param {Function[]} functions
 * @param {number[]} heads
 * @param {unknown[]} values
 * @param {object} line
 * @param {unknown} refused - why what would come next cannot be passed
 */
function runPosts(functions, heads, values, line, refused) {
  const fail = (/** @type {unknown} */ error) => natives.failLine(line, error);
  callbacks.runPosts(functions, refused === undefined ? heads : whole(heads, values.length), values, fail);
  if (refused !== undefined) fail(refused);
}

/**
 * Gives those calls that all arguments are there for.
 * @param {number[]} heads
 * @param {number} count
 */
function whole(heads, count) {
  let left = count;
  let end = 0;
  while (end < heads.length && (left -= /** @type {number} */ (heads[end + 1])) >= 0) end += 2;
  return heads.slice(0, end);
}

/**
 * @param {Function} callee
 * @param {unknown[]} values
 * @param {object} question
 */
function ask(callee, values, question) {
  callbacks.ask(callee, values, (failed, value) => natives.answer(question, failed, value));
}

/**
 * Ends those iterables that are not at their end, of the functions of a call.
 * @param {Function[]} functions
 */
function closeSources(functions) {
  for (const each of functions) if (sources.has(each)) closeSource(each);
}

/** @param {unknown} value */
function openSource(value) {
  const pull = newSource(value);
  if (pull !== undefined) sources.add(pull);
  return pull;
}

/**
 * Takes functions and iterables out of keyword-only arguments: gives what is left, then names and functions in turn.
 * @param {Record<string, any>} options
 * @param {Record<string, number>} roles
 */
function takeNamed(options, roles) {
  const rest = { ...options };
  const found = [];
  for (const [name, role] of Object.entries(roles)) {
    if (!Object.hasOwn(rest, name)) continue;
    const value = rest[name];
    const callee = role === ITERABLE ? openSource(value) : value;
    if (typeof callee !== 'function') continue;
    delete rest[name];
    found.push(name, callee);
  }
  return [rest, ...found];
}

module.exports = { open, lent: { ask, closeSources, newSource: openSource, newStream: openStream, runPosts, takeNamed } };
