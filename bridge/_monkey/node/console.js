'use strict';

// `console`: values as Node writes them.

const { formatWithOptions, inspect } = require('util');

const counts = new Map();
const timers = new Map();
let indent = '';

function writer(stream) {
  return (...values) => {
    const text = formatWithOptions({ colors: stream().isTTY }, ...values);
    stream().write(indent === '' ? `${text}\n` : `${indent}${text.replaceAll('\n', `\n${indent}`)}\n`);
  };
}

const log = writer(() => process.stdout);
const error = writer(() => process.stderr);

module.exports = Object.assign(globalThis.console, {
  log,
  info: log,
  debug: log,
  dirxml: log,
  error,
  warn: error,
  dir: (value, options) => log(inspect(value, { customInspect: false, ...options })),
  table: log,
  trace: (...values) => error(new Error(values.join(' ')).stack.replace('Error', 'Trace')),
  assert(condition, ...values) {
    if (!condition) error(...(values.length > 0 ? ['Assertion failed:', ...values] : ['Assertion failed']));
  },
  count(label = 'default') {
    counts.set(label, (counts.get(label) ?? 0) + 1);
    log(`${label}: ${counts.get(label)}`);
  },
  countReset: (label = 'default') => void counts.delete(label),
  group(...values) {
    if (values.length > 0) log(...values);
    indent += '  ';
  },
  groupEnd() {
    indent = indent.slice(2);
  },
  time: (label = 'default') => void timers.set(label, process.hrtime.bigint()),
  timeEnd(label = 'default') {
    log(`${label}: ${Number(process.hrtime.bigint() - timers.get(label)) / 1e6}ms`);
    timers.delete(label);
  },
});
