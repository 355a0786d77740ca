'use strict';

// Errors as V8 has them: what SpiderMonkey writes in `error.stack` has neither the message nor V8's way of naming a place.

const { get, set } = Object.getOwnPropertyDescriptor(Error.prototype, 'stack');

// Too much recursion is a RangeError, as in V8.
delete InternalError.prototype.name;
delete InternalError.prototype.constructor;
Object.setPrototypeOf(InternalError.prototype, RangeError.prototype);

/** @param {string[]} hidden - the files and folders that are left out */
module.exports = function install(hidden) {
  Object.defineProperty(Error.prototype, 'stack', {
    configurable: true,
    set,
    get() {
      const isHidden = (line) => hidden.some((path) => line.includes(path)) || line.includes('/pythonmonkey/');
      const own = Reflect.apply(get, this, []);
      if (typeof own !== 'string') return own;
      const frames = own.split('\n').filter((line) => line !== '' && !isHidden(line));
      return [header(this), ...frames.map(frame)].join('\n');
    },
  });
};

function header(error) {
  const { name, message } = error;
  return message ? `${name}: ${message}` : String(name);
}

function frame(line) {
  const at = line.lastIndexOf('@');
  const name = line.slice(0, at).replace(/^.*[/<]/, '');
  const place = line.slice(at + 1);
  return name ? `    at ${name} (${place})` : `    at ${place}`;
}
