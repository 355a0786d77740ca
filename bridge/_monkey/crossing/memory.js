'use strict';

// What crosses by copy, through memory that both sides look at: strings, what walk.js makes bytes of, and lists of these.
// memory.py is the other end. A list is two doubles for each item, its tag and a number, and then the items' bytes.

const { isPlain } = require('@/calls/options.js');
const { makeErrors } = require('@/wire/errors.js');
const { TYPED_ARRAYS } = require('@/wire/format.js');
const numberOf = require('@/values/identity.js');
const { checkMemory, getter } = require('@/values/memory.js');
const { withPlace } = require('@/values/plain.js');
const { giveShape, shapeOf } = require('@/values/shape.js');
const { deserialize, serialize } = require('@/wire/walk.js');
const { adopt, adoptAlone, dead, keep, standsFor, twin } = require('./objects.js');
const { registers } = require('../spidermonkey/registers.js');
const { callers } = require('./callers.js');
const { guard, hold, push, slots, take } = require('./slots.js');

const UNDEFINED = 0, NULL = 1, FALSE = 2, TRUE = 3, NUMBER = 4, LATIN1 = 5, UTF16 = 6, WIRE = 7, BESIDE = 8, MEMORY = 9,
  OBJECT = 10, PLAIN = 11, FUNCTION = 12, SOURCE = 13; // prettier-ignore
const CHUNK = 8192;
const HALVES = globalThis.Float16Array ? [Float16Array] : [];
const VIEWS = [...TYPED_ARRAYS.map((name) => globalThis[name]), ...HALVES];

const ofBuffers = places(ArrayBuffer), ofViews = places(DataView), ofArrays = places(Object.getPrototypeOf(Uint8Array));

/** The getters that tell where an ArrayBuffer or a view has its memory, whatever properties of its own it has. */
function places({ prototype }) {
  return { buffer: getter(prototype, 'buffer'), offset: getter(prototype, 'byteOffset'), size: getter(prototype, 'byteLength') };
}

/** What Python lends: take the new memory, and take a view of JavaScript's. */
let python;
let bytes, units, doubles;

function grow(size) {
  const memory = new ArrayBuffer(Math.max(65536, 2 ** Math.ceil(Math.log2(size + 8))));
  bytes = new Uint8Array(memory);
  units = new Uint16Array(memory);
  doubles = new Float64Array(memory);
  python.look(memory);
}

// out of JavaScript

/** Writes values for Python to read at once; how many items they are. */
function pack(values) {
  const items = [];
  try {
    for (const value of values) flatten(value, items);
  } catch (error) {
    for (const item of items) letGo(item);
    throw error;
  }
  let size = items.length * 16;
  for (const { data, tag, number } of items) if (data !== undefined) size += tag === UTF16 ? number * 2 + 1 : number;
  if (size > bytes.length) grow(size);
  let at = items.length * 16;
  items.forEach(({ tag, number, data }, index) => {
    doubles[index * 2] = tag;
    doubles[index * 2 + 1] = number;
    if (tag === WIRE || tag === PLAIN) bytes.set(data, at);
    else if (tag === LATIN1) for (let i = 0; i < number; i++) bytes[at + i] = data.charCodeAt(i);
    else if (tag === UTF16) {
      at += at % 2;
      for (let i = 0, to = at / 2; i < number; i++) units[to + i] = data.charCodeAt(i);
    }
    if (data !== undefined) at += tag === UTF16 ? number * 2 : number;
  });
  return items.length;
}

/** Has nobody have what has been packed, and is not read. */
function letGo({ tag, number }) {
  if (tag === MEMORY) takeBack(number);
  else if (tag === FUNCTION || tag === SOURCE) take(number);
}

function flatten(value, items) {
  switch (typeof value) {
    case 'undefined':
      return items.push({ tag: UNDEFINED, number: 0 });
    case 'boolean':
      return items.push({ tag: value ? TRUE : FALSE, number: 0 });
    case 'number':
      return items.push({ tag: NUMBER, number: value });
    case 'string':
      return items.push({ tag: /[^\0-\xff]/.test(value) ? UTF16 : LATIN1, number: value.length, data: value });
  }
  if (value === null) return items.push({ tag: NULL, number: 0 });
  if (value instanceof ArrayBuffer || value instanceof DataView) return items.push({ tag: MEMORY, number: lend(value) });
  if (ArrayBuffer.isView(value)) return items.push({ tag: MEMORY, number: lend(value, shapeOf(value)) });
  if (standsFor.has(value)) return items.push({ tag: OBJECT, number: standsFor.get(value) });
  const caller = callers.get(value);
  if (caller !== undefined) return items.push({ tag: caller.isSource ? SOURCE : FUNCTION, number: hold(caller.callee) });
  const [data, ...beside] = serializeShallow(value);
  items.push({ tag: isPlain(value) ? PLAIN : WIRE, number: data.length, data }, { tag: BESIDE, number: beside.length });
  for (const view of beside) flattenPart(view, value, items);
}

