'use strict';

// How well the event loop runs beside Tasks that keep Python busy: prints rows of samples, in milliseconds, as JSON.

const fs = require('fs');
const { performance } = require('perf_hooks');
const { burn, scheduleDefault, sleep } = require('../js').load(`${__dirname}/native`);

const [, , what, seconds] = process.argv;
const WARM_UP_MS = 200; // to start the threads
const TICK_MS = 1;

/** Keeps `count` Tasks going in the background; `busy.over` becomes true when the first of them ends. */
function start(work, count) {
  const busy = { over: false, ended: [] };
  const duration = Number(seconds) + 2 * WARM_UP_MS / 1000;
  for (let i = 0; i < count; i++) {
    busy.ended.push(new Promise((resolve) => work(duration, resolve)).then(() => { busy.over = true; }));
  }
  return busy;
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A ticker that schedules a small Task at each tick. */
async function ticks(busy) {
  const samples = { 'tick is late': [], 'call that schedules': [], 'Task, to its callback': [] };
  const answers = [];
  const end = performance.now() + Number(seconds) * 1000;
  while (performance.now() < end) {
    const due = performance.now() + TICK_MS;
    await pause(TICK_MS);
    const before = performance.now();
    samples['tick is late'].push(before - due);
    answers.push(new Promise((resolve) => {
      scheduleDefault(() => {
        samples['Task, to its callback'].push(performance.now() - before);
        resolve();
      });
    }));
    samples['call that schedules'].push(performance.now() - before);
    if (busy.over) throw new Error('the background Tasks ended too soon');
  }
  await Promise.all(answers);
  return samples;
}

async function stats(busy) {
  const samples = { 'fs.stat': [] };
  const end = performance.now() + Number(seconds) * 1000;
  while (performance.now() < end) {
    const before = performance.now();
    await fs.promises.stat(__filename);
    samples['fs.stat'].push(performance.now() - before);
    await pause(TICK_MS);
    if (busy.over) throw new Error('the background Tasks ended too soon');
  }
  return samples;
}

async function main() {
  const measure = { ticks, stats }[what];
  const cases = {
    ticks: [['idle', burn, 0], ['1 running', burn, 1], ['4 running', burn, 4]],
    stats: [['idle', burn, 0], ['4 running', burn, 4], ['4 sleeping', sleep, 4]],
  }[what];
  const rows = [];
  for (const [background, work, count] of cases) {
    const busy = start(work, count);
    await pause(WARM_UP_MS);
    for (const [quantity, values] of Object.entries(await measure(busy))) rows.push({ quantity, background, values });
    await Promise.all(busy.ended);
  }
  console.log(JSON.stringify(rows));
}

main();
