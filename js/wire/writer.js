'use strict';

// From values to V8's structured-clone format, with what stays beside the bytes.

const { types } = require('util');
const { ERROR_LETTERS, MAX_DEPTH, OUT_OF_LINE } = require('./format.js');
const { isError, nameOfOpaque, refusal } = require('../values/plain.js');

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
    if (Object.hasOwn(ERROR_LETTERS, String(name))) return /** @type {keyof typeof ERROR_LETTERS} */ (name);
  }
  return undefined;
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
    if (++this.depth > MAX_DEPTH) throw new RangeError(`the value is nested deeper than ${MAX_DEPTH}`);
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

module.exports = Writer;