/** Flattens what stayed beside a value's bytes; where that is refused, the error says where it is. */
function flattenPart(part, value, items) {
  try {
    flatten(part, items);
  } catch (error) {
    throw withPlace(error, part, value);
  }
}

/** Serializes; what is nested too deep is the error that it is in Node. */
function serializeShallow(value) {
  try {
    return serialize(value, (each) => standsFor.has(each) || callers.has(each));
  } catch (error) {
    throw error instanceof InternalError ? new RangeError('Maximum call stack size exceeded') : error;
  }
}

/** Has nobody detach an ArrayBuffer any more, and its memory stay where it is. (pins.py gives it, if it can.) */
const pin = globalThis.__bridge_pin__ ?? (() => {});
delete globalThis.__bridge_pin__;
/** @type {WeakSet<ArrayBuffer>} */
const pinned = new WeakSet();

/** Lends memory to Python, which keeps the view for as long as it looks at it. */
function lend(view, shape) {
  const place = !ArrayBuffer.isView(view) ? ofBuffers : view instanceof DataView ? ofViews : ofArrays;
  const buffer = place.buffer(view) ?? view;
  checkMemory(buffer);
  const type = VIEWS.findIndex((each) => view instanceof each);
  if (type < 0 && ArrayBuffer.isView(view) && !(view instanceof DataView)) {
    throw new TypeError('cannot copy a typed array to Python that has no number here');
  }
  const size = place.size(view);
  if (!pinned.has(buffer)) pin(buffer);
  pinned.add(buffer);
  registers.set([type, place.offset(view) ?? 0, size, size === 0 ? 0 : hold(view), shape ? shape.length : -1]);
  if (shape) doubles.set(shape);
  return python.lend(size === 0 ? undefined : buffer);
}

/** Has Python let go of memory that it was lent and will not come to read of. */
function takeBack(number) {
  registers[0] = number;
  python.give_back();
}

// into JavaScript

/** Reads a string: of bytes, as Latin-1, or of UTF-16's units. */
function text(codes, length) {
  let read = '';
  for (let at = 0; at < length; at += CHUNK) {
    read += String.fromCharCode.apply(null, codes.subarray(at, Math.min(at + CHUNK, length)));
  }
  return read;
}

module.exports = {
  open(lent) {
    python = lent;
    grow(0);
  },
  pack,
  /** Reads numbers that Python wrote: how many they are. */
  numbers: (count) => doubles.slice(0, count),

  grow,
  // many values at once, in slots one after another: the first of them
  spreadNumbers: (count) => slots.push(...doubles.subarray(0, count)) - count,
  spread: (raw) => slots.push(...slots[raw]) - slots[raw].length,
  gather: (...raws) => slots.push(...raws.map((raw) => slots[raw])) - raws.length,
  packOne: guard((raw) => pack([slots[raw]])),
  lend: guard((raw) => lend(slots[raw])),
  latin1: (length) => push(text(bytes, length)),
  utf16: (length) => push(text(units, length)),
  /** Reads what bridge/wire/_wire.pyx wrote, and has the slots of what stayed beside it. */
  wire: guard((length, ...beside) => {
    return push(deserialize(Buffer.from(bytes.buffer, 0, length), beside.map((raw) => slots[raw])));
  }),
  /** Makes a typed array of Python's memory, of the shape that is there, if any; of type -1, a Buffer. */
  memory: guard((type, view, number, dimensions) => {
    const buffer = number < 0 ? new ArrayBuffer(0) : keep(view.buffer, number);
    const array = type < 0 ? Buffer.from(buffer) : new VIEWS[type](buffer);
    return push(dimensions < 0 ? array : giveShape(array, ...doubles.subarray(0, dimensions)));
  }),
  /** Builds the Errors of a number of exceptions, but for those that there are; the first has the others. */
  exception: guard((length, size, count, ...raws) => {
    const known = raws.slice(0, count).map((raw) => slots[raw]);
    const numbers = raws.slice(count, 2 * count);
    const beside = raws.slice(2 * count).map((raw) => slots[raw]);
    const data = size === 0 ? undefined : Buffer.from(bytes.buffer, length, size);
    const errors = makeErrors(text(bytes, length), known, data, beside);
    errors.forEach((each, index) => known[index] ?? adoptAlone(each, numbers[index]));
    return push(errors[0]);
  }),
  /** Gives what alone stands for a Python object; undefined's slot if there is nothing. */
  twin(number) {
    const object = twin(number);
    return object === undefined ? 0 : push(object);
  },
  hasFloat16: () => HALVES.length,
  numberOf: (raw) => numberOf(slots[raw]),
  box: (number) => push(adopt({}, number)),
  /** The number of the Python object that a value stands for; -1 if for none. */
  standsFor: (raw) => standsFor.get(slots[raw]) ?? -1,
  /** Writes the numbers of Python objects that JavaScript has let go of; how many. */
  dead() {
    const some = dead.splice(0, CHUNK / 2);
    doubles.set(some);
    return some.length;
  },
};
