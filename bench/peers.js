'use strict';

// One way to call each peer: `(name) => (...args) => Promise`, for the functions of a Python file.

const path = require('path');

const LOADERS = {
  'node-calls-python': (folder, file) => {
    const { interpreter } = require(folder);
    const library = interpreter.importSync(file);
    return (name) => (...args) => interpreter.call(library, name, ...args);
  },
  pymport: (folder, file) => {
    const { pymport } = require(folder);
    pymport('sys').get('path').get('append').call(path.dirname(file));
    const library = pymport(path.basename(file, '.py'));
    return (name) => async (...args) => (await library.get(name).callAsync(...args)).toJS();
  },
  pythonia: async (folder, file) => {
    const { python } = await import(path.join(folder, 'src', 'pythonia', 'index.js'));
    const library = await python(file);
    return (name) => async (...args) => {
      const result = await library[name](...args);
      return typeof result === 'function' ? result.valueOf() : result; // else a reference to what is still in Python
    };
  },
};

/** Two copies of Python do not share a process: the program measures one peer. */
module.exports = (peer, folder, file = 'plain.py') => LOADERS[peer](folder, path.join(__dirname, file));
