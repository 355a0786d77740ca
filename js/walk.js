'use strict';

// Writes and reads V8's structured-clone format in plain JavaScript: for engines whose own `v8` module speaks another one,
// and for values of which V8 would copy what should stay beside the bytes. It reads what bridge/_wire.pyx writes.

const { types } = require('util');
const { COLUMNS, readColumns } = require('./columns.js');
const { isError, nameOfOpaque, refusal } = require('./plain.js');

const OUT_OF_LINE = 0x40; // host objects from this number on: the number of a buffer beside the bytes
const VERSION = 13;
const MOST_DEPTH = 4000;
/** The letters of the built-in Errors; V8 has none for AggregateError. */
const ERROR_LETTERS = {
  AggregateError: 'A', EvalError: 'E', RangeError: 'R', ReferenceError: 'F', SyntaxError: 'S', TypeError: 'T', URIError: 'U',
}; // prettier-ignore

/** @param {unknown[]} value */
function hasHoles(value) {
  for (let index = 0; index < value.length; index++) if (value[index] === undefined && !(index in value)) return true;
  return false;
}

/**
 * Names the built-in Error that an Error is, or comes from; undefined for none but Error.
 * @param {Error} value
 * @returns {keyof typeof ERROR_LETTERS | undefined}
 */
function builtInError(value) {
  for (let each = value; each !== null; each = Object.getPrototypeOf(each)) {
    const name = attempt(() => each.name);
    if (Object.hasOwn(ERROR_LETTERS, String(name))) return name;
  }
}

/**
 * @template T
 * @param {() => T} read - what may run a getter, which may throw
 */
