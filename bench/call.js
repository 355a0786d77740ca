'use strict';

// Calls per second, each kind in turn, round after round, so that the machine's moods hit all alike.

const [, , addon, rounds = '7'] = process.argv;
const raw = { exports: {} };
process.dlopen(raw, addon);
const python = require('../js').load(`${__dirname}/calls`);

const BATCH = 1000; // callbacks in one call
const plus = (a, b) => a + b;
const functions = (add) => (count) => {
  let total = 0;
  for (let i = 0; i < count; i++) total += add(i, 1);
  return total;
};
const methods = (Counter) => {
  const counter = new Counter(0);
  return (count) => {
    for (let i = 0; i < count; i++) counter.countUp(1);
  };
};
const callbacks = (callBack) => (count) => {
  for (let i = 0; i < count; i += BATCH) callBack(plus, BATCH);
};

const kinds = {
  'a function of two numbers': {
    'raw C': functions(raw.exports.add),
    'by reference': functions(python.add),
    'by copy': functions(python.addCopies),
  },
  'a method': {
    'raw C': methods(raw.exports.Counter),
    'by reference': methods(python.Counter),
    'by copy': methods(python.CopyCounter),
  },
  'a callback': {
    'raw C': callbacks(raw.exports.callBack),
    'of plain values': callbacks(python.callBack),
    'of handles': callbacks(python.callBackWithHandles),
  },
};

function rate(run, count) {
  const start = process.hrtime.bigint();
  run(count);
  return count / (Number(process.hrtime.bigint() - start) / 1e9);
}

const rates = [];
for (let round = -1; round < Number(rounds); round++) {
  for (const [called, ways] of Object.entries(kinds)) {
    for (const [way, run] of Object.entries(ways)) {
      const perSecond = rate(run, way === 'raw C' ? 1e6 : 1e5);
      if (round >= 0) rates.push({ called, way, perSecond }); // the first round warms up
    }
  }
}
console.log(JSON.stringify(rates));
