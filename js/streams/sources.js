'use strict';

// Iterables that JavaScript passes to Python, which pulls their items in batches.

const { setImmediate } = require('timers');

const MOST_BYTES = 2 ** 20; // of binary data in a batch, or the one item that is more
const CLOSE = -1;

/**
 * @typedef {[items: any[], isDone: boolean]} Batch
 * @typedef {(count: number) => Batch | Promise<Batch | undefined> | undefined} Pull - gives the next items, at least one unless it is
 *   done; CLOSE lets go of the iterator
 */

/**
 * Makes what pulls the items of an iterable.
 * @param {any} value
 * @returns {Pull | undefined} nothing, if it is none, or one that crosses as a copy of all its items
 */
function newSource(value) {
  if (typeof value !== 'object' || value === null || isCopied(value)) return undefined;
  const isAsync = typeof value[Symbol.asyncIterator] === 'function';
  if (isAsync && isNodes(value)) value.on('error', () => {}); // its iterator tells of it, once there is one
  if (!isAsync && typeof value[Symbol.iterator] !== 'function') return undefined;
  const source = isAsync ? new AsyncSource(value) : new Source(value);
  return (count) => (count === CLOSE ? source.close() : source.pull(count));
}

/** @param {object} value */
function isCopied(value) {
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return true;
  return /^\[object (String|(Shared)?ArrayBuffer)\]$/.test(Object.prototype.toString.call(value));
}

/**
 * Whether something is a stream of Node's.
 * @param {any} value
 */
function isNodes(value) {
  return typeof value.on === 'function' && typeof value.destroy === 'function';
}

/** What is common to both kinds: an iterator, which is asked for once something is pulled. */
class Source {
  /** @param {any} iterable */
  constructor(iterable) {
    this.iterable = iterable;
    /** @type {any} */
    this.iterator = undefined;
    /** @type {any} what is called for the next item */
    this.next = undefined;
    this.hasEnded = false;
    this.hasFailed = false;
    /** @type {unknown} thrown by the iterator, and not yet by us */
    this.error = undefined;
    /** @type {any[]} pulled, and not given to Python */
    this.items = [];
    this.bytes = 0;
  }

  /** @param {symbol} key */
  open(key) {
    if (this.iterable === undefined) return;
    this.iterator = this.iterable[key]();
    this.next = this.iterator.next;
    this.iterable = undefined;
  }

  /**
   * Gives what comes at once.
   * @param {number} count
   * @returns {Batch | Promise<Batch | undefined>}
   */
  pull(count) {
    try {
      if (!this.hasEnded) this.open(Symbol.iterator);
      while (!this.isFull(count)) this.add(Reflect.apply(this.next, this.iterator, []));
    } catch (error) {
      this.fail(error);
    }
    return this.take();
  }

  /** @param {number} count */
  isFull(count) {
    return this.hasEnded || this.items.length >= count || this.bytes >= MOST_BYTES;
  }

  /**
   * Takes what the iterator's next() has given.
   * @param {any} result
   */
  add(result) {
    if ((typeof result !== 'object' && typeof result !== 'function') || result === null) {
      throw new TypeError(`Iterator result ${String(result)} is not an object`);
    }
    if (result.done) {
      this.end();
      return;
    }
    const { value } = result;
    this.items.push(value);
    if (typeof value === 'object' && value !== null && value.byteLength > 0) this.bytes += value.byteLength;
  }

  /** @param {unknown} error */
  fail(error) {
    this.end();
    this.hasFailed = true;
    this.error = error;
  }

  end() {
    this.hasEnded = true;
    this.iterable = this.iterator = undefined;
  }

  /**
   * Gives what has been pulled; what the iterator has thrown comes after it.
   * @returns {Batch}
   */
  take() {
    const { error, items } = this;
    if (items.length === 0 && this.hasFailed) {
      this.hasFailed = false;
      this.error = undefined;
      throw error;
    }
    this.items = [];
    this.bytes = 0;
    return [items, this.hasEnded && !this.hasFailed];
  }

  /**
   * Ends the iterator, if it has not ended; where it has not begun, what it would be of.
   * @param {symbol} key
   */
  close(key = Symbol.iterator) {
    const { iterable } = this;
    if (iterable !== undefined) {
      if (isNodes(iterable)) iterable.destroy(); // which its iterator does only if it has begun
      else this.openQuietly(key);
    }
    const { iterator } = this;
    this.end();
    return iterator?.return?.();
  }

  /** @param {symbol} key */
  openQuietly(key) {
    try {
      this.open(key);
    } catch {
      // it cannot be iterated over: nobody has wanted to
    }
  }
}

/** One whose items may have to be waited for: a pull waits for the first only, and takes what comes along with it. */
class AsyncSource extends Source {
  /** @param {any} iterable */
  constructor(iterable) {
    super(iterable);
    this.count = 0;
    this.isWaiting = false; // for the iterator
    /** @type {{ resolve: (batch: Batch) => void, reject: (error: unknown) => void } | undefined} who pulls now */
    this.puller = undefined;
  }

  /**
   * @override
   * @param {number} count
   * @returns {Promise<Batch | undefined>}
   */
  pull(count) {
    return new Promise((resolve, reject) => {
      this.puller = { resolve, reject };
      this.count = count;
      if (this.items.length !== 0) this.answerSoon();
      this.goOn();
    });
  }

  /** Answers who pulls, once what comes by itself has come. */
  answerSoon() {
    const { puller } = this;
    setImmediate(() => {
      if (this.puller === puller) this.answer();
    });
  }

  /** Asks for the next item, unless there are enough or it is under way. */
  goOn() {
    if (this.isFull(this.count)) {
      this.answer();
      return;
    }
    if (this.isWaiting) return;
    this.isWaiting = true;
    try {
      this.open(Symbol.asyncIterator);
      Promise.resolve(Reflect.apply(this.next, this.iterator, [])).then(
        (result) => this.arrive(result),
        (error) => this.arriveFailed(error),
      );
    } catch (error) {
      this.arriveFailed(error);
    }
  }

  /** @param {any} result */
  arrive(result) {
    this.isWaiting = false;
    if (this.hasEnded) return; // closed
    try {
      this.add(result);
    } catch (error) {
      this.fail(error);
    }
    if (this.puller === undefined) return;
    if (this.items.length === 1) this.answerSoon();
    this.goOn();
  }

  /** @param {unknown} error */
  arriveFailed(error) {
    this.isWaiting = false;
    if (this.hasEnded) return;
    this.fail(error);
    this.answer();
  }

  /** Gives who pulls what there is. */
  answer() {
    const { puller } = this;
    this.puller = undefined;
    try {
      puller?.resolve(this.take());
    } catch (error) {
      puller?.reject(error);
    }
  }

  /** @override */
  close() {
    const done = super.close(Symbol.asyncIterator);
    this.answer();
    return done;
  }
}

/**
 * Ends an iterable, unless it is at its end; what that throws is unhandled, since nobody else waits for it.
 * @param {Function} pull
 */
async function closeSource(pull) {
  await pull(CLOSE);
}

module.exports = { closeSource, newSource };
