'use strict';

// Python functions and classes as JavaScript calls them.

const { adoptAlone, keep, standsFor, twin } = require('../crossing/objects.js');
const { pack } = require('../crossing/memory.js');
const { enter, enterFor, held, hold, push, slots } = require('../crossing/slots.js');
const { lendAll } = require('../crossing/callers.js');
const later = require('./later.js');
const streams = require('./streams.js');

/** What Python lends: now, call. */
let python;

/** A function that gets a FunctionContext. Not strict, so that `this` is globalThis where there is none. */
const looseFunction = new Function(
  'call',
  'number',
  'return function (...values) { return call(number, this, new.target !== undefined, values); }',
);

function call(number, self, isConstruct, values) {
  return enter(callPushed, number, self, isConstruct, values);
}

function callPushed(number, self, isConstruct, values) {
  const first = push(self);
  for (const value of values) push(value);
  return python.call(number, first, values.length, isConstruct);
}

function exported(number, isLater, told, owner) {
  const about = told === undefined ? undefined : JSON.parse(told);
  if (!isLater) return entering(callNow, number, about, owner);
  const entry = about?.window > 0 ? streams.callStream : later.callLater;
  return Object.setPrototypeOf(entering(entry, number, about, owner), later.prototype);
}

/** Makes a function that goes in by an entry; a method, on instances of its class only. */
function entering(entry, number, about, owner) {
  if (owner === undefined) return (...values) => entry(number, values, about);
  return function (...values) {
    if (classes.get(this) !== owner) throw new TypeError('Illegal invocation');
    return entry(number, [this, ...values], about);
  };
}

/** Calls a method with a FunctionContext, on instances of its class only. */
function checking(owner) {
  return (number, self, isConstruct, values) => {
    if (classes.get(self) !== owner) throw new TypeError('Illegal invocation');
    return call(number, self, isConstruct, values);
  };
}

function callNow(number, values, about) {
  const count = pack(lendAll(values, about));
  return enter(python.now, number, count);
}

/** What an instance is being made of, where Python has made it already. */
let adopted;
/** @type {WeakMap<object, Function>} the class of each instance */
const classes = new WeakMap();

/** Makes a class whose instances stand for Python objects. */
function newClass(number, construct) {
  const made = function (...values) {
    if (new.target === undefined) throw new TypeError("a class of Python's cannot be called without new");
    const object = adopted ?? construct(this, values);
    adopted = undefined;
    const same = twin(object); // where __new__() gave an object that there was
    if (same !== undefined) return same;
    if (standsFor.has(this)) throw new TypeError('the object stands for a Python object already');
    classes.set(this, made);
    adoptAlone(this, object);
  };
  Object.defineProperty(made, 'prototype', { writable: false });
  return keep(made, number);
}

module.exports = {
  open(lent, lentToStreams) {
    python = lent;
    later.open(lent);
    streams.open(lentToStreams);
  },
  begin() {
    later.begin();
    streams.begin();
  },
  ...later.operations,
  ...streams.operations,

  function(number, name) {
    const made = keep(looseFunction(call, number), number);
    Object.defineProperty(made, 'name', { value: slots[name], configurable: true });
    return push(made);
  },
  exported(number, name, isLater, about) {
    const made = keep(exported(number, isLater, slots[about]), number);
    Object.defineProperty(made, 'name', { value: slots[name], configurable: true });
    return push(made);
  },
  promise() {
    const settler = {};
    const promise = later.newPromise(settler);
    const job = hold(settler);
    push(promise);
    return job;
  },
  /** Makes a class by copy, or by reference. */
  makeClass(number, name, byReference) {
    const construct = byReference
      ? (self, values) => enterFor(callPushed, number, self, true, values)
      : (self, values) => enterFor(python.now, number, pack(values));
    const made = newClass(number, construct);
    Object.defineProperty(made, 'name', { value: slots[name], configurable: true });
    return push(made);
  },
  /** Puts a method on a class: by copy (0), later (1), by reference (2). */
  method(target, name, number, how, isStatic, about) {
    const only = isStatic ? undefined : slots[target];
    const made =
      how === 2 ? looseFunction(only ? checking(only) : call, number) : exported(number, how === 1, slots[about], only);
    Object.defineProperty(made, 'name', { value: slots[name], configurable: true });
    const owner = isStatic ? slots[target] : slots[target].prototype;
    Object.defineProperty(owner, slots[name], { value: made, configurable: true, writable: true });
  },
  accessor(target, name, getter, setter) {
    const set = setter < 0 ? undefined : exported(setter, false, undefined, slots[target]);
    const get = exported(getter, false, undefined, slots[target]);
    Object.defineProperty(slots[target].prototype, slots[name], { get, set, configurable: true, enumerable: true });
  },
  /** Makes the instance that stands for a Python object. */
  instance(name, number) {
    adopted = number;
    try {
      return push(new (held.get(name))());
    } finally {
      adopted = undefined;
    }
  },
};
