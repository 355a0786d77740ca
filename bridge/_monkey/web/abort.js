'use strict';

// AbortController and AbortSignal, as Node has them; PythonMonkey has none.

const { abortError, timeoutError } = require('@/calls/reasons.js');
const { Event, EventTarget, addHandler, hasListeners, invalid } = require('./events.js');

const LONGEST_MS = 2 ** 32 - 1;
const ALLOWED = Symbol('allowed');
let aborts = 0;
/** Aborts a signal. */
let abort;
/** Gives the signals that one follows, which follow none themselves. */
let sourcesOf;

class AbortSignal extends EventTarget {
  static {
    abort = (signal, reason) => signal.#abort(reason);
    sourcesOf = (signal) => signal.#sources ?? [signal];
  }

  /** Once it has aborted: why, and as which one. */
  #end;
  /** @type {AbortSignal[] | undefined} what any() was given: looked at when it is asked, so that none of them holds it */
  #sources;
  /** While it has listeners, the signals that it follows have this one, which holds it. */
  #follow = () => {
    this.#unfollow();
    super.dispatchEvent(new Event('abort'));
  };
  #isFollowing = false;

  constructor(allowed, sources) {
    if (allowed !== ALLOWED) throw Object.assign(new TypeError('Illegal constructor'), { code: 'ERR_ILLEGAL_CONSTRUCTOR' });
    super();
    this.#sources = sources;
  }

  static abort(reason = abortError()) {
    const signal = new AbortSignal(ALLOWED);
    signal.#end = { reason, number: ++aborts };
    return signal;
  }

  static timeout(delay) {
    if (typeof delay !== 'number') throw invalid('delay', 'of type number', delay);
    if (!(delay >= 0 && delay <= LONGEST_MS && Number.isInteger(delay))) {
      const text = `The value of "delay" is out of range. It must be >= 0 && <= ${LONGEST_MS}. Received ${delay}`;
      throw Object.assign(new RangeError(text), { code: 'ERR_OUT_OF_RANGE' });
    }
    const signal = new AbortSignal(ALLOWED);
    setTimeout(() => signal.#abort(timeoutError()), delay).unref();
    return signal;
  }

  static any(signals) {
    const all = [...signals];
    for (const each of all) if (!(each instanceof AbortSignal)) throw invalid('signals', 'an array of AbortSignals', each);
    const signal = new AbortSignal(ALLOWED, [...new Set(all.flatMap(sourcesOf))]);
    signal.#look();
    return signal;
  }

  get aborted() {
    return this.#look() !== undefined;
  }
  get reason() {
    return this.#look()?.reason;
  }
  throwIfAborted() {
    if (this.aborted) throw this.reason;
  }

  addEventListener(type, ...rest) {
    super.addEventListener(type, ...rest);
    if (type !== 'abort' || this.#sources === undefined || this.#isFollowing || this.aborted) return;
    this.#isFollowing = true;
    for (const each of this.#sources) each.addEventListener('abort', this.#follow);
  }

  removeEventListener(type, ...rest) {
    super.removeEventListener(type, ...rest);
    if (this.#isFollowing && !hasListeners(this, 'abort')) this.#unfollow();
  }

  #unfollow() {
    this.#isFollowing = false;
    for (const each of this.#sources) each.removeEventListener('abort', this.#follow);
  }

  /** Gives how it has ended: as the one of those that it follows that aborted first, if any has. */
  #look() {
    if (this.#end === undefined) {
      const ends = (this.#sources ?? []).map((each) => each.#end).filter((end) => end !== undefined);
      this.#end = ends.sort((one, other) => one.number - other.number)[0];
    }
    return this.#end;
  }

  #abort(reason) {
    if (this.#end !== undefined) return;
    this.#end = { reason, number: ++aborts };
    this.dispatchEvent(new Event('abort'));
  }

  get [Symbol.toStringTag]() {
    return 'AbortSignal';
  }
}
addHandler(AbortSignal, 'abort');

class AbortController {
  #signal = new AbortSignal(ALLOWED);

  get signal() {
    return this.#signal;
  }
  abort(reason = abortError()) {
    abort(this.#signal, reason);
  }
  get [Symbol.toStringTag]() {
    return 'AbortController';
  }
}

module.exports = { AbortController, AbortSignal };
