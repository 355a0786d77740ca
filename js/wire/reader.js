'use strict';

// From what bridge/wire/_wire.pyx writes to values.

const { readColumns } = require('./columns.js');
const { COLUMNS, OUT_OF_LINE } = require('./format.js');

/** Has the names of V8's `Deserializer` for what readColumns() calls. */
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

  readUint32() {
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
    const length = this.readUint32();
    this.at += length;
    return this.bytes.toString(encoding, this.at - length, this.at);
  }

  bigint() {
    const bits = this.readUint32();
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
  readValue() {
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
        const zigzag = this.readUint32();
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
        return this.objects[this.readUint32()];
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
    const number = this.readUint32();
    if (number !== COLUMNS) return this.keep(this.buffers[number - OUT_OF_LINE]);
    const place = this.objects.push(undefined) - 1;
    return (this.objects[place] = readColumns(this));
  }

  /** @param {number} length */
  readRawBytes(length) {
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
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
      const value = this.readValue();
      Object.defineProperty(result, name, { value, configurable: true, enumerable: true, writable: true });
    }
    this.readUint32();
    return result;
  }

  array() {
    const result = /** @type {unknown[]} */ (this.keep([]));
    for (let length = this.readUint32(); length > 0; length--) result.push(this.readValue());
    this.tag();
    this.readUint32();
    this.readUint32();
    return result;
  }

  map() {
    const result = this.keep(new Map());
    for (let next = this.tag(); next !== ':'; next = this.tag()) {
      const key = this.value(next);
      result.set(key, this.readValue());
    }
    this.readUint32();
    return result;
  }

  set() {
    const result = this.keep(new Set());
    for (let next = this.tag(); next !== ','; next = this.tag()) result.add(this.value(next));
    this.readUint32();
    return result;
  }
}

module.exports = Reader;
