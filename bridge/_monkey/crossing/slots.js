'use strict';

// JavaScript values that Python has a hold of. A raw value is an index into `slots`: none crosses that PythonMonkey
// would convert. What can throw gives a negative number: of the slot with what was thrown.

/** The first few are always there. */
const slots = [undefined, null, false, true, globalThis, new RangeError('Maximum call stack size exceeded')];
const ALWAYS = slots.length;
/** @type {Map<number, unknown>} what outlives a call */
const held = new Map();
let names = 0;

const push = (value) => slots.push(value) - 1;

/** Lets go of what a script has left that was interrupted. */
function unwind() {
  slots.length = ALWAYS;
}

/** Makes an operation that lets nothing out. */
function guard(operation) {
  return (...raws) => {
    try {
      return operation(...raws);
    } catch (error) {
      return -push(error);
    }
  };
}

function hold(value) {
  held.set(++names, value);
  return names;
}

function take(name) {
  const value = held.get(name);
  held.delete(name);
  return value;
}

/** Calls a Python function that gives a slot; a negative one is of what it throws. */
function enter(python, ...values) {
  const mark = slots.length;
  try {
    return slots[succeed(python(...values))];
  } finally {
    slots.length = mark;
  }
}

/** Calls a Python function that gives the number of a Python object; a negative one is the slot of what it throws. */
function enterFor(python, ...values) {
  const mark = slots.length;
  try {
    return succeed(python(...values));
  } finally {
    slots.length = mark;
  }
}

function succeed(result) {
  if (result < 0) throw slots[-result];
  return result;
}

module.exports = { enter, enterFor, guard, held, hold, push, slots, take, unwind };
