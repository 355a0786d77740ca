'use strict';

// CommonJS in PythonMonkey, as Node has it. (PythonMonkey's own `require` prefers `index.py` to `index.js`, and has no
// way to name a script as `require.main`.)

/**
 * @param {object} system - what Python lends: readText(path), realPath(path), kindOf(path), compile(source, path)
 * @param {Record<string, string>} builtIns - by name, the file of each built-in module
 */
(function open(system, builtIns) {
  const { compile, kindOf, readText, realPath } = system;
  /** @type {Record<string, Module>} */
  const cache = Object.create(null);
  const extensions = { '.js': runScript, '.json': readJson, '.node': refuseBinary };
  let main;

  class Module {
    exports = {};
    loaded = false;
    children = [];

    constructor(filename, parent) {
      this.id = this.filename = filename;
      this.path = directory(filename);
      this.parent = parent;
      this.require = requireFrom(this);
    }
  }

  function requireFrom(module) {
    const require = (request) => load(resolve(request, module), module).exports;
    return Object.assign(require, { cache, extensions, main, resolve: (request) => resolve(request, module) });
  }

  function load(filename, parent) {
    if (filename in cache) return cache[filename];
    const module = new Module(filename, parent);
    cache[filename] = module;
    try {
      (extensions[/\.[a-z]+$/.exec(filename)?.[0]] ?? runScript)(module);
      module.loaded = true;
    } finally {
      if (!module.loaded) delete cache[filename];
    }
    return module;
  }

  function runScript(module) {
    const source = readText(module.filename).replace(/^#!.*/, '');
    const text = `(function (exports, require, module, __filename, __dirname) { ${source}\n})`;
    const body = compile(text, module.filename);
    body.call(module.exports, module.exports, module.require, module, module.filename, module.path);
  }

  function readJson(module) {
    module.exports = JSON.parse(readText(module.filename));
  }

  function refuseBinary(module) {
    throw new Error(`${module.filename}: PythonMonkey has no Node-API, and loads no addons for Node`);
  }

  function resolve(request, module) {
    if (typeof request !== 'string') throw new TypeError(`require(id): expected a string, got ${typeof request}`);
    const builtIn = builtIns[request.replace(/^node:/, '')];
    if (builtIn !== undefined && !/^[./]/.test(request)) return builtIn;
    const candidates = /^(\.\.?(\/|$)|\/)/.test(request)
      ? [request[0] === '/' ? request : join(module.path, request)]
      : [
          ...[...above(module.path)].map((folder) => join(folder, 'node_modules', request)),
          ...(globalThis.process?.env.NODE_PATH ?? '').split(':').filter(Boolean).map((folder) => join(folder, request)),
        ];
    for (const path of candidates) {
      const found = /\/$/.test(request) ? folderIndex(path) : fileAt(path) ?? folderIndex(path);
      if (found !== undefined) return `${realPath(found)}`;
    }
    const stack = [];
    for (let at = module; at !== undefined; at = at.parent) stack.push(at.filename);
    const error = new Error(`Cannot find module '${request}'\nRequire stack:\n- ${stack.join('\n- ')}`);
    throw Object.assign(error, { code: 'MODULE_NOT_FOUND', requireStack: stack });
  }

  function fileAt(path) {
    return ['', ...Object.keys(extensions)].map((extension) => path + extension).find((name) => kindOf(name) === 'file');
  }

  function folderIndex(path) {
    if (kindOf(path) !== 'folder') return undefined;
    if (kindOf(join(path, 'package.json')) === 'file') {
      const { main: entry } = JSON.parse(readText(join(path, 'package.json')));
      const found = entry && (fileAt(join(path, entry)) ?? fileAt(join(path, entry, 'index')));
      if (found) return found;
    }
    return fileAt(join(path, 'index'));
  }

  function directory(path) {
    return path.replace(/\/[^/]*$/, '') || '/';
  }

  function* above(path) {
    for (; path !== '/'; path = directory(path)) yield path;
    yield '/';
  }

  function join(...parts) {
    const names = [];
    for (const name of parts.join('/').split('/')) {
      if (name === '..') names.pop();
      else if (name !== '' && name !== '.') names.push(name);
    }
    return `/${names.join('/')}`;
  }

  return {
    /** Requires a file by its whole path. */
    require: (filename) => load(filename, undefined).exports,
    /** Runs a script as the main one; its module. */
    run(path) {
      const found = fileAt(path) ?? folderIndex(path);
      if (found === undefined) throw Object.assign(new Error(`Cannot find module '${path}'`), { code: 'MODULE_NOT_FOUND' });
      const filename = `${realPath(found)}`;
      main = new Module(filename, undefined);
      main.require.main = main;
      cache[filename] = main;
      runScript(main);
      main.loaded = true;
      return main;
    },
  };
})
