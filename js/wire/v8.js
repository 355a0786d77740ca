'use strict';

// The JavaScript side of bridge/wire/_wire.pyx: V8's structured clone, with the binary data beside the bytes.

const v8 = require('v8');
const { readColumns } = require('./columns.js');
const { COLUMNS, OUT_OF_LINE } = require('./format.js');
const walk = require('./walk.js');

class Writer extends v8.Serializer {
  /** @type {ArrayBufferView[]} */
  views = [];
  /** @type {TypeError | undefined} what V8 refuses */
  refusal;

  /** @param {string} message */
  refuse(message) {
    return (this.refusal = new TypeError(message));
  }

  _getSharedArrayBufferId() {
    throw this.refuse('cannot copy a SharedArrayBuffer to Python');
  }

  /**
   * @param {ArrayBufferView | object} object
   */
  _writeHostObject(object) {
    if (!ArrayBuffer.isView(object)) throw this.refuse(`cannot copy a ${object.constructor.name} to Python`);
    this.writeUint32(OUT_OF_LINE + this.views.length);
    this.views.push(object);
  }
}

Object.assign(Writer.prototype, { _getDataCloneError: Writer.prototype.refuse });

class Reader extends v8.Deserializer {
  /** @type {unknown[]} */
  buffers = [];

  _readHostObject() {
    const number = this.readUint32();
    return number === COLUMNS ? readColumns(this) : this.buffers[number - OUT_OF_LINE];
  }
}

/**
 * Writes a value as bytes.
 * @param {unknown} value
 * @returns {[Buffer, ...object[]]} the bytes, and the views that stay beside them
 */
function serialize(value) {
  const writer = new Writer();
  /** @type {any} */ (writer)._setTreatArrayBufferViewsAsHostObjects(true);
  writer.writeHeader();
  try {
    writer.writeValue(value);
  } catch (error) {
    if (error === writer.refusal || isDenos(error)) walk.serialize(value); // refuses too, and says what it is and where
    throw error;
  }
  return [writer.releaseBuffer(), ...writer.views];
}

/**
 * Whether V8 refuses a value where it does not ask for an error, as in Deno.
 * @param {unknown} error
 */
const isDenos = (error) => /could not be cloned\.$/.test(/** @type {any} */ (error)?.message);

/**
 * Reads a value from the start of some bytes.
 * @param {Buffer} bytes
 * @param {unknown[]} buffers - what stayed beside them
 * @returns {unknown}
 */
function deserialize(bytes, buffers) {
  // V8 takes no primitive for what stayed beside the bytes, as JavaScript may have thrown.
  if (buffers.some((each) => Object(each) !== each)) return walk.deserialize(bytes, buffers);
  const reader = new Reader(bytes);
  reader.buffers = buffers;
  reader.readHeader();
  return reader.readValue();
}

module.exports = { deserialize, serialize };
