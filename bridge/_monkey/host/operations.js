'use strict';

// The part of bridge/contract that is a matter of JavaScript: what values.py and objects.py call, with slots.

const { TYPED_ARRAYS } = require('@/wire/format.js');
const { guard, held, hold, push, slots, take } = require('../crossing/slots.js');
const { standsFor } = require('../crossing/objects.js');

const KINDS = [
  'undefined', 'null', 'boolean', 'number', 'string', 'symbol', 'bigint', 'external',
  'object', 'function', 'error', 'promise', 'array', 'date', 'box',
  'ArrayBuffer', 'DataView', 'Buffer', ...TYPED_ARRAYS,
];
const numbers = new Map(KINDS.map((kind, index) => [kind, index]));

function kindOf(value) {
  if (typeof value !== 'object') return numbers.get(typeof value);
  if (value === null) return 1;
  try {
    return numbers.get(kindOfObject(value)) ?? numbers.get('object');
  } catch {
    return numbers.get('object'); // a revoked Proxy
  }
}

function kindOfObject(value) {
  if (ArrayBuffer.isView(value)) {
    if (value instanceof Buffer) return 'Buffer';
    return value instanceof DataView ? 'DataView' : value[Symbol.toStringTag];
  }
  if (Array.isArray(value)) return 'array';
  if (value instanceof Error) return 'error';
  if (value instanceof Promise) return 'promise';
  if (value instanceof Date) return 'date';
  if (value instanceof ArrayBuffer) return 'ArrayBuffer';
  return standsFor.has(value) ? 'box' : 'object';
}

const ERRORS = { Error, RangeError, TypeError };

module.exports = {
  // made
  number: (value) => push(value),
  bigint: guard((digits, isNegative) => push(isNegative ? -BigInt(slots[digits]) : BigInt(slots[digits]))),
  symbol: (description) => push(Symbol(slots[description])),
  date: (milliseconds) => push(new Date(milliseconds)),
  object: () => push({}),
  array: guard((length) => push(new Array(length))),
  arrayBuffer: guard((size) => push(new ArrayBuffer(size))),
  view: guard((kind, buffer, offset, length) => {
    const name = KINDS[kind];
    const memory = slots[buffer];
    return push(name === 'Buffer' ? Buffer.from(memory, offset, length) : new globalThis[name](memory, offset, length));
  }),
  error: (kind, message) => push(new ERRORS[KINDS_OF_ERROR[kind]](slots[message])),

  // read
  kind: (raw) => kindOf(slots[raw]),
  toBool: (raw) => slots[raw],
  toFloat: guard((raw) => {
    const value = slots[raw];
    return typeof value === 'number' ? value : value.getTime();
  }),
  text: guard((raw) => push(String(slots[raw]))),

  // objects
  get: guard((target, key) => push(slots[target][slots[key]])),
  set: guard((target, key, value) => {
    set(slots[target], slots[key], slots[value]);
    return 0;
  }),
  has: guard((target, key) => Number(slots[key] in slots[target])),
  delete: guard((target, key) => Number(Reflect.deleteProperty(slots[target], slots[key]))),
  keys: guard((target) => push(Object.keys(slots[target]))),
  freeze: guard((target) => push(Object.freeze(slots[target]))),
  seal: guard((target) => push(Object.seal(slots[target]))),
  length: (array) => slots[array].length,
  strictEquals: (one, other) => slots[one] === slots[other],
  instanceOf: guard((value, constructor) => Number(slots[value] instanceof slots[constructor])),

  // calls
  call: guard((callee, self, ...values) => push(Reflect.apply(slots[callee], slots[self], values.map(valueOf)))),
  construct: guard((callee, ...values) => push(Reflect.construct(slots[callee], values.map(valueOf)))),

  // what outlives a call
  hold: (raw) => hold(slots[raw]),
  held: (name) => push(held.get(name)),
  drop: (name) => void take(name),
  heldCount: () => held.size,
  mark: () => slots.length,
  close: (mark) => {
    slots.length = mark;
  },
};

const KINDS_OF_ERROR = ['Error', 'TypeError', 'RangeError'];

const valueOf = (raw) => slots[raw];

/** Sets as Node-API does: an object that refuses is left as it is. */
function set(target, key, value) {
  Reflect.set(Object(target), key, value, target);
}
