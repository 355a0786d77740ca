"""Many checks in one process: each is a JavaScript function with a name, and what fails is told by that name."""
from __future__ import annotations

from conftest import JS, Host

NOTES = """
seen = []

@export
def told() -> list:
    '''What has been noted, once.'''
    found = [*seen]
    seen.clear()
    return found
"""
"""Of a Module: what its Python notes, for JavaScript to look at."""

PRELUDE = f"""
const assert = require('assert');
const {{ entries, live, pool }} = require({str(JS)!r});
const m = require('./module');

const turn = () => new Promise(setImmediate);
const turns = async (count) => {{ while (count-- > 0) await turn(); }};
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const all = async (items) => {{ const found = []; for await (const each of items) found.push(each); return found; }};
const failure = (promise) => promise.then((value) => assert.fail(`no failure but ${{value}}`), (error) => error);
const until = async (holds) => {{ while (!(await holds())) await sleep(1); }};
const numbers = (count, first = 0) => Array.from({{ length: count }}, (_, index) => first + index);

let hasFailed = false;
const checks = [];
const check = (name, body) => checks.push([name, body]);
setImmediate(async () => {{
  for (const [name, body] of checks) {{
    const late = setTimeout(() => {{ console.log('HANGS:', name, live(), pool.stats()); process.exit(9); }}, 30_000);
    try {{
      await body();
    }} catch (error) {{
      hasFailed = true;
      console.log('FAILS:', name, error);
    }}
    clearTimeout(late);
  }}
  if (!hasFailed) console.log('passed');
}});
"""


def run_checks(host: Host, library: str, script: str) -> None:
    """Run a script that says `check(name, async () => {...})`, again and again; nothing may fail or be left behind."""
    host.module(library)
    lines = host.lines(PRELUDE + script)
    assert lines == ["passed"], "\n".join(lines)
