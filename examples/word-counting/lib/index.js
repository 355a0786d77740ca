const fs = require('fs');
const path = require('path');
const addon = require('../native/index.node.js');
const twin = require('./search.js');

module.exports = addon;

if (require.main === module) {
  const log = fs.readFileSync(path.join(__dirname, '..', 'data', 'log.csv'));
  const logs = Buffer.concat(Array(50).fill(log));
  const text = logs.toString();
  addon.search(log, 'wind', true); // starts the processes
  measure('JavaScript', () => twin.search(text, 'wind'));
  measure('Python', () => addon.search(logs, 'wind'));
  measure('Python, in several processes', () => addon.search(logs, 'wind', true));
}

function measure(name, count) {
  const began = process.hrtime.bigint();
  const result = count();
  const milliseconds = Number(process.hrtime.bigint() - began) / 1e6;
  console.log(`${name}: ${result} in ${milliseconds.toFixed(0)} ms`);
}
