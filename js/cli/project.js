'use strict';

// What of a project decides which Python packages it needs.

const fs = require('fs');
const path = require('path');

/**
 * Gives the nearest folder, from one upwards, that declares Python packages; else the nearest npm package; else the folder.
 * @param {string} folder
 */
function projectOf(folder) {
  return nearest(folder, ['pyproject.toml', 'uv.lock']) ?? nearest(folder, ['package.json']) ?? path.resolve(folder);
}

/**
 * @param {string} folder
 * @param {string[]} files
 * @returns {string | undefined}
 */
function nearest(folder, files) {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    if (files.some((file) => fs.existsSync(path.join(at, file)))) return at;
    if (at === path.dirname(at)) return undefined;
  }
}

/**
 * Finds the installed npm packages that are Modules: they need the bridge, and declare what else their Python needs.
 * @param {string} folder
 * @param {Set<string>} [seen] - what is found already: packages may be links to one another
 * @returns {string[]} their pyproject.toml
 */
function installedModules(folder, seen = new Set()) {
  const packages = path.join(folder, 'node_modules');
  const folders = list(packages)
    .flatMap((name) => (name.startsWith('@') ? list(path.join(packages, name)).map((own) => path.join(name, own)) : name))
    .map((name) => fs.realpathSync(path.join(packages, name)))
    .filter((each) => !seen.has(each) && seen.add(each));
  return folders.flatMap((each) => [...(isModule(each) ? [path.join(each, 'pyproject.toml')] : []), ...installedModules(each, seen)]);
}

/** @param {string} folder */
function isModule(folder) {
  if (!['package.json', 'pyproject.toml'].every((file) => fs.existsSync(path.join(folder, file)))) return false;
  const { dependencies, peerDependencies } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  return 'taskbridge' in { ...dependencies, ...peerDependencies };
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function list(folder) {
  try {
    return fs.readdirSync(folder).filter((name) => !name.startsWith('.') && fs.existsSync(path.join(folder, name)));
  } catch {
    return []; // none, or a file
  }
}

module.exports = { installedModules, projectOf };
