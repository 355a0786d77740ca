'use strict';

// Tasks per second, each kind in turn, round after round, so that the machine's moods hit all alike.

const [, , addon, rounds = '7'] = process.argv;
const raw = { exports: {} };
if (addon !== 'none') process.dlopen(raw, addon); // PythonMonkey loads no addons
const { noOp, scheduleDefault, scheduleOverridden } = require('../js').load(`${__dirname}/native`);
const kinds = {
  ...(addon === 'none' ? {} : { 'raw C async work': raw.exports.schedule }),
  'task function, callback': (done) => noOp(17, done),
  'task function, Promise': (done) => noOp(17).then(done),
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
  console.log(JSON.stringify(rates));
}

main();
