'use strict';

// The other side of tests/test_wire.py. With a file of values that Python wrote, a JSON line each: reads every one, and
// prints what it is and how V8 writes it. With a number: makes that many values, and prints what each is and how V8, and
// js/wire/v8.js, write it.

const fs = require('fs');
const v8 = require('v8');
const wire = require('../js/wire/v8.js');

const FORMATS = new Map(Object.entries({
  Int8Array: 'b', Uint8Array: 'B', Uint8ClampedArray: 'B', Int16Array: 'h', Uint16Array: 'H', Int32Array: 'i',
  Uint32Array: 'I', Float32Array: 'f', Float64Array: 'd', BigInt64Array: 'q', BigUint64Array: 'Q', DataView: 'B', Buffer: 'B',
}));

function base64(view) {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString('base64');
}

/** What a value is, in JSON that Python understands without the wire. An object that comes again is its number. */
function describe(value, seen = new Map()) {
  if (value === undefined || value === null) return ['none'];
  if (typeof value === 'boolean') return ['bool', value];
  if (typeof value === 'number') return ['number', Object.is(value, -0) ? '-0' : String(value)];
  if (typeof value === 'bigint') return ['bigint', String(value)];
  if (typeof value === 'string') return ['string', value];
  if (value instanceof Number || value instanceof String || value instanceof Boolean || value instanceof BigInt) {
    return describe(value.valueOf());
  }
  if (seen.has(value)) return ['again', seen.get(value)];
  seen.set(value, seen.size);
  if (value instanceof Date) return ['date', value.getTime()];
  if (ArrayBuffer.isView(value)) return ['memory', FORMATS.get(value.constructor.name), base64(value)];
  if (value instanceof ArrayBuffer) return ['memory', 'B', base64(new Uint8Array(value))];
  if (value instanceof Map) return ['dict', [...value].map(([key, item]) => [describe(key, seen), describe(item, seen)])];
  if (value instanceof Set) return ['set', [...value].map((item) => describe(item, seen))];
  if (value instanceof Error) {
    return ['error', value.name, value.message, value.cause instanceof Error ? describe(value.cause, seen) : null];
  }
  if (Array.isArray(value)) return ['list', Array.from(value, (item) => describe(item, seen))];
  return ['dict', Object.entries(value).map(([key, item]) => [['string', key], describe(item, seen)])];
}

let state = 1;

/** Below a bound; the same sequence every time (mulberry32). */
function below(bound) {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) % bound;
}

const pick = (list) => list[below(list.length)];
const times = (count, make) => Array.from({ length: count }, make);
const ALPHABETS = ['abc', 'é\xff ', 'a€\u4e2d', '😀x', '\ud83d\ude00', '\ud800', '\udc00a'];
const NUMBERS = [0, -0, NaN, Infinity, -Infinity, 2 ** 30, -(2 ** 30), 2 ** 31, 2 ** 53 - 1, 2 ** 53, -(2 ** 53), 2 ** 70,
  1e308, 5e-324, 0.1, -1.5];
const ARRAYS = [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array,
  Float64Array, BigInt64Array, BigUint64Array];
const ERRORS = [Error, TypeError, RangeError, SyntaxError, ReferenceError];

function string() {
  return times(below(8) === 0 ? below(300) : below(6), () => pick(ALPHABETS)).join('');
}

function number() {
  return pick([() => pick(NUMBERS), () => below(200) - 100, () => below(2 ** 32) - 2 ** 31, () => below(1e9) / 7])();
}

function bigint() {
  const value = times(below(5), () => BigInt(below(2 ** 32))).reduce((all, part) => (all << 32n) | part, BigInt(below(9)));
  return below(2) ? value : -value;
}

function view() {
  const Type = pick([...ARRAYS, DataView, Buffer]);
  if (Type === Buffer) return Buffer.from(string());
  const memory = new ArrayBuffer(8 * (1 + below(4)));
  new Uint8Array(memory).forEach((_, index, bytes) => { bytes[index] = below(256); });
  return below(2) ? new Type(memory) : new Type(memory, 8 * below(2));
}

