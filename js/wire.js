'use strict';

// The JavaScript side of bridge/_wire.pyx: V8's structured clone, with the binary data beside the bytes.

const v8 = require('v8');

const OUT_OF_LINE = 0x40; // host objects from this number on: the number of a buffer beside the bytes

class Writer extends v8.Serializer {
  constructor() {
    super();
    this.views = [];
    this._setTreatArrayBufferViewsAsHostObjects(true);
  }

  _writeHostObject(view) {
    if (!ArrayBuffer.isView(view)) throw new TypeError(`cannot copy a ${view.constructor.name} to Python`);
    this.writeUint32(OUT_OF_LINE + this.views.length);
    this.views.push(view);
  }
}

Writer.prototype._getDataCloneError = TypeError;

class Reader extends v8.Deserializer {
  constructor(bytes, buffers) {
    super(bytes);
    this.buffers = buffers;
  }

  _readHostObject() {
    return this.buffers[this.readUint32() - OUT_OF_LINE];
  }
}

/**
 * Writes a value as bytes.
 * @param {unknown} value
 * @returns {[Buffer, ...ArrayBufferView[]]} the bytes, and the views that stay beside them
 */
function serialize(value) {
  const writer = new Writer();
  writer.writeHeader();
  writer.writeValue(value);
  return [writer.releaseBuffer(), ...writer.views];
}

/**
 * Reads a value from the start of some bytes.
 * @param {Buffer} bytes
 * @param {unknown[]} [buffers] - what stayed beside them
 * @returns {unknown}
 */
function deserialize(bytes, buffers) {
  const reader = new Reader(bytes, buffers);
  reader.readHeader();
  return reader.readValue();
}

module.exports = { deserialize, serialize };