function attempt(read) {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** @param {string} character */
const tag = (character) => character.charCodeAt(0);

class Writer {
  bytes = Buffer.alloc(256);
  size = 0;
  depth = 0;
  /** @type {object[]} */
  beside = [];
  /** @type {Map<object, number>} */
  seen = new Map();
  /** @type {object[]} what `seen` has, by its numbers */
  objects = [];

  /**
   * @param {unknown} root - the whole value
   * @param {(value: object) => boolean} standsForPython
   */
  constructor(root, standsForPython) {
    this.root = root;
    this.standsForPython = standsForPython;
  }

  /** @param {number} more */
  reserve(more) {
    if (this.size + more <= this.bytes.length) return;
    const longer = Buffer.alloc((this.size + more) * 2);
    this.bytes.copy(longer);
    this.bytes = longer;
  }

  /** @param {number} value */
  byte(value) {
    this.reserve(1);
    this.bytes[this.size++] = value;
  }

  /** @param {number} value */
  varint(value) {
    for (; value >= 0x80; value = Math.floor(value / 0x80)) this.byte((value % 0x80) | 0x80);
    this.byte(value);
  }

  /** @param {number} value */
  double(value) {
    this.reserve(8);
    this.size = this.bytes.writeDoubleLE(value, this.size);
  }

  /** @param {string} value */
  string(value) {
    const isLatin1 = !/[^\0-\xff]/.test(value);
    const length = isLatin1 ? value.length : value.length * 2;
    const digits = length < 0x80 ? 1 : Math.ceil(Math.log2(length + 1) / 7);
    if (!isLatin1 && (this.size + 1 + digits) % 2) this.byte(0); // V8 reads the units in place, and wants them even
    this.byte(tag(isLatin1 ? '"' : 'c'));
    this.varint(length);
    this.reserve(length);
    this.size += this.bytes.write(value, this.size, length, isLatin1 ? 'latin1' : 'utf16le');
  }

  /** @param {bigint} value */
  bigint(value) {
    let magnitude = value < 0n ? -value : value;
    const words = [];
    for (; magnitude > 0n; magnitude >>= 64n) words.push(magnitude & 0xffffffffffffffffn);
    this.varint(words.length * 16 + (value < 0n ? 1 : 0));
    this.reserve(words.length * 8);
    for (const word of words) this.size = this.bytes.writeBigUInt64LE(word, this.size);
  }

  /** @param {any} value */
  write(value) {
    switch (typeof value) {
      case 'undefined':
        return this.byte(tag('_'));
      case 'boolean':
        return this.byte(tag(value ? 'T' : 'F'));
      case 'number':
        this.byte(tag('N'));
        return this.double(value);
      case 'bigint':
        this.byte(tag('Z'));
        return this.bigint(value);
      case 'string':
        return this.string(value);
      case 'object':
        return value === null ? this.byte(tag('0')) : this.object(value);
      default:
        throw refusal(typeof value, value, this.root);
    }
  }

  /** @param {any} value */
  object(value) {
    const number = this.seen.get(value);
    if (number !== undefined) {
      this.byte(tag('^'));
      return this.varint(number);
    }
    this.seen.set(value, this.objects.push(value) - 1);
    if (++this.depth > MOST_DEPTH) throw new RangeError(`the value is nested deeper than ${MOST_DEPTH}`);
    this.contents(value);
    this.depth--;
  }

  /** @param {any} value */
  contents(value) {
    if (Array.isArray(value)) {
      this.array(value);
    } else if (ArrayBuffer.isView(value) || types.isArrayBuffer(value) || this.standsForPython(value)) {
      this.byte(tag('\\'));
      this.varint(OUT_OF_LINE + this.beside.push(value) - 1);
    } else if (types.isMap(value)) {
      this.byte(tag(';'));
      for (const [key, element] of [...value]) {
        this.write(key);
        this.write(element);
      }
      this.byte(tag(':'));
      this.varint(value.size * 2);
    } else if (types.isSet(value)) {
      this.byte(tag("'"));
      for (const element of [...value]) this.write(element);
      this.byte(tag(','));
      this.varint(value.size);
    } else if (types.isDate(value)) {
      this.byte(tag('D'));
      this.double(value.getTime());
    } else if (isError(value)) {
      this.error(value);
    } else if (types.isBoxedPrimitive(value) && typeof value.valueOf() !== 'symbol') {
      this.primitive(value.valueOf());
    } else {
      this.properties(value);
    }
  }

  /** @param {any} value */
  array(value) {
    const isDense = !hasHoles(value);
    const names = isDense ? [] : Object.keys(value);
    this.byte(tag(isDense ? 'A' : 'a'));
    this.varint(value.length);
    if (isDense) for (const element of value) this.write(element);
    for (const name of names) this.property(name, value[name]);
    this.byte(tag(isDense ? '$' : '@'));
    this.varint(names.length);
    this.varint(value.length);
  }

  /** @param {Record<string, unknown>} value */
  properties(value) {
    const name = nameOfOpaque(value);
    if (name !== undefined) throw refusal(name, value, this.root);
    const names = Object.keys(value);
    this.byte(tag('o'));
    for (const name of names) this.property(name, value[name]);
    this.byte(tag('{'));
    this.varint(names.length);
  }

  /**
   * @param {string} name
   * @param {unknown} value
   */
  property(name, value) {
    this.string(name);
    this.write(value);
  }

  /** @param {unknown} value */
  primitive(value) {
    if (typeof value === 'boolean') return this.byte(tag(value ? 'y' : 'x'));
    if (typeof value === 'number') {
      this.byte(tag('n'));
      return this.double(value);
    }
    this.byte(tag(typeof value === 'string' ? 's' : 'z'));
    return typeof value === 'string' ? this.string(value) : this.bigint(/** @type {bigint} */ (value));
  }

  /** @param {any} value */
  error(value) {
    const type = builtInError(value);
    const stack = attempt(() => value.stack); // Error.prepareStackTrace may throw
    this.byte(tag('r'));
    if (type) this.varint(tag(ERROR_LETTERS[type]));
    this.varint(tag('m'));
    this.string(attempt(() => String(value.message)) ?? '');
    if (typeof stack === 'string') {
      this.varint(tag('s'));
      this.string(stack);
    }
    this.own(value, type ?? 'Error');
    if (Object.hasOwn(value, 'cause')) {
      this.varint(tag('c'));
      this.write(value.cause);
    }
    this.varint(tag('.'));
  }

  /**
   * Writes an Error's name, code, errors and properties, which V8 does not. What cannot be copied is left out.
   * @param {any} value
   * @param {string} type
   */
  own(value, type) {
    const names = new Set(Object.keys(value));
    if (attempt(() => value.name) !== type) names.add('name');
    if (attempt(() => value.code) !== undefined) names.add('code');
    if (Object.hasOwn(value, 'errors')) names.add('errors');
    for (const name of ['message', 'stack', 'cause']) names.delete(name);
    if (names.size === 0) return;
    this.varint(tag('p'));
    this.byte(tag('o'));
    this.objects.push(names); // the reader gives this object a number
    let count = 0;
    for (const name of names) count += this.orLeaveOut(() => this.property(name, value[name]));
    this.byte(tag('{'));
    this.varint(count);
  }

  /**
   * Writes something, or takes back what has been written of it; how often it has written it.
   * @param {() => void} write
   */
  orLeaveOut(write) {
    const [size, depth, beside, objects] = [this.size, this.depth, this.beside.length, this.objects.length];
    try {
      write();
      return 1;
    } catch {
      for (const each of this.objects.splice(objects)) this.seen.delete(each);
      this.beside.length = beside;
      [this.size, this.depth] = [size, depth];
      return 0;
    }
  }
}

class Reader {
  at = 0;
  /** @type {unknown[]} */
  objects = [];

  /**
   * @param {Buffer} bytes
   * @param {unknown[]} buffers
   */
  constructor(bytes, buffers) {
    this.bytes = bytes;
    this.buffers = buffers;
  }

  byte() {
    return this.bytes.readUInt8(this.at++);
  }

  varint() {
    let value = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  }

  double() {
    this.at += 8;
    return this.bytes.readDoubleLE(this.at - 8);
  }

  /** @param {'latin1' | 'utf16le'} encoding */
  string(encoding) {
    const length = this.varint();
    this.at += length;
    return this.bytes.toString(encoding, this.at - length, this.at);
  }

  bigint() {
    const bits = this.varint();
    let value = 0n;
    for (let index = Math.floor(bits / 16); index > 0; index--) {
      value = (value << 64n) | this.bytes.readBigUInt64LE(this.at + (index - 1) * 8);
    }
    this.at += Math.floor(bits / 2);
    return bits % 2 ? -value : value;
  }

  tag() {
    while (this.bytes[this.at] === 0) this.at++;
    return String.fromCharCode(this.byte());
  }

  /** @returns {unknown} */
  read() {
    return this.value(this.tag());
  }

  /**
   * @param {string} tag
   * @returns {unknown}
   */
  value(tag) {
    switch (tag) {
      case '0':
        return null;
      case 'T':
      case 'F':
        return tag === 'T';
      case 'I': {
        const zigzag = this.varint();
        return zigzag % 2 ? -(zigzag + 1) / 2 : zigzag / 2;
      }
      case 'N':
        return this.double();
      case 'Z':
        return this.bigint();
      case '"':
        return this.string('latin1');
      case 'c':
        return this.string('utf16le');
      case '^':
        return this.objects[this.varint()];
      case 'D':
        return this.keep(new Date(this.double()));
      case '\\':
        return this.hostObject();
      case 'o':
        return this.properties();
      case 'A':
        return this.array();
      case ';':
        return this.map();
      case "'":
        return this.set();
      default:
        throw new Error(`unknown tag ${tag}`);
    }
  }

  hostObject() {
    const number = this.varint();
    if (number !== COLUMNS) return this.keep(this.buffers[number - OUT_OF_LINE]);
    const place = this.objects.push(undefined) - 1;
    return (this.objects[place] = readColumns(this));
  }

  readUint32() {
    return this.varint();
  }

  /** @param {number} length */
  readRawBytes(length) {
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  readValue() {
    return this.read();
  }

  /**
   * @template T
   * @param {T} object
   */
  keep(object) {
    this.objects.push(object);
    return object;
  }

  properties() {
    const result = this.keep({});
    for (let next = this.tag(); next !== '{'; next = this.tag()) {
      const name = /** @type {string} */ (this.value(next));
      const value = this.read();
      Object.defineProperty(result, name, { value, configurable: true, enumerable: true, writable: true });
    }
    this.varint();
    return result;
  }

  array() {
    const result = /** @type {unknown[]} */ (this.keep([]));
    for (let length = this.varint(); length > 0; length--) result.push(this.read());
    this.tag();
    this.varint();
    this.varint();
    return result;
  }

  map() {
    const result = this.keep(new Map());
    for (let next = this.tag(); next !== ':'; next = this.tag()) {
      const key = this.value(next);
      result.set(key, this.read());
    }
    this.varint();
    return result;
  }

  set() {
    const result = this.keep(new Set());
    for (let next = this.tag(); next !== ','; next = this.tag()) result.add(this.value(next));
    this.varint();
    return result;
  }
}

/**
 * Writes a value as bytes.
 * @param {unknown} value
 * @param {(value: object) => boolean} [standsForPython] - whether an object is one of Python's for JavaScript
 * @returns {[Buffer, ...object[]]} the bytes, and what stays beside them: binary data, and what stands for Python's objects
 */
function serialize(value, standsForPython = () => false) {
  const writer = new Writer(value, standsForPython);
  writer.byte(0xff);
  writer.byte(VERSION);
  writer.write(value);
  return [writer.bytes.subarray(0, writer.size), ...writer.beside];
}

/**
 * Writes a value as bytes if it has something that V8 copies and that stays beside the bytes, or is refused.
 * @param {unknown} value
 * @param {(value: object) => boolean} standsForPython
 */
function serializeIfLossy(value, standsForPython) {
  return isLossy(value, standsForPython) ? serialize(value, standsForPython) : undefined;
}

/**
 * @param {any} value
 * @param {(value: object) => boolean} standsForPython
 */
function isLossy(value, standsForPython) {
  const found = new Set([value]); // grows while it is gone through
  for (const each of found) {
    if (typeof each !== 'object' || each === null || ArrayBuffer.isView(each)) continue;
    if (standsForPython(each) || !isCopied(each)) return true;
    const inner = types.isMap(each) ? [...each.keys(), ...each.values()] : types.isSet(each) ? each : Object.values(each);
    for (const one of inner) if (typeof one === 'object') found.add(one);
  }
  return false;
}

/**
 * Whether V8's copy of an object is right, but for what is in it.
 * @param {object} value
 */
function isCopied(value) {
  const prototype = Object.getPrototypeOf(value);
  if (prototype === Array.prototype || (prototype === Object.prototype && !types.isNativeError(value))) return true;
  if (types.isArrayBuffer(value) || isError(value) || types.isRegExp(value)) return false;
  const isOwn = Array.isArray(value) || types.isMap(value) || types.isSet(value) || types.isDate(value);
  return isOwn || types.isBoxedPrimitive(value) || nameOfOpaque(value) === undefined;
}

/** @type {typeof import('./wire.js').deserialize} */
function deserialize(bytes, buffers) {
  const reader = new Reader(bytes, buffers);
  reader.at = 2; // past the version
  return reader.read();
}

module.exports = { deserialize, serialize, serializeIfLossy };
