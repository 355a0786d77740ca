'use strict';

// Arrays and records into Python and out of it, through one bridge: prints rows of samples, in microseconds, as JSON.

const { performance } = require('perf_hooks');

const [, , bridge, folder] = process.argv;
const REPEATS = 7;
const SIZES_MIB = [1, 64];
const ROWS = Array.from({ length: 10_000 }, (_, i) => ({ id: i, name: `name ${i}`, score: i / 3, tags: ['one', 'two'] }));

/** How long a call takes, and how long JavaScript's thread is busy: inside the call, and from then to its result. */
async function measure(call) {
  const start = performance.now();
  const promise = call();
  const returned = performance.now();
  const before = performance.eventLoopUtilization();
  await promise;
  const delivery = performance.eventLoopUtilization(before).active * 1000;
  return { call: (returned - start) * 1000, delivery, total: (performance.now() - start) * 1000 };
}

async function main() {
  const get = await open();
  const rows = [];
  const add = async (what, call) => {
    await call(); // warms up
    for (let i = 0; i < REPEATS; i++) {
      await new Promise(setImmediate);
      rows.push({ what, ...await measure(call) });
    }
  };
  await add('records in', () => get('take_rows')(ROWS));
  await add('records out', () => get('make_rows')());
  if (bridge === 'bridge') {
    await add('records in, as JSON', () => get('take_json')(JSON.stringify(ROWS)));
    await add('records out, as JSON', () => get('make_json')().then(JSON.parse));
  }
  if (bridge !== 'pythonia') { // it takes arrays apart, number by number
    for (const mib of SIZES_MIB) {
      const array = new Float64Array(mib * 2 ** 17);
      await add(`${mib} MiB in`, () => get('take_array')(array));
      await add(`${mib} MiB out`, () => get('make_array')(mib));
    }
  }
  console.log(JSON.stringify(rows));
  process.exit(); // not every bridge lets go of the event loop
}

async function open() {
  if (bridge !== 'bridge') return require('./peers.js')(bridge, folder);
  const library = require('../js').load(`${__dirname}/native`);
  return (name) => library[name.replace(/_(.)/g, (_, letter) => letter.toUpperCase())];
}

main();
