'use strict';

// The numbers and names of the format, which both directions and both languages have to agree on: those of bridge/_wire.

const VERSION_WRITTEN = 13;
const MAX_DEPTH = 4000;
const COLUMNS = 0x20; // the number of the host object that columns.js reads
const OUT_OF_LINE = 0x40; // host objects from this number on: the number of a buffer beside the bytes
/** The letters of the built-in Errors; V8 has none for AggregateError. */
const ERROR_LETTERS = {
  AggregateError: 'A', EvalError: 'E', RangeError: 'R', ReferenceError: 'F', SyntaxError: 'S', TypeError: 'T', URIError: 'U',
}; // prettier-ignore
/** In the order of bridge/contract/kinds.py. */
const TYPED_ARRAYS = [
  'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array',
  'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array',
]; // prettier-ignore

module.exports = { COLUMNS, ERROR_LETTERS, MAX_DEPTH, OUT_OF_LINE, TYPED_ARRAYS, VERSION_WRITTEN };
