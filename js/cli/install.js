'use strict';

// `npx taskbridge install`: a .venv that has what a project, and the Modules that npm has installed there, need of Python.

const { spawnSync } = require('child_process');
const fs = require('fs');
const path = require('path');
const { ask } = require('../node/python.js');
const { version } = require('../../package.json');
const { installedModules, projectOf } = require('./project.js');

const USAGE = 'usage: taskbridge install [--omit=dev] [--python PYTHON]';
const NAMES = ['python3', ...[14, 13, 12, 11, 10].map((minor) => `python3.${minor}`)];

// Prints the requirements of the files that follow, the first of which may have some that are for its developers alone.
const READ = `
import json, sys
try:
    import tomllib
except ImportError:
    try:
        import tomli as tomllib
    except ImportError:
        from pip._vendor import tomli as tomllib
def group(groups, name):
    for each in groups.get(name, ()):
        if isinstance(each, str):
            yield each
        else:
            yield from group(groups, each["include-group"])
developed, *files = sys.argv[1:]
found = []
for name in files:
    with open(name, "rb") as file:
        project = tomllib.load(file)
    found += project.get("project", {}).get("dependencies", ())
    found += group(project.get("dependency-groups", {}), "dev") if name == developed else ()
print(json.dumps(found))
`;

/**
 * Makes the environment, or brings it up to date.
 * @param {string[]} given
 * @param {string} [folder] - the project's
 */
function install(given, folder = projectOf('.')) {
  const { isForUse, wanted } = read(given);
  const uv = findUv(folder);
  const python = environment(folder, uv, wanted);
  const own = path.join(folder, 'pyproject.toml');
  const isLocked = uv !== undefined && fs.existsSync(path.join(folder, 'uv.lock'));
  if (isLocked) run(uv, ['sync', '--inexact', ...(isForUse ? ['--no-dev'] : [])], folder);
  const files = [...(fs.existsSync(own) && !isLocked ? [own] : []), ...installedModules(folder)];
  const isThere = isLocked && says(python, ['-c', 'import bridge']) !== undefined; // of the version that is locked
  const packages = requirements(python, uv, isForUse ? '' : own, files);
  add(python, uv, folder, [...(isThere ? [] : [`taskbridge==${version}`]), ...packages]);
  const { executable, python: pythonVersion, version: bridge } = ask({ python, source: path.dirname(path.dirname(python)) });
  console.log(`Python ${pythonVersion} with taskbridge ${bridge}: ${executable}`);
}

/** @param {string[]} given */
function read(given) {
  let isForUse = process.env.NODE_ENV === 'production';
  let wanted = process.env.BRIDGE_PYTHON;
  for (let index = 0; index < given.length; index++) {
    if (given[index] === '--omit=dev') isForUse = true;
    else if (given[index] === '--python' && index + 1 < given.length) wanted = given[++index];
    else throw new Error(`${USAGE}\nunexpected: ${given[index]}`);
  }
  return { isForUse, wanted };
}

/**
 * Finds uv: on PATH, or in the environment.
 * @param {string} folder
 * @returns {string | undefined}
 */
function findUv(folder) {
  return ['uv', path.join(folder, '.venv', 'bin', 'uv')].find((name) => says(name, ['--version']) !== undefined);
}

/**
 * Makes the .venv, unless there is one that works; its Python.
 * @param {string} folder
 * @param {string | undefined} uv
 * @param {string | undefined} wanted
 */
function environment(folder, uv, wanted) {
  const target = path.join(folder, '.venv');
  const python = path.join(target, 'bin', 'python');
  if (says(python, ['-c', '']) !== undefined) return python;
  if (uv) {
    run(uv, ['venv', '--allow-existing', ...(wanted ? ['--python', wanted] : []), target], folder);
  } else {
    const base = (wanted ? [wanted] : NAMES).find(isRecent);
    if (!base) throw new Error(`no Python 3.10 or later at ${wanted ?? 'PATH'}: install one (or uv, which brings one), or name it with --python`);
    run(base, ['-m', 'venv', '--clear', target], folder);
  }
  return python;
}

/** @param {string} python */
function isRecent(python) {
  return says(python, ['-c', 'import sys; print(sys.version_info >= (3, 10))']) === 'True';
}

/**
 * Reads what pyproject.tomls declare.
 * @param {string} python
 * @param {string | undefined} uv
 * @param {string} developed - the one whose group `dev` is wanted
 * @param {string[]} files
 * @returns {string[]}
 */
function requirements(python, uv, developed, files) {
  if (files.length === 0) return [];
  const answer = says(python, ['-c', READ, developed, ...files]);
  if (answer !== undefined) return JSON.parse(answer);
  if (says(python, ['-c', 'import tomllib']) === undefined && uv) run(uv, ['pip', 'install', '--python', python, 'tomli'], '.');
  return JSON.parse(run(python, ['-c', READ, developed, ...files], '.', 'pipe'));
}

/**
 * Installs packages.
 * @param {string} python
 * @param {string | undefined} uv
 * @param {string} folder
 * @param {string[]} packages
 */
function add(python, uv, folder, packages) {
  if (packages.length === 0) return;
  if (uv) return run(uv, ['pip', 'install', '--python', python, ...packages], folder);
  if (says(python, ['-m', 'pip', '--version']) === undefined) run(python, ['-m', 'ensurepip'], folder);
  return run(python, ['-m', 'pip', 'install', '--disable-pip-version-check', ...packages], folder);
}

/**
 * Runs a program that has to succeed.
 * @param {string} program
 * @param {string[]} given
 * @param {string} cwd
 * @param {'inherit' | 'pipe'} stdout
 */
function run(program, given, cwd, stdout = 'inherit') {
  const done = spawnSync(program, given, { cwd, encoding: 'utf8', stdio: ['ignore', stdout, 'inherit'] });
  if (done.status !== 0) throw new Error(`failed: ${[program, ...given.filter((each) => each !== READ)].join(' ')}`);
  return done.stdout;
}

/**
 * Asks a program; nothing where it is not there, or fails.
 * @param {string} program
 * @param {string[]} given
 * @returns {string | undefined}
 */
function says(program, given) {
  const { status, stdout } = spawnSync(program, given, { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

module.exports = { install };
