'use strict';

// JavaScript objects that stand for Python objects, by number. Nothing of Python's is freed while JavaScript collects
// garbage, perhaps on another thread: `dead` lists the numbers, and Python asks for them.

/** @type {WeakMap<object, number>} */
const standsFor = new WeakMap();
/** @type {number[]} */
const dead = [];
const registry = new FinalizationRegistry((number) => {
  dead.push(number);
  twins.delete(number);
});

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

/** @type {Map<number, WeakRef<object>>} by the numbers of Python objects, what alone stands for each */
const twins = new Map();

/** Has an object be the only one that stands for a Python object, for as long as it lives. */
function adoptAlone(object, number) {
  twins.set(number, new WeakRef(object));
  return adopt(object, number);
}

/** Gives what alone stands for a Python object, unless it is gone. */
function twin(number) {
  return twins.get(number)?.deref();
}

module.exports = { adopt, adoptAlone, dead, keep, standsFor, twin };