function error(depth) {
  const made = new (pick(ERRORS))(string());
  if (depth > 0 && below(2)) made.cause = below(4) ? error(depth - 1) : number();
  return made;
}

function array(depth, objects) {
  const made = [];
  objects.push(made);
  for (let count = below(5); count > 0; count--) made.push(value(depth - 1, objects));
  if (below(4) === 0) made.length += below(4); // holes at its end
  if (below(4) === 0) delete made[0];
  if (below(8) === 0) made[made.length + below(3000)] = value(depth - 1, objects); // sparse, perhaps
  return made;
}

function object(depth, objects) {
  const made = below(8) ? {} : Object.create(null);
  objects.push(made);
  for (let count = below(5); count > 0; count--) {
    const name = pick(['a', 'name', '', '7', '4294967294', '4294967295', '-1', '1.5', '__proto__', 'é', '中', string()]);
    Object.defineProperty(made, name, {
      value: value(depth - 1, objects), configurable: true, enumerable: true, writable: true,
    });
  }
  return made;
}

function value(depth, objects) {
  const leaves = [() => undefined, () => null, () => below(2) === 0, number, number, string, string, bigint,
    () => new Date(below(2 ** 32) * 1000 - 2 ** 41 + below(1000)), view, () => new Uint8Array(times(below(9), () => below(256))).buffer,
    () => pick([() => new Number(number()), () => new String(string()), () => new Boolean(below(2)), () => Object(bigint())])(),
    () => error(2)];
  if (depth <= 0) return pick(leaves)();
  if (objects.length > 0 && below(8) === 0) return pick(objects);
  const branches = [
    () => array(depth, objects),
    () => array(depth, objects),
    () => object(depth, objects),
    () => object(depth, objects),
    () => {
      const made = new Map();
      objects.push(made);
      for (let count = below(4); count > 0; count--) made.set(below(2) ? string() : below(1e6) / 4, value(depth - 1, objects));
      return made;
    },
    () => new Set(times(below(4), () => pick([string, () => below(1e6) / 4, () => new Date(below(1e9))])())),
  ];
  const leaf = below(3) === 0;
  const made = (leaf ? pick(leaves) : pick(branches))();
  if (made instanceof Date || ArrayBuffer.isView(made) || made instanceof Error) objects.push(made);
  return made;
}

/** What v8.serialize() writes; null where it cannot: in Node 18, a BigInt64Array. */
function serialized(value) {
  try {
    return v8.serialize(value).toString('base64');
  } catch (error) {
    if (/Big(Int|Uint)64Array/.test(error.message)) return null;
    throw error;
  }
}

function beside(views) {
  return views.map((each) => [FORMATS.get(each.constructor.name), base64(each)]);
}

if (/^\d+$/.test(process.argv[2])) {
  const lines = times(Number(process.argv[2]), () => {
    const made = value(4, []);
    const [bytes, ...views] = wire.serialize(made);
    return JSON.stringify({
      is: describe(made), v8: serialized(made), wire: bytes.toString('base64'), beside: beside(views),
    });
  });
  fs.writeFileSync(process.argv[3], lines.join('\n'));
} else {
  const lines = fs.readFileSync(process.argv[2], 'utf8').split('\n').map((line) => {
    const given = JSON.parse(line);
    const buffers = given.beside.map((each) => Buffer.from(each, 'base64'));
    const read = wire.deserialize(Buffer.from(given.bytes, 'base64'), buffers);
    if (buffers.length === 0) {
      const plain = JSON.stringify(describe(v8.deserialize(Buffer.from(given.bytes, 'base64'))));
      if (plain !== JSON.stringify(describe(read))) throw new Error('js/wire/v8.js and v8.deserialize() read differently');
    }
    return JSON.stringify({ is: describe(read), v8: v8.serialize(read).toString('base64') });
  });
  fs.writeFileSync(process.argv[3], lines.join('\n'));
}
