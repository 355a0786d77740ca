'use strict';

const lib = require('taskbridge').load(__dirname); // lib.py, with its names in camelCase

module.exports = lib;

async function main() {
  console.log(lib.greet());
  console.log(await lib.summarize([1, 2, 6]));
}

if (require.main === module) main();
