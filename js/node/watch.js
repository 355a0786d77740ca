'use strict';

// Tells `node --watch` of the Python that a Module is made of, in the way in which Node's own loaders tell it of theirs.

const fs = require('fs');
const path = require('path');

/**
 * Has Node start anew once a Python file in a Module's folder has changed.
 * @param {string} folder
 */
function watch(folder) {
  if (!process.send) return; // a worker has no way to tell
  process.send({ 'watch:require': [...pythonFiles(folder)] });
}

/**
 * Finds a folder's Python, but for what an environment or a package manager has put there.
 * @param {string} folder
 * @returns {Iterable<string>}
 */
function* pythonFiles(folder) {
  for (const entry of list(folder)) {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      const isForeign = /^\.|^node_modules$/.test(entry.name) || fs.existsSync(path.join(name, 'pyvenv.cfg'));
      if (!isForeign) yield* pythonFiles(name);
    } else if (entry.name.endsWith('.py')) {
      yield name;
    }
  }
}

/**
 * @param {string} folder
 * @returns {fs.Dirent[]}
 */
function list(folder) {
  try {
    return fs.readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // load() says what is wrong with it
  }
}

module.exports = { pythonFiles, watch };
