'use strict';

// `fs`, as far as scripts read and write whole files.

const system = require('../system/system.js');

/** Calls one of Python's functions, which gives an error as a list: its code, number and text. */
function call(name, operation, path, ...values) {
  const result = system.files(name, String(path), ...values);
  if (!Array.isArray(result)) return result;
  const [code, errno, text] = result;
  const error = new Error(`${code}: ${text.toLowerCase()}, ${operation} '${path}'`);
  throw Object.assign(error, { code, errno: -errno, syscall: operation, path: String(path) });
}

class Stats {
  constructor(path) {
    const [, mode, size, modified] = `${call('stat', 'stat', path)}`.split(' ').map(Number);
    Object.assign(this, { mode, size, mtimeMs: modified, mtime: new Date(modified) });
  }
  isDirectory() {
    return (this.mode & 0o170000) === 0o040000;
  }
  isFile() {
    return (this.mode & 0o170000) === 0o100000;
  }
}

function readFileSync(path, options) {
  const encoding = typeof options === 'string' ? options : options?.encoding;
  const bytes = Buffer.from(call('read', 'open', path === 0 ? '/dev/stdin' : path));
  return encoding ? bytes.toString(encoding) : bytes;
}

function write(mode) {
  return (path, data, options) => {
    const encoding = (typeof options === 'string' ? options : options?.encoding) ?? 'utf8';
    const bytes = typeof data === 'string' ? Buffer.from(data, encoding) : data;
    call(mode, 'open', path, new Uint8Array(bytes));
  };
}

const fs = {
  constants: { F_OK: 0 },
  existsSync: (path) => system.kindOf(String(path)) !== undefined,
  mkdirSync: (path, options) => void call('mkdir', 'mkdir', path, Boolean(options?.recursive)),
  readFileSync,
  readdirSync: (path) => JSON.parse(call('list', 'scandir', path)),
  realpathSync: (path) => `${call('real', 'lstat', path)}`,
  rmSync: (path, options) => {
    if (!options?.force || fs.existsSync(path)) call('remove', 'rm', path);
  },
  statSync: (path) => new Stats(path),
  unlinkSync: (path) => void call('remove', 'unlink', path),
  writeFileSync: write('write'),
  appendFileSync: write('append'),
  writeSync(descriptor, text) {
    system.write(descriptor, String(text));
    return String(text).length;
  },
};

fs.promises = {};
for (const name of ['mkdir', 'readFile', 'readdir', 'rm', 'stat', 'unlink', 'writeFile', 'appendFile']) {
  fs.promises[name] = async (...values) => fs[`${name}Sync`](...values);
  fs[name] = (...values) => {
    const callback = values.pop();
    fs.promises[name](...values).then(
      (value) => setImmediate(callback, null, value),
      (error) => setImmediate(callback, error),
    );
  };
}
module.exports = fs;
