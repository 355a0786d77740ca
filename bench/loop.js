'use strict';

// How well the event loop runs beside Tasks that keep Python busy: prints rows of samples, in milliseconds, as JSON.

const fs = require('fs');
const { performance } = require('perf_hooks');
const peers = require('./peers.js');

const [, , what, seconds, peer, folder] = process.argv;
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

/** A ticker that calls something at each tick; `call` returns a Promise. */
async function ticks(busy, name, call) {
  const late = `tick is late, ${name}`;
  const inside = `in the call, ${name}`;
  const answered = `to its result, ${name}`;
  const samples = { [late]: [], [inside]: [], [answered]: [] };
  const answers = [];
  const end = performance.now() + Number(seconds) * 1000;
  while (performance.now() < end) {
    const due = performance.now() + TICK_MS;
    await pause(TICK_MS);
    const before = performance.now();
    samples[late].push(before - due);
    const answer = call();
    samples[inside].push(performance.now() - before);
    answers.push(answer.then(() => samples[answered].push(performance.now() - before)));
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

/** What is measured: this bridge, or a peer, which has no Tasks by reference. */
async function functions() {
  if (!peer) return require('../js').load(`${__dirname}/native`);
  const call = await peers(peer, folder);
  const burn = call('burn');
  return { burn: (duration, done) => burn(duration).then(done), noOp: call('no_op') };
}

async function main() {
  const { burn, noOp, scheduleDefault, sleep } = await functions();
  const measure = {
    calls: (busy) => ticks(busy, peer || 'task function', () => noOp(17)),
    tasks: (busy) => ticks(busy, 'Task', () => new Promise((resolve) => scheduleDefault(resolve))),
    stats,
  }[what];
  const running = [['idle', burn, 0], ['1 running', burn, 1], ['2 running', burn, 2], ['4 running', burn, 4]];
  const cases = what === 'stats' ? [running[0], running[3], ['4 sleeping', sleep, 4]] : running;
  const rows = [];
  for (const [background, work, count] of cases) {
    const busy = start(work, count);
    await pause(WARM_UP_MS);
    for (const [quantity, values] of Object.entries(await measure(busy))) rows.push({ quantity, background, values });
    await Promise.all(busy.ended);
  }
  process.stdout.write(JSON.stringify(rows), () => process.exit()); // pythonia's own process would keep this one alive
}

main();
