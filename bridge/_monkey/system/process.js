'use strict';

// `process`, as far as scripts for Node use it.

const EventEmitter = require('events');
const { nextTick } = require('../turns/turns.js');

class Exit {}

/** What Python lends: argv, env, and functions. */
function open(system) {
  const process = new EventEmitter();
  let exiting = false;

  function leave(code) {
    if (code !== undefined) process.exitCode = code;
    if (exiting) return;
    exiting = true;
    process.emit('exit', (process.exitCode ??= 0));
  }

  Object.assign(process, {
    title: 'python',
    argv: [...system.argv],
    execArgv: [],
    execPath: system.executable,
    env: openEnvironment(system),
    pid: system.pid,
    platform: system.platform,
    arch: system.arch,
    version: 'v18.0.0',
    versions: { ...system.versions },
    exitCode: undefined,
    browser: false,
    cwd: () => `${system.cwd()}`,
    nextTick,
    exit(code) {
      leave(code);
      if (system.exit(Number(process.exitCode))) for (;;); // stopped there
      throw new Exit();
    },
    abort: system.abort,
    kill: (pid, signal = 'SIGTERM') => system.kill(pid, signal),
    uptime: () => system.monotonic() / 1e3 - system.started,
    memoryUsage: () => ({ rss: system.rss(), heapTotal: 0, heapUsed: 0, external: 0, arrayBuffers: 0 }),
    emitWarning: (warning) => process.stderr.write(`(${system.pid}) Warning: ${warning.message ?? warning}\n`),
    hrtime: Object.assign(
      (since = [0, 0]) => {
        const now = hrtime();
        const elapsed = now - (BigInt(since[0]) * 1000000000n + BigInt(since[1]));
        return [Number(elapsed / 1000000000n), Number(elapsed % 1000000000n)];
      },
      { bigint: () => hrtime() },
    ),
    stdout: stream(1),
    stderr: stream(2),
    stdin: { fd: 0, isTTY: false },
    leave,
    isExiting: () => exiting,
  });

  /** Python's clock has microseconds to spare in a double's 53 bits, and nanoseconds too for a hundred days. */
  function hrtime() {
    return BigInt(Math.round(system.monotonic() * 1e3));
  }

  function stream(descriptor) {
    return Object.assign(new EventEmitter(), {
      fd: descriptor,
      isTTY: system.isTerminal(descriptor),
      writable: true,
      write(text, encoding, done = encoding) {
        system.write(descriptor, String(text));
        if (typeof done === 'function') nextTick(done);
        return true;
      },
      end(text) {
        if (text !== undefined) this.write(text);
      },
    });
  }

  const { on } = process;
  process.on = process.addListener = (name, listener) => {
    if (/^SIG[A-Z0-9]+$/.test(name) && process.listenerCount(name) === 0) system.listen(name);
    return on.call(process, name, listener);
  };
  return process;
}

/** Environment variables: a change is one of `os.environ` too. */
function openEnvironment({ environment, setVariable }) {
  return new Proxy(JSON.parse(environment()), {
    defineProperty(variables, name, { value }) {
      setVariable(`${name}`, `${value}`);
      return Reflect.set(variables, name, `${value}`);
    },
    deleteProperty(variables, name) {
      if (typeof name === 'string') setVariable(name);
      return Reflect.deleteProperty(variables, name);
    },
  });
}

module.exports = { Exit, open };
