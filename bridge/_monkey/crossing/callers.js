'use strict';

// Functions and iterables that are arguments, and do not cross by copy: Python gets what calls them.

const { isPlain } = require('@/calls/options.js');
const { newSource } = require('@/streams/sources.js');

const CALLBACK = 1, ITERABLE = 2; // of bridge/streams/roles.py

/** @type {WeakMap<object, { callee: Function, isSource: boolean }>} by what stands for them among the arguments */
const callers = new WeakMap();

/**
 * What an Export's arguments are.
 * @typedef {object} About
 * @property {number} window - of a stream, how many items it runs ahead; else 0
 * @property {number[]} roles - of the arguments in order, and then of all the rest
 * @property {Record<string, number>} named - of keyword-only ones
 * @property {number} required - so many come before the plain object that has these
 */

/** @param {About} about */
const roleAt = ({ roles }, index) => roles[Math.min(index, roles.length - 1)];

/** Whether the last argument is told the result. */
function endsInCallback(values, about) {
  const last = values.length - 1;
  return typeof values[last] === 'function' && (about === undefined || roleAt(about, last) !== CALLBACK);
}

/** Has something stand for each argument that Python is to call. */
function lendAll(values, about) {
  if (about === undefined) return values;
  const lent = values.map((value, index) => lend(value, roleAt(about, index)));
  const last = lent.length - 1;
  if (last >= about.required && isOptions(lent[last])) lent[last] = lendNamed(lent[last], about.named);
  return lent;
}

function isOptions(value) {
  return typeof value === 'object' && value !== null && !callers.has(value) && isPlain(value);
}

function lendNamed(options, named) {
  const names = Object.keys(named).filter((name) => Object.hasOwn(options, name));
  if (names.length === 0) return options;
  return { ...options, ...Object.fromEntries(names.map((name) => [name, lend(options[name], named[name])])) };
}

function lend(value, role) {
  if (role === CALLBACK && typeof value === 'function') return stand(value, false);
  const pull = role === ITERABLE ? newSource(value) : undefined;
  return pull === undefined ? value : stand(pull, true);
}

function stand(callee, isSource) {
  const stands = {};
  callers.set(stands, { callee, isSource });
  return stands;
}

module.exports = { callers, endsInCallback, lendAll };
