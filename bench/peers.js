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
  'python-shell': (folder, file) => {
    const { PythonShell } = require(folder);
    const options = { mode: 'json', pythonPath: process.env.PEERS_PYTHON, args: [file] };
    const shell = new PythonShell(path.join(__dirname, 'serving', 'shell.py'), options);
    const waiting = []; // it answers in order
    shell.on('message', (result) => waiting.shift()(result));
    process.on('exit', () => shell.kill());
    return (name) => (...args) => new Promise((resolve) => {
      waiting.push(resolve);
      shell.send([name, ...args]);
    });
  },
  fastapi: async (folder, file) => {
    const { spawn } = require('child_process'); // which PythonMonkey has not, and this is loaded there too
    const env = { ...process.env, PYTHONPATH: `${folder}:${process.env.PYTHONPATH}` };
    const server = spawn(process.env.PEERS_PYTHON, [path.join(__dirname, 'serving', 'web.py'), file], { env });
    process.on('exit', () => server.kill());
    let log = '';
    for await (const text of server.stderr.iterator({ destroyOnReturn: false })) {
      log += text;
      if (/running on \S+/.test(log)) break;
    }
    server.stderr.resume();
    const [, address] = log.match(/running on (\S+)/);
    const headers = { 'content-type': 'application/json' };
    return (name) => async (...args) => {
      const response = await fetch(`${address}/${name}`, { method: 'POST', headers, body: JSON.stringify(args) });
      if (!response.ok) throw new Error(await response.text());
      return response.json();
    };
  },
};

/** Two copies of Python do not share a process: the program measures one peer. */
module.exports = (peer, folder, file = 'plain.py') => LOADERS[peer](folder, path.join(__dirname, file));
