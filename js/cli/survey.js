'use strict';

// What `doctor` has to know of JavaScript's side: which Python a Module in a folder gets, and whether both halves fit.

const { createRequire } = require('module');
const path = require('path');
const { howToInstall } = require('../node/advice.js');
const { ask, choices } = require('../node/python.js');

/**
 * @typedef {object} Finding
 * @property {'ok' | 'note' | 'bad'} state
 * @property {string} what
 * @property {string} [mend] - a command, or else what to do
 */

/**
 * Looks at a folder.
 * @param {string} folder
 * @returns {Finding[]}
 */
function survey(folder) {
  const found = npmPackage(folder);
  const [first, ...others] = choices(folder);
  return [library(), ...permissions(), found.finding, ...python(first, found.version), ...others.map(passedOver)];
}

/** @returns {Finding} */
function node() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const what = `Node ${process.versions.node} (${process.execPath})`;
  const isRecent = major > 18 || (major === 18 && minor >= 4);
  return isRecent ? { state: 'ok', what } : { state: 'bad', what, mend: 'install Node 18.4 or later' };
}

/** @returns {Finding} */
function library() {
  const { glibcVersionRuntime } = /** @type {any} */ (process.report?.getReport())?.header ?? {};
  if (glibcVersionRuntime) return { state: 'ok', what: `glibc ${glibcVersionRuntime}` };
  const mend = 'install a compiler and Python\'s headers, so that pip can build the bridge (Alpine: apk add build-base python3-dev)';
  return { state: 'note', what: 'no glibc, which the wheels on PyPI are for', mend };
}

/** @returns {Finding[]} */
function permissions() {
  const { permission } = /** @type {any} */ (process);
  if (!permission) return [];
  const wanted = { addon: '--allow-addons', child: '--allow-child-process', 'fs.read': '--allow-fs-read=*' };
  const missing = Object.entries(wanted).filter(([name]) => !permission.has(name)).map(([, flag]) => flag);
  const what = 'Node runs with --permission';
  return [missing.length ? { state: 'bad', what, mend: `node --permission ${missing.join(' ')}` } : { state: 'ok', what }];
}

/**
 * Finds the npm package that a script in the folder gets.
 * @param {string} folder
 * @returns {{ finding: Finding, version?: string }}
 */
function npmPackage(folder) {
  try {
    const file = createRequire(path.resolve(folder, 'index.js')).resolve('taskbridge/package.json');
    const { version } = require(file);
    return { finding: { state: 'ok', what: `npm package taskbridge ${version} (${file})` }, version };
  } catch {
    return { finding: { state: 'note', what: 'no npm package taskbridge for this folder', mend: 'npm install taskbridge' } };
  }
}

/**
 * Asks the Python that is chosen. Where npm has installed nothing, it is no more than what there would be.
 * @param {import('../node/python.js').Choice | undefined} choice
 * @param {string | undefined} version - of the npm package
 * @returns {Finding[]}
 */
function python(choice, version) {
  if (choice === undefined) return [];
  try {
    const { executable, version: bridge } = ask(choice);
    const finding = { state: /** @type {const} */ ('ok'), what: `for this folder, from ${choice.source}: ${describe(choice)}` };
    if (version === undefined || version === bridge) return [finding];
    const what = `npm's taskbridge is ${version}, and Python's ${bridge}`;
    return [finding, { state: 'bad', what, mend: `${howToInstall(executable)}==${version}` }];
  } catch {
    const state = version === undefined ? 'note' : 'bad';
    return [{ state, what: `for this folder, from ${choice.source}: ${describe(choice)}`, mend: 'npx taskbridge install' }];
  }
}

/**
 * @param {import('../node/python.js').Choice} choice
 * @returns {Finding}
 */
function passedOver(choice) {
  return { state: 'note', what: `passed over, from ${choice.source}: ${describe(choice)}` };
}

/**
 * Says what a Python has of the bridge, or why it cannot run it.
 * @param {import('../node/python.js').Choice} choice
 */
function describe(choice) {
  try {
    const { executable, python: version, version: bridge, libpython } = ask(choice);
    return `Python ${version} with taskbridge ${bridge} (${executable}, ${libpython})`;
  } catch (error) {
    return /** @type {Error} */ (error).message;
  }
}

module.exports = { node, survey };
