#!/usr/bin/env node
'use strict';

// `npm create taskbridge NAME`: a folder with a Python of its own that has the bridge, which fills it; and what npm installs.

const { spawnSync } = require('child_process');
const fs = require('fs');
const path = require('path');

/** The npm package, whose `install` and template these are. */
const taskbridge = path.dirname(require.resolve('taskbridge/package.json'));
/** @type {typeof import('../cli/install.js')} */
const { install } = require(path.join(taskbridge, 'js', 'cli', 'install.js'));

/** @param {string} folder */
function create(folder) {
  install([], folder);
  run(path.join(folder, '.venv', 'bin', 'python'), ['-m', 'bridge', 'new', '.'], folder);
  const { npm_execpath: npm = 'npm' } = process.env; // of the one that runs this
  if (npm.endsWith('js')) run(process.execPath, [npm, 'install'], folder);
  else run(npm, ['install'], folder);
  install([], folder);
}

/**
 * @param {string} program
 * @param {string[]} given
 * @param {string} cwd
 */
function run(program, given, cwd) {
  const { status, error } = spawnSync(program, given, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw error ?? new Error(`failed: ${[program, ...given].join(' ')}`);
}

/** @param {string[]} given */
function main([name, ...others]) {
  if (name === undefined || name.startsWith('-') || others.length > 0) throw new Error('usage: npm create taskbridge NAME');
  const folder = path.resolve(name);
  const isNew = !fs.existsSync(folder);
  if (!isNew && fs.readdirSync(folder).some((each) => each !== '.git')) throw new Error(`${name}: expected an empty folder, or none`);
  fs.mkdirSync(folder, { recursive: true });
  try {
    create(folder);
  } catch (error) {
    fs.rmSync(isNew ? folder : path.join(folder, '.venv'), { recursive: true, force: true });
    throw error;
  }
  console.log(`${name} is made. Run it: npm --prefix ${name} start`);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(`create-taskbridge: ${/** @type {Error} */ (error).message}`);
  process.exitCode = 1;
}
