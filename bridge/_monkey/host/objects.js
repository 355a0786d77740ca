'use strict';

// JavaScript objects that stand for Python objects, by number. Nothing of Python's is freed while JavaScript collects
// garbage, perhaps on another thread: `dead` lists the numbers, and Python asks for them.

/** @type {WeakMap<object, number>} */
const standsFor = new WeakMap();
/** @type {number[]} */
const dead = [];
const registry = new FinalizationRegistry((number) => dead.push(number));

/** Has an object stand for a Python object. */
function adopt(object, number) {
  standsFor.set(object, number);
  registry.register(object, number);
  return object;
}

/** Has a Python object live as long as a JavaScript one. */
function keep(object, number) {
  registry.register(object, number);
  return object;
}

// Not by WeakRefs: those of SpiderMonkey 136 leak in PythonMonkey, a kilobyte each.
/** @type {Map<number, Error>} Errors by the exceptions that they stand for, of this turn */
const errors = new Map();

/** Has an Error stand for an exception: in this turn, it is the one that does. */
function adoptError(error, number) {
  errors.set(number, error);
  return adopt(error, number);
}

/** @type {WeakMap<object, number>} */
const numbers = new WeakMap();
let last = 0;

/** Numbers an object; no other has that number, ever. What is no object has none, which is 0. */
function numberOf(value) {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return 0;
  if (!numbers.has(value)) numbers.set(value, ++last);
  return numbers.get(value);
}

module.exports = { adopt, adoptError, dead, errors, keep, numberOf, standsFor };
