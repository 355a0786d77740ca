'use strict';

// Tasks per second, each kind in turn, round after round, so that the machine's moods hit all alike.

const [, , addon, rounds = '7'] = process.argv;
const raw = { exports: {} };
if (addon !== 'none') process.dlopen(raw, addon); // PythonMonkey loads no addons
const { noOp, scheduleDefault, scheduleOverridden } = require('../js').load(`${__dirname}/native`);
const { signal } = new AbortController();
const withSignal = noOp.with({ signal });
const withTimeout = noOp.with({ timeout: 60_000 });
const kinds = {
  ...(addon === 'none' ? {} : { 'raw C async work': raw.exports.schedule }),
  'task function, callback': (done) => noOp(17, done),
  'task function, Promise': (done) => noOp(17).then(done),
  'with a signal in common': (done) => withSignal(17).then(done),
  'with a signal, inline': (done) => noOp.with({ signal })(17).then(done),
  'with a signal that comes last': (done) => noOp(17, { signal }).then(done),
  'with a timeout': (done) => withTimeout(17).then(done),
  'Task, default complete()': scheduleDefault,
  'Task, its own complete()': scheduleOverridden,
};

function rate(schedule, inFlight, total) {
  return new Promise((resolve) => {
    const start = process.hrtime.bigint();
    let scheduled = 0;
    let delivered = 0;
    const next = () => {
      scheduled++;
      schedule(done);
    };
    const done = () => {
      delivered++;
      if (delivered === total) resolve(total / (Number(process.hrtime.bigint() - start) / 1e9));
      else if (scheduled < total) next();
    };
    for (let i = 0; i < inFlight; i++) next();
  });
}

/** Cancels so many calls that wait: how many a second, and until all of them are answered. */
async function cancelling(count) {
  const controller = new AbortController();
  const call = noOp.with({ signal: controller.signal });
  let answered = 0;
  for (let i = 0; i < count; i++) call(17, () => answered++);
  const start = process.hrtime.bigint();
  const perSecond = () => count / (Number(process.hrtime.bigint() - start) / 1e9);
  controller.abort();
  const rates = { cancelled: perSecond() };
  while (answered < count) await new Promise(setImmediate);
  return { ...rates, 'cancelled and answered': perSecond() };
}

async function main() {
  const rates = [];
  for (let round = -1; round < Number(rounds); round++) {
    for (const [inFlight, total] of [[1, 5000], [1000, 100000]]) {
      for (const [kind, schedule] of Object.entries(kinds)) {
        const perSecond = await rate(schedule, inFlight, total);
        if (round >= 0) rates.push({ round, inFlight, kind, perSecond }); // the first round warms up
      }
    }
  }
  for (let round = 0; round < Number(rounds); round++) {
    for (const [kind, perSecond] of Object.entries(await cancelling(10000))) {
      rates.push({ round, inFlight: 10000, kind, perSecond });
    }
  }
  console.log(JSON.stringify(rates));
}

main();
