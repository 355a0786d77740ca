'use strict';

// Has values cross that one side accepts and another refuses: `node fuzz.js [COUNT] [SEED]`; see `make asan`.
// Each is made anew, goes one of the ways there are, and arrives or is refused with an Error. Nothing may crash.

const { MessageChannel } = require('worker_threads');
const m = require('./index.js');

const [count = 1_000_000, seed = 1] = process.argv.slice(2).map(Number);
const AT_ONCE = 100;

let state = seed;
/** Gives a whole number below a limit: the same ones for the same seed (mulberry32). */
function below(limit) {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
}
const pick = (list) => list[below(list.length)];

const memory = typeof WebAssembly === 'object' ? new WebAssembly.Memory({ initial: 1, maximum: 2 }) : undefined;
const given = []; // some of what Python gave: typed arrays of its memory, instances, Errors
const scalars = [
  undefined, null, true, 0, -0, NaN, 2 ** 53, 1n << 200n, -1n, '', 'text', '\ud800', '\u{1f600}'.repeat(30), Symbol('s'),
  () => {}, class {}, 'x'.repeat(5000),
];
const views = [
  Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array,
  BigInt64Array, BigUint64Array, DataView,
];
if (globalThis.Float16Array) views.push(Float16Array);

/** @type {Array<(depth: number) => unknown>} */
const objects = [
  () => new Date(below(3) ? below(1e9) : NaN),
  () => /x/g,
  () => new Proxy({ a: 1 }, { get: below(2) ? undefined : () => { throw new Error('a trap'); } }),
  () => new Proxy([1, 2], {}),
  () => new WeakMap(),
  () => Promise.resolve(1),
  () => Object.create(null, { a: { value: 1, enumerable: true } }),
  () => Object.freeze({ a: [1] }),
  () => pick([Object(1), Object('s'), Object(true), Object(5n), Object(Symbol('s'))]),
  () => new (class extends Array {})(3),
  () => new (class Own { a = 1; })(),
  () => (function () { return arguments; })(1, 2),
  () => new m.Point(pick([1, 'unthenable', [2]])),
  () => globalThis.URL && new URL('http://example.com/'),
  () => globalThis.Headers && new Headers({ a: '1' }),
  () => globalThis.AbortSignal?.abort().reason,
  () => globalThis.Blob && new Blob(['b']),
  () => globalThis.AbortController && new AbortController().signal,
  () => globalThis.Event && new Event('x'),
  () => globalThis,
  (depth) => new Error('e', { cause: make(depth + 1) }),
  (depth) => Object.assign(new RangeError('r'), { extra: make(depth + 1), name: pick(['TypeError', 5, undefined]) }),
  (depth) => Object.defineProperty(new Error('e'), 'message', { get() { throw make(depth + 1); } }),
  (depth) => ({ then: make(depth + 1) }),
  (depth) => later(pick([1, 2, 3]), make(depth + 1)),
  () => Object.defineProperty(new ArrayBuffer(8), 'resizable', { value: true }),
  () => Object.defineProperty(new Map([[1, 2]]), 'size', { value: 7 }),
  () => Object.assign(new Date(5), { getTime: () => 'soon' }),
];

/** Makes an object whose getter throws, or gives another value, from the so-many-th time on that it is read. */
function later(times, value) {
  let reads = 0;
  return {
    get x() {
      if (++reads < times) return 1;
      if (below(2)) throw new Error('gone');
      return value;
    },
    b: new ArrayBuffer(1),
  };
}

/** Makes an ArrayBuffer or a view of one: plain, pooled, shared, detached, resizable, Python's, or WebAssembly's. */
function binary() {
  const buffer = pick([
    () => new ArrayBuffer(below(5) * 8),
    () => new ArrayBuffer(70000),
    () => Buffer.from('pool').buffer,
    () => globalThis.SharedArrayBuffer && new SharedArrayBuffer(16),
    () => new ArrayBuffer(8, { maxByteLength: 16 }),
    () => detached(new ArrayBuffer(8)),
    () => memory?.buffer,
    () => given.find((each) => ArrayBuffer.isView(each))?.buffer,
  ])() ?? new ArrayBuffer(16);
  if (below(3) === 0) return below(2) ? buffer : Buffer.from(buffer);
  const View = pick(views);
  const length = buffer.byteLength >= 16 ? pick([undefined, 0, 1]) : undefined;
  const view = new View(buffer, buffer.byteLength >= 16 ? 8 : 0, length);
  if (buffer.resizable && below(2)) buffer.resize(0);
  return view;
}

function detached(buffer) {
  const { port1 } = new MessageChannel();
  port1.postMessage(0, [buffer]);
  port1.close();
  return buffer;
}

const made = [];
function make(depth = 0) {
  const kind = below(depth < 4 ? 12 : 5);
  if (kind < 2) return pick(scalars);
  if (kind < 4) return safely(binary) ?? null;
  if (kind < 6) return pick(objects)(depth);
  if (kind === 6 && made.length > 0) return pick(made); // again, or a cycle
  if (kind === 7 && given.length > 0) return pick(given);
  if (kind === 8 && depth === 0) return nested(make(4), pick([30, 800, 1300, 5000]));
  const result = pick([() => [], () => ({}), () => new Map(), () => new Set()])();
  made.push(result);
  for (let left = below(5); left > 0; left--) put(result, make(depth + 1), depth);
  if (depth === 0) made.length = 0;
  return result;
}

/** Makes a value where that is possible: a detached ArrayBuffer has no view. */
function safely(call) {
  try {
    return call();
  } catch {
    return undefined;
  }
}

function put(target, value, depth) {
  if (Array.isArray(target)) target[target.length + below(2)] = value;
  else if (target instanceof Map) target.set(make(depth + 2), value);
  else if (target instanceof Set) target.add(value);
  else target[pick(['a', 'b', 'then', '7', '__proto__', 'toJSON', 'constructor'])] = value;
}

function nested(value, times) {
  for (; times > 0; times--) value = times % 3 ? [value] : { value };
  return value;
}

const counts = { arrived: 0, refused: 0 };

function arrive(value) {
  counts.arrived++;
  if (ArrayBuffer.isView(value) && value.length) value[0] = value[value.length - 1]; // into Python's memory, or a copy
  if (typeof value === 'object' && value !== null && below(8) === 0) given[below(30)] = value;
}

function refuse(error) {
  counts.refused++;
  if (error instanceof Error && below(8) === 0) given[below(30)] = error;
}

const withCallback = (call) => (value) => new Promise((resolve, reject) => {
  call(value, (error, result) => (error ? reject(error) : resolve({ result }))); // a result may be a thenable
});

/** @type {Array<(value: unknown) => unknown>} */
const ways = [
  m.take, m.takeNow, m.takeAsync, m.echo, m.echoNow, m.echoAsync, m.fail, m.failNow, withCallback(m.take),
  withCallback(m.echo), (value) => new m.Point(1).add(value), (value) => new m.Point(value),
  () => m.give(below(2 ** 31)), () => m.giveNow(below(2 ** 31)), () => m.giveAsync(below(2 ** 31)),
  () => withCallback(m.give)(below(2 ** 31)),
];

async function cross() {
  try {
    const value = make();
    arrive(await pick(ways)(typeof value === 'function' ? [value] : value)); // a function that comes last is a callback
  } catch (error) {
    refuse(error);
  }
}

(async () => {
  for (let left = count; left > 0; left -= AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(left, AT_ONCE) }, cross));
    if (below(20) === 0) globalThis.gc?.();
  }
  console.log(`${count} values: ${counts.arrived} arrived, ${counts.refused} refused`);
})();
