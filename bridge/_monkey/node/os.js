'use strict';

// `os`: what a script asks of the machine.

const system = require('../system/system.js');

const processors = Number(system.processors());

module.exports = {
  EOL: '\n',
  arch: () => process.arch,
  availableParallelism: () => processors,
  cpus: () => Array.from({ length: processors }, () => ({ model: '', speed: 0, times: {} })),
  homedir: () => process.env.HOME ?? '/',
  hostname: () => `${system.hostname()}`,
  platform: () => process.platform,
  tmpdir: () => process.env.TMPDIR ?? '/tmp',
  type: () => 'Linux',
};
