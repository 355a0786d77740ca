'use strict';

// One way to call each peer: `(name) => (...args) => Promise`, for the functions of bench/plain.py.

const path = require('path');

const LIBRARY = path.join(__dirname, 'plain.py');
const LOADERS = {
  'node-calls-python': (folder) => {
    const { interpreter } = require(folder);
    const library = interpreter.importSync(LIBRARY);
    return (name) => (...args) => interpreter.call(library, name, ...args);
  },
  pymport: (folder) => {
    const { pymport } = require(folder);
    pymport('sys').get('path').get('append').call(path.dirname(LIBRARY));
    const library = pymport('plain');
    return (name) => async (...args) => (await library.get(name).callAsync(...args)).toJS();
  },
  pythonia: async (folder) => {
    const { python } = await import(path.join(folder, 'src', 'pythonia', 'index.js'));
    const library = await python(LIBRARY);
    return (name) => async (...args) => {
      const result = await library[name](...args);
      return typeof result === 'function' ? result.valueOf() : result; // else a reference to what is still in Python
    };
  },
};

/** Two copies of Python do not share a process: the program measures one peer. */
module.exports = (peer, folder) => LOADERS[peer](folder);
