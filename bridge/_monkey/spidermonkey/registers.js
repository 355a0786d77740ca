'use strict';

// Numbers between JavaScript and Python go through memory: PythonMonkey 1.4 leaks 32 bytes for each that it converts.

const registers = new Float64Array(8);

/** Makes a function that leaves its result in the first register. */
function leaving(operation) {
  return (...values) => {
    registers[0] = operation(...values);
  };
}

/** Makes a function that passes its arguments on to Python in the registers. */
function passing(python) {
  return (...values) => {
    registers.set(values);
    return python();
  };
}

module.exports = { leaving, passing, registers };
