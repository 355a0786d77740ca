'use strict';

// `npx taskbridge doctor`: Python's, which knows more, unless no Python has the bridge.

const { ask, findPython } = require('../node/python.js');
const { passOn } = require('./pass-on.js');
const { node, survey } = require('./survey.js');

/** @param {string[]} given */
function doctor(given) {
  const choice = findPython('.');
  try {
    ask(choice);
  } catch {
    report([node(), ...survey('.')], given.includes('--json'));
    process.exitCode = 1;
    return;
  }
  passOn(choice, ['doctor', ...given]);
}

/**
 * Prints what was found as bridge/cli/doctor does.
 * @param {import('./survey.js').Finding[]} findings
 * @param {boolean} isJson
 */
function report(findings, isJson) {
  if (isJson) return console.log(JSON.stringify(findings, null, 2));
  for (const { state, what, mend } of findings) console.log(`${state.padEnd(4)}  ${what}${mend ? `\n      -> ${mend}` : ''}`);
}

module.exports = { doctor };
