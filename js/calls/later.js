'use strict';

// Functions that answer later: they have `with(options)`, which gives another such function.

const { checkOptions } = require('./options.js');

/** @typedef {import('./options.js').Options} Options */

const CALL = Symbol('call'); // of a function that `with` made: what it calls, and how

/** @type {Options} */
const NONE = { signal: undefined, timeout: undefined, priority: undefined };

/**
 * Makes the prototype of the functions that answer later.
 * @param {(options: Options, callee: Function, self: any, values: any[]) => any} callWith
 */
function newPrototype(callWith) {
  /**
   * @this {any}
   * @param {any} given
   */
  function withOptions(given) {
    const outer = this?.[CALL] ?? { callee: this, options: NONE };
    if (outer.callee === this && !isPrototype.call(prototype, this)) throw new TypeError('Illegal invocation');
    const { callee } = outer;
    const options = checkOptions(given, outer.options);
    /**
     * @this {any}
     * @param {any[]} values
     */
    function calling(...values) {
      return callWith(options, callee, this, values);
    }
    return own(calling, { callee, options });
  }
  /**
   * Gives a function what the others have of their prototype: in a third of the time, as it may be done for each call.
   * @param {any} calling
   * @param {{ callee: Function, options: Options }} call
   */
  function own(calling, call) {
    calling[CALL] = call;
    calling.with = withOptions;
    return calling;
  }
  const { isPrototypeOf: isPrototype } = Object.prototype;
  const prototype = Object.create(Function.prototype, {
    with: { value: withOptions, configurable: true, writable: true },
  });
  Object.defineProperty(withOptions, 'name', { value: 'with' });
  return prototype;
}

module.exports = { newPrototype };
