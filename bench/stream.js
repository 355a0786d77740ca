'use strict';

// Nanoseconds an item, through one bridge: `stream.js NAME FOLDER`, a line of JSON for each measurement.

const path = require('path');

const [, , name, folder] = process.argv;

const record = (id) => ({ id, name: `name ${id}`, score: id / 3 });
const made = {
  ints: (i) => i,
  records: record,
  arrays: () => new Uint8Array(2 ** 16),
};

function* some(make, count) {
  for (let i = 0; i < count; i++) yield make(i);
}

async function* later(make, count) {
  for (let i = 0; i < count; i++) yield make(i);
}

async function read(items) {
  let count = 0;
  for await (const _ of items) count++;
  return count;
}

/** By bridge: how many items there are, and what reads `count` items of a kind out of it, and what passes them in. */
const bridges = {
  bridge() {
    const streams = require('../js').load(path.join(__dirname, 'streams'));
    return {
      counts: { ints: 300_000, records: 100_000, arrays: 5000 },
      out: (kind, count) => read(streams[kind](count)),
      into: (kind, count) => streams.take(some(made[kind], count)),
      async post(count) {
        let told = 0;
        await streams.post(count, () => void told++);
        return told;
      },
    };
  },
  JavaScript: () => ({
    counts: { ints: 300_000, records: 100_000, arrays: 5000 },
    out: (kind, count) => read(later(made[kind], count)),
  }),
  pymport() {
    const { pymport } = require(folder);
    pymport('sys').get('path').get('append').call(__dirname);
    const plain = pymport('plain');
    return {
      counts: { ints: 20_000, records: 5000, arrays: 1000 },
      async out(kind, count) {
        let seen = 0;
        for (const each of plain.get(kind).call(count)) {
          each.toJS();
          seen++;
        }
        return seen;
      },
      async into(kind, count) {
        return plain.get('pull').call(made[kind], count).toJS();
      },
    };
  },
  async pythonia() {
    const { python } = await import(path.join(folder, 'src', 'pythonia', 'index.js'));
    const plain = await python(path.join(__dirname, 'plain.py'));
    return {
      counts: { ints: 300, records: 300, arrays: 50 },
      async out(kind, count) {
        let seen = 0;
        for await (const each of await plain[kind](count)) {
          if (typeof each === 'function') await each.valueOf();
          seen++;
        }
        return seen;
      },
      into: (kind, count) => plain.pull(made[kind], count),
    };
  },
};

async function measure(what, count, work) {
  await work(Math.ceil(count / 20)); // warms up
  const start = process.hrtime.bigint();
  const seen = await work(count);
  const ns = Number(process.hrtime.bigint() - start) / count;
  if (Number(seen) !== count) throw new Error(`${what}: ${seen} of ${count}`);
  console.log(JSON.stringify({ what, ns }));
}

async function main() {
  const { counts, out, into, post } = await bridges[name]();
  for (const [kind, count] of Object.entries(counts)) {
    await measure(`${kind} out`, count, (n) => out(kind, n));
    if (into) await measure(`${kind} in`, count, (n) => into(kind, n));
  }
  if (post) await measure('posts', 500_000, post);
  process.exit();
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
