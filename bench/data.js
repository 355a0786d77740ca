'use strict';

// Arrays and records into Python and out of it, through one bridge: prints samples, in microseconds, each a line of JSON.

const { PerformanceObserver, performance } = require('perf_hooks');

const [, , bridge, folder] = process.argv;
const REPEATS = 7;
const LONG = 1e6; // a call that takes longer is measured once
const SIZES_MIB = [1, 64];
const NO_ARRAYS = {
  pythonia: 'Python gets a Proxy for an array, and JavaScript a reference',
  'python-shell': 'JSON has no typed arrays',
  fastapi: 'JSON has no typed arrays',
};
const ROWS = Array.from({ length: 10_000 }, (_, i) => ({ id: i, name: `name ${i}`, score: i / 3, tags: ['one', 'two'] }));

const collections = [];
new PerformanceObserver((list) => collections.push(...list.getEntries())).observe({ entryTypes: ['gc'] });

/**
 * How long a call takes, and how long JavaScript's thread is busy: inside the call, and from then to its result; and how
 * much of that time V8 collects garbage.
 */
async function measure(call) {
  const start = performance.now();
  const promise = call();
  const returned = performance.now();
  const before = performance.eventLoopUtilization();
  await promise;
  const delivery = performance.eventLoopUtilization(before).active * 1000;
  const end = performance.now();
  await new Promise((resolve) => setTimeout(resolve, 5)); // until the observer is told
  const within = collections.splice(0).filter(({ startTime }) => startTime >= start && startTime < end);
  const collecting = within.reduce((sum, { duration }) => sum + duration * 1000, 0);
  return { call: (returned - start) * 1000, delivery, total: (end - start) * 1000, collecting };
}

async function main() {
  const get = await open();
  const add = async (what, call) => {
    const print = (sample) => console.log(JSON.stringify({ what, ...sample }));
    const first = await measure(call); // warms up
    if (first.total > LONG) return print(first);
    for (let i = 0; i < REPEATS; i++) {
      await new Promise(setImmediate);
      print(await measure(call));
    }
  };
  for (const mib of bridge in NO_ARRAYS ? [] : SIZES_MIB) {
    const array = new Float64Array(mib * 2 ** 17);
    await add(`${mib} MiB in`, () => get('take_array')(array));
    await add(`${mib} MiB out`, () => get('make_array')(mib));
  }
  if (bridge === 'bridge') {
    await add('records out, as JSON', () => get('make_json')().then(JSON.parse));
    await add('records in, as JSON', () => get('take_json')(JSON.stringify(ROWS)));
  }
  if (bridge !== 'raw C') {
    await add('records out', () => get('make_rows')());
    await add('records in', () => get('take_rows')(ROWS));
  }
  if (bridge in NO_ARRAYS) throw new TypeError(NO_ARRAYS[bridge]);
  process.exit(); // not every bridge lets go of the event loop
}

async function open() {
  if (bridge === 'raw C') {
    const raw = { exports: {} };
    process.dlopen(raw, folder);
    return (name) => raw.exports[name];
  }
  if (bridge !== 'bridge') return require('./peers.js')(bridge, folder);
  const library = require('../js').load(`${__dirname}/native`);
  return (name) => library[name.replace(/_(.)/g, (_, letter) => letter.toUpperCase())];
}

main();
