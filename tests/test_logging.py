"""What Python logs, JavaScript's listeners are told: `require('taskbridge').on('log', (record) => {})`."""
from __future__ import annotations

from checks import run_checks
from conftest import JS, Host

LIBRARY = """
import asyncio, logging, threading
import bridge

handler = bridge.logging.to_javascript(logger=logging.getLogger("mine"))
logging.getLogger("mine").setLevel(logging.INFO)
logging.getLogger("other").addHandler(logging.NullHandler())
made = []

class Told:
    '''Is written down only if somebody is told.'''
    def __str__(self):
        made.append(1)
        return "told"

@export
def has_made() -> int:
    return len(made)

@export
def log_here(text: str) -> None:
    logging.getLogger("mine").warning("%s here", text)

@task
def log_often(n: int) -> None:
    for i in range(n):
        logging.getLogger("mine.deeper").info("number %d", i)

@export
async def log_later() -> None:
    await asyncio.sleep(0)
    logging.getLogger("mine").error("later")

@task
def log_error() -> None:
    try:
        {}["key"]
    except KeyError:
        logging.getLogger("mine").exception("it failed")

@task
def log_thread() -> None:
    thread = threading.Thread(target=log_here, args=["thread"], name="another")
    thread.start()
    thread.join()

@task
def log_quietly() -> None:
    logging.getLogger("mine").debug("below the logger's level")
    logging.getLogger("other").critical("another's")
    logging.getLogger("mine").info(Told())
"""


def test_listeners_are_told_of_records(host: Host) -> None:
    script = f"const {{ off, on, once }} = require({str(JS)!r});" + """
    const record = () => new Promise((resolve) => once('log', resolve));
    const soon = async (call) => { const told = record(); await call(); return told; };
    check('with all that a record has', async () => {
      const before = Date.now();
      const { time, lineno, pathname, ...told } = await soon(() => m.logOften(1));
      assert.deepEqual(told, {
        name: 'mine.deeper',
        level: 'INFO',
        levelno: 20,
        message: 'number 0',
        funcName: 'log_often',
        thread: told.thread,
        job: 'logOften',
      });
      assert(time >= before - 1 && time <= Date.now() + 1, `${time}`);
      assert.equal(typeof lineno, 'number');
      assert.match(pathname, /lib\\.py$/);
      assert.equal(typeof told.thread, 'string');
    });
    check('from any thread', async () => {
      const here = await soon(() => m.logHere('right'));
      assert.deepEqual([here.message, here.level, 'job' in here], ['right here', 'WARNING', false]);
      const later = await soon(() => m.logLater());
      assert.deepEqual([later.message, later.job], ['later', 'logLater']);
      const thread = await soon(() => m.logThread());
      assert.deepEqual([thread.message, thread.thread], ['thread here', 'another']);
    });
    check('with the error', async () => {
      const { error, message } = await soon(() => m.logError());
      assert(error instanceof Error);
      assert.equal(`${message}: ${error}`, "it failed: KeyError: 'key'");
      assert.match(error.stack, /lib\\.py/);
    });
    check('in order', async () => {
      const found = [];
      const listener = ({ message }) => { found.push(message); };
      on('log', listener);
      await m.logOften(1000);
      await until(() => found.length === 1000);
      off('log', listener);
      assert.deepEqual(found, numbers(1000).map((i) => `number ${i}`));
    });
    check('nothing is made while nobody listens', async () => {
      await m.logQuietly();
      assert.equal(m.hasMade(), 0);
      const listener = () => {};
      on('log', listener);
      on('log', listener);
      off('log', listener);
      const { message } = await soon(() => m.logQuietly());
      assert.equal(message, 'told');
      assert(m.hasMade() > 0);
      off('log', listener);
      const made = m.hasMade();
      await m.logQuietly();
      assert.equal(m.hasMade(), made);
    });
    check('there is no other event', async () => {
      for (const f of [on, once, off]) assert.throws(() => f('lag', () => {}), TypeError);
    });
    """
    run_checks(host, LIBRARY, script)


def test_whoever_listens_before_python_starts_is_told(host: Host) -> None:
    """And what a listener throws is uncaught; listening keeps no process alive."""
    host.module(LIBRARY)
    script = f"""
    const {{ on }} = require({str(JS)!r});
    on('log', ({{ message }}) => console.log(message));
    on('log', ({{ message }}) => {{ if (message === 'later') throw new Error('mine'); }});
    process.on('uncaughtException', (error) => console.log(error.message));
    const m = require('./module');
    m.logOften(1).then(() => m.logLater());
    """
    assert host.lines(script) == ["number 0", "later", "mine"]


def test_each_worker_has_listeners_of_its_own(host: Host) -> None:
    host.needs("workers")
    host.module(LIBRARY)
    script = f"""
    const {{ Worker, isMainThread, parentPort }} = require('worker_threads');
    const {{ on }} = require({str(JS)!r});
    const m = require('./module');
    if (isMainThread) {{
      const found = [];
      const worker = new Worker(__filename);
      worker.on('message', async (message) => {{
        found.push(message);
        if (message === 'ready') m.logHere('to all');
        else await worker.terminate();
      }});
      worker.on('exit', () => {{
        m.logHere('to one');
        setTimeout(() => console.log(found.join()), 20);
      }});
      on('log', ({{ message }}) => found.push(`main ${{message}}`));
    }} else {{
      on('log', ({{ message }}) => parentPort.postMessage(`worker ${{message}}`));
      setTimeout(() => {{}}, 60_000);
      parentPort.postMessage('ready');
    }}
    """
    assert host.lines(script) == ["ready,main to all here,worker to all here,main to one here"]
