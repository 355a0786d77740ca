'use strict';

// Reads what bridge/wire/columns.pxi writes, which describes it: long lists of records, column by column.
// Arrays are made at their full length, as V8's own reader does: in a young process that costs half of letting them grow.

const MOST_MAKERS = 1000;

/**
 * @typedef {object} Source - a v8.Deserializer, or the like
 * @property {() => number} readUint32
 * @property {(length: number) => Buffer} readRawBytes
 * @property {() => any} readValue
 */
/** @typedef {ArrayLike<unknown>} Column */

/**
 * @param {Source} source
 */
function readColumns(source) {
  return readRecords(source, source.readUint32());
}

/**
 * @param {Source} source
 * @param {number} count
 * @returns {Column}
 */
function readColumn(source, count) {
  const kind = String.fromCharCode(source.readRawBytes(1).readUInt8());
  switch (kind) {
    case 'i':
      return new Int32Array(copy(source, count * 4));
    case 'd':
      return new Float64Array(copy(source, count * 8));
    case 's':
      return readStrings(source, count);
    case 'A':
      return readLists(source, new Uint32Array(copy(source, count * 4)));
    case 'o':
      return readRecords(source, count);
    default:
      return source.readValue();
  }
}

/**
 * Copies bytes to where they lie even.
 * @param {Source} source
 * @param {number} length
 */
function copy(source, length) {
  const bytes = source.readRawBytes(length);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + length);
}

/**
 * @param {Source} source
 * @param {number} count
 */
function readStrings(source, count) {
  const lengths = source.readRawBytes(count);
  const text = source.readRawBytes(source.readUint32()).toString('latin1');
  const strings = new Array(count);
  for (let index = 0, at = 0; index < count; index++) strings[index] = text.slice(at, (at += lengths[index] ?? 0));
  return strings;
}

/**
 * @param {Source} source
 * @param {Uint32Array} lengths
 */
function readLists(source, lengths) {
  const items = /** @type {unknown[]} */ (readColumn(source, lengths.reduce((sum, length) => sum + length, 0)));
  const lists = new Array(lengths.length);
  for (let index = 0, at = 0; index < lengths.length; index++) lists[index] = items.slice(at, (at += lengths[index] ?? 0));
  return lists;
}

/**
 * @param {Source} source
 * @param {number} count
 */
function readRecords(source, count) {
  /** @type {string[]} */
  const names = source.readValue();
  return maker(names)(names.map(() => readColumn(source, count)), count);
}

/** @typedef {(columns: Column[], count: number) => object[]} Maker */

/** @type {Map<string, Maker>} */
const makers = new Map();

/**
 * Finds the function that makes records of some names.
 * @param {string[]} names
 * @returns {Maker}
 */
function maker(names) {
  const key = JSON.stringify(names);
  let found = makers.get(key);
  if (found === undefined) {
    if (makers.size === MOST_MAKERS) makers.clear();
    found = compile(names);
    makers.set(key, found);
  }
  return found;
}

/**
 * An object literal makes records several times as fast as setting one property after another.
 * @param {string[]} names
 * @returns {Maker}
 */
function compile(names) {
  const properties = names.map((name, index) => `${JSON.stringify(name)}: c${index}[i]`);
  const columns = names.map((_, index) => `c${index}`);
  const body = `const all = new Array(n); for (let i = 0; i < n; i++) all[i] = { ${properties} }; return all;`;
  try {
    return /** @type {Maker} */ (new Function(`[${columns}]`, 'n', body));
  } catch (error) {
    if (!(error instanceof EvalError)) throw error; // node --disallow-code-generation-from-strings
    return (columns, count) => Array.from({ length: count }, (_, index) => (
      Object.fromEntries(names.map((name, column) => [name, columns[column]?.[index]]))));
  }
}

module.exports = { readColumns };
