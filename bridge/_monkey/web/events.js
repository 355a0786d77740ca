'use strict';

// Event and EventTarget, as Node has them. (PythonMonkey's own know no options, and let out what a listener throws.)

const { nextTick } = require('../turns/turns.js');

/** Gives what an Event has that its target changes. */
let stateOf;
/** Tells whether somebody listens for events of a type. */
let hasListeners;

class Event {
  static NONE = 0;
  static CAPTURING_PHASE = 1;
  static AT_TARGET = 2;
  static BUBBLING_PHASE = 3;

  static {
    stateOf = (event) => event.#state;
  }

  #type;
  #options;
  #timeStamp = Date.now();
  #state = { target: null, isDispatched: false, isPrevented: false, isStopped: false, isPassive: false };

  constructor(type, { bubbles = false, cancelable = false, composed = false } = {}) {
    this.#type = `${type}`;
    this.#options = { bubbles, cancelable, composed };
  }

  get type() {
    return this.#type;
  }
  get target() {
    return this.#state.target;
  }
  get srcElement() {
    return this.#state.target;
  }
  get currentTarget() {
    return this.#state.isDispatched ? this.#state.target : null;
  }
  get eventPhase() {
    return this.#state.isDispatched ? Event.AT_TARGET : Event.NONE;
  }
  get bubbles() {
    return Boolean(this.#options.bubbles);
  }
  get cancelable() {
    return Boolean(this.#options.cancelable);
  }
  get composed() {
    return Boolean(this.#options.composed);
  }
  get timeStamp() {
    return this.#timeStamp;
  }
  get defaultPrevented() {
    return this.#state.isPrevented;
  }
  get isTrusted() {
    return false;
  }
  composedPath() {
    return this.#state.isDispatched ? [this.#state.target] : [];
  }
  preventDefault() {
    if (this.cancelable && !this.#state.isPassive) this.#state.isPrevented = true;
  }
  stopPropagation() {}
  stopImmediatePropagation() {
    this.#state.isStopped = true;
  }
  get [Symbol.toStringTag]() {
    return 'Event';
  }
}

class EventTarget {
  static {
    hasListeners = (target, type) => target.#listeners.has(type);
  }

  /** @type {Map<string, { listener: any, capture: boolean, once: boolean, passive: boolean }[]>} */
  #listeners = new Map();

  addEventListener(type, listener, options = undefined) {
    if (listener === null || listener === undefined) return;
    check(listener);
    const { capture = options === true, once = false, passive = false, signal = undefined } = Object(options);
    if (signal?.aborted) return;
    const those = this.#listeners.get(`${type}`) ?? [];
    if (those.some((each) => each.listener === listener && each.capture === Boolean(capture))) return;
    this.#listeners.set(`${type}`, [...those, { listener, capture: Boolean(capture), once, passive }]);
    signal?.addEventListener('abort', () => this.removeEventListener(type, listener, capture), { once: true });
  }

  removeEventListener(type, listener, options = undefined) {
    const { capture = options === true } = Object(options);
    const those = this.#listeners.get(`${type}`) ?? [];
    const left = those.filter((each) => each.listener !== listener || each.capture !== Boolean(capture));
    if (left.length > 0) this.#listeners.set(`${type}`, left);
    else this.#listeners.delete(`${type}`);
  }

  dispatchEvent(event) {
    if (!(event instanceof Event)) throw invalid('event', 'an instance of Event', event);
    const state = stateOf(event);
    if (state.isDispatched) throw new DOMException('The event is already being dispatched', 'InvalidStateError');
    Object.assign(state, { target: this, isDispatched: true, isStopped: false });
    for (const each of this.#listeners.get(event.type) ?? []) {
      if (state.isStopped) break;
      if (!this.#listeners.get(event.type)?.includes(each)) continue; // removed meanwhile
      if (each.once) this.removeEventListener(event.type, each.listener, each.capture);
      state.isPassive = each.passive;
      this.#call(each.listener, event);
    }
    state.isDispatched = false;
    return !event.defaultPrevented;
  }

  /** Calls a listener; what it throws is uncaught, and does not keep the others from being called. */
  #call(listener, event) {
    try {
      if (typeof listener === 'function') listener.call(this, event);
      else listener.handleEvent(event);
    } catch (error) {
      nextTick(() => {
        throw error;
      });
    }
  }

  get [Symbol.toStringTag]() {
    return 'EventTarget';
  }
}

function check(listener) {
  if (!['function', 'object'].includes(typeof listener)) throw invalid('listener', 'an instance of EventListener', listener);
}

function invalid(name, expected, value) {
  const error = new TypeError(`The "${name}" argument must be ${expected}. Received ${typeof value}`);
  return Object.assign(error, { code: 'ERR_INVALID_ARG_TYPE' });
}

/** Makes `on<type>` a property of a class, which is a listener like any other. */
function addHandler({ prototype }, type) {
  const handlers = new WeakMap();
  Object.defineProperty(prototype, `on${type}`, {
    configurable: true,
    enumerable: true,
    get() {
      return handlers.get(this)?.handler ?? null;
    },
    set(handler) {
      this.removeEventListener(type, handlers.get(this)?.listener);
      handlers.delete(this);
      if (typeof handler !== 'function') return;
      const listener = (event) => Reflect.apply(handler, this, [event]);
      handlers.set(this, { handler, listener });
      this.addEventListener(type, listener);
    },
  });
}

module.exports = { Event, EventTarget, addHandler, hasListeners, invalid };
