"""The examples, which are Neon's in Python: what they export does what Neon's does, and each prints what it should."""
from __future__ import annotations

import os
import re
import textwrap
from pathlib import Path

import pytest
from conftest import ROOT, Host

EXAMPLES = ROOT / "examples"
DATA = EXAMPLES / "word-counting" / "data" / "log.csv"

EXPORTS = {
    "hello-world": ["helloWorld"],
    "primitives": ["primitives"],
    "arrays": [
        "convertVecToArray",
        "convertJsArrayToVec",
        "returnJsArray",
        "returnJsArrayWithNumber",
        "returnJsArrayWithString",
    ],
    "objects": ["convertStructToJsObject"],
    "arguments": [
        "printFunction",
        "add1ToArgument",
        "getArgsLen",
        "argsOpt",
        "defaultArgs",
        "acceptsJsArrays",
        "acceptsJsObjects",
    ],
    "functions": ["requireObjectThis", "callJsFunction", "constructJsFunction", "returnJsFunction"],
    "classes": ["User"],
    "class-factory": ["LogFactory"],
    "modules": ["hello", "User", "baz"],
    "json": ["sayHello", "greet"],
    "errors": ["throwError", "throwTypeError", "throwIfStringNotIncludesFoo", "throwCustomError", "createErrorObj"],
    "async": ["performAsyncTask"],
    "thread-count": ["threadCount"],
    "fibonacci-async-task": ["fibonacci", "fibonacciSync"],
    "word-counting": ["search"],
    "sharing-binary-data": ["hello", "double"],
    "event-emitter": ["EventEmitter"],
    "workspace": ["hello"],
    "electron-app": ["performAsyncTask"],
    "web-progress": ["findPrimes", "searches"],
}

PRINTED = {
    "hello-world": "hello world!",
    "primitives": "made one of each, and returned undefined",
    "arrays": """
        of a Python list: \\[\\]
        as a Python list, its length is 3
        element by element: \\[ 9000 \\] \\[ 'hello node' \\]
    """,
    "objects": "{ myStringProperty: 'baz', myNumberProperty: 1234 }",
    "arguments": """
        true
        42
        3
        The 0th argument is 5
        i am 12 years old and my name is John Doe
        i am 30 years old and my name is Ada
        7
        mine
    """,
    "functions": """
        { modified: true }
        8
        1970
        42
    """,
    "classes": """
        Ada Lovelace ada@example.org true
        TypeError: property does not exist
        RuntimeError: User.panic was called
        TypeError: Illegal invocation
    """,
    "class-factory": """
        Loggers: 1, A: made with its name
        Loggers: [12], B: made empty, and filled before it was returned
        Loggers: [123], C: the others are gone
    """,
    "modules": "hello node - ada@example.org - baz",
    "json": """
        Hello, Ada!
        Ada is 36 years old
        TypeError: greet: user.age: expected int, got str
        TypeError: greet: user: object missing required field age
    """,
    "errors": """
        thrown RuntimeError: expected a hello
        thrown TypeError: not enough arguments
        thrown Error: expected a foo
        thrown RangeError: throwing a RangeError
        thrown TypeError: not enough arguments
        returned TypeError: creating a TypeError
    """,
    "async": """
        callback: null 17
        promise: 17
    """,
    "thread-count": f"CPUs: {os.cpu_count()}",
    "fibonacci-async-task": """
        computing fibonacci\\(100000\\) in the background
        (the event loop ticks
        )*fibonacci\\(100000\\) has 20899 digits: 259740693472\\.\\.\\.653428746875
    """,
    "word-counting": """
        JavaScript: (?P<count>\\d+) in \\d+ ms
        Python: (?P=count) in \\d+ ms
        Python, in several processes: (?P=count) in \\d+ ms
    """,
    "sharing-binary-data": """
        made in Python: Float32Array\\(2\\) \\[ 0, 0 \\]
        doubled in place: Float32Array\\(2\\) \\[ 2, 5 \\]
    """,
    "event-emitter": """
        tick 0
        tick 1
        tick 2
        end
    """,
    "workspace": "hello, workspace",
}
"""By example, a pattern of all that it prints."""

ELSEWHERE = ["electron-app", "web-progress"]
"""Those that go on until they are closed."""


def check(host: Host, name: str, script: str, printed: str = "") -> None:
    """Run a script that has the example as `addon`, found by its folder's package.json."""
    head = f"""
        const assert = require('assert/strict');
        const addon = require({str(EXAMPLES / name)!r});
    """
    done = host.run(textwrap.dedent(head) + textwrap.dedent(script))
    assert (done.stdout, done.stderr) == (textwrap.dedent(printed).lstrip(), "")


def test_every_example_is_told_of_here() -> None:
    folders = {folder.parent.name for folder in EXAMPLES.glob("*/package.json")}
    assert folders == set(EXPORTS) == {*PRINTED, *ELSEWHERE}


@pytest.mark.parametrize("name", PRINTED)
def test_an_example_prints_what_it_should(host: Host, name: str) -> None:
    """Node runs a folder by the `main` of its package.json."""
    done = host.run(EXAMPLES / name)
    pattern = textwrap.dedent(PRINTED[name]).strip() + "\n"
    assert re.fullmatch(pattern, done.stdout)
    assert done.stderr == ""


def test_index_node_can_be_required(host: Host) -> None:
    script = "".join(f"""
        {{
          const {{ {", ".join(names)} }} = require({str(EXAMPLES / name / "native" / "index.node")!r});
          for (const each of [{", ".join(names)}]) console.log(each.name ?? each);
          console.log(...Object.keys(require({str(EXAMPLES / name / "native" / "index.node")!r})));
        }}
    """ for name, names in EXPORTS.items())
    assert host.lines(script) == [line for names in EXPORTS.values() for line in [*names, " ".join(names)]]


def test_hello_world(host: Host) -> None:
    check(host, "hello-world", "assert.equal(addon.helloWorld(), 'hello world!');")


def test_primitives_come_out_as_undefined(host: Host) -> None:
    check(host, "primitives", "assert.equal(addon.primitives(), undefined);")


def test_arrays(host: Host) -> None:
    check(host, "arrays", """
        assert.deepEqual(addon.convertVecToArray(), []);
        assert.deepEqual([[], ['a', 'b'], [,, 3]].map((array) => addon.convertJsArrayToVec(array)), [0, 2, 3]);
        assert.throws(() => addon.convertJsArrayToVec({ length: 1 }), TypeError);
        assert.deepEqual(addon.returnJsArray(), []);
        assert.deepEqual(addon.returnJsArrayWithNumber(), [9000]);
        assert.deepEqual(addon.returnJsArrayWithString(), ['hello node']);
    """)


def test_an_object_has_what_the_dataclass_has(host: Host) -> None:
    check(host, "objects", """
        assert.deepEqual(addon.convertStructToJsObject(), { myStringProperty: 'baz', myNumberProperty: 1234 });
        assert.notEqual(addon.convertStructToJsObject(), addon.convertStructToJsObject());
    """)


def test_arguments(host: Host) -> None:
    check(
        host,
        "arguments",
        """
        const f = () => {};
        assert.equal(addon.printFunction(f), f);
        assert.throws(() => addon.printFunction(1), TypeError);
        assert.equal(addon.add1ToArgument(0.5), 1.5);
        assert.throws(() => addon.add1ToArgument('1'), TypeError);
        assert.throws(() => addon.add1ToArgument(), { name: 'TypeError', message: 'not enough arguments' });
        assert.equal(addon.getArgsLen(), 0);
        assert.equal(addon.getArgsLen(...Array(20)), 20);
        assert.equal(addon.argsOpt(1.5), undefined);
        assert.throws(() => addon.argsOpt(), Error);
        assert.equal(addon.defaultArgs(), undefined);
        addon.defaultArgs(0);
        addon.defaultArgs(1.5, '');
        addon.defaultArgs(undefined, 'Ada');
        assert.throws(() => addon.defaultArgs('12'), TypeError);
        assert.throws(() => addon.defaultArgs(12, 13), TypeError);
        assert.equal(addon.acceptsJsArrays([1, '2', null, 3.5, [4], undefined]), 4.5);
        assert.equal(addon.acceptsJsArrays([]), 0);
        assert.equal(addon.acceptsJsObjects({ myProp: 'mine' }), 'mine');
        assert.equal(addon.acceptsJsObjects({ myProp: 1 }), '');
        assert.equal(addon.acceptsJsObjects({}), '');
        """,
        """
        0
        20
        The 0th argument is 1.5
        i am 12 years old and my name is John Doe
        i am 0 years old and my name is John Doe
        i am 1.5 years old and my name is \n\
        i am 12 years old and my name is Ada
        """,
    )


def test_functions_are_called_constructed_and_made(host: Host) -> None:
    check(host, "functions", """
        addon.callJsFunction(function () {
          'use strict';
          assert.deepEqual([this, ...arguments], [null, 16]);
          console.log('called');
          return 1;
        });
        assert.equal(addon.callJsFunction(() => 12), 12);
        assert.throws(() => addon.callJsFunction(() => '12'), TypeError);
        const fail = () => { throw new RangeError('mine'); };
        assert.throws(() => addon.callJsFunction(fail), { name: 'RangeError', message: 'mine' });
        assert.equal(addon.constructJsFunction(Date), 1970);
        class Year {
          constructor(...values) { this.values = values; }
          getUTCFullYear() { return this.values[0] + this.values.length; }
        }
        assert.equal(addon.constructJsFunction(Year), 1);
        assert.throws(() => addon.constructJsFunction(() => {}), TypeError);
        assert.throws(() => addon.constructJsFunction(Object), TypeError);
        const add1 = addon.returnJsFunction();
        assert.deepEqual([add1(1), add1(-0.5)], [2, 0.5]);
        assert.throws(() => add1('1'), TypeError);
    """, "called\n")


def test_a_function_modifies_its_this(host: Host) -> None:
    """V8 sees to it that this is an object: globalThis, or what holds a number."""
    check(host, "functions", """
        const object = {};
        assert.equal(addon.requireObjectThis.call(object), undefined);
        assert.deepEqual(object, { modified: true });
        assert.equal(addon.requireObjectThis(), undefined);
        assert.equal(addon.modified, true);
        const { requireObjectThis } = addon;
        assert.equal(requireObjectThis(), undefined);
        assert.equal(globalThis.modified, true);
        assert.equal(requireObjectThis.call(5), undefined);
        const { proxy, revoke } = Proxy.revocable({}, {});
        revoke();
        assert.throws(() => requireObjectThis.call(proxy), TypeError);
    """)


@pytest.mark.parametrize("name", ["classes", "modules"])
def test_a_user_has_its_properties(host: Host, name: str) -> None:
    check(host, name, """
        const { User } = addon;
        const user = new User(7, 'Ada', 'Lovelace', 'ada@example.org');
        const other = new User(8, 'Al', 'Khwarizmi', 'al@example.org');
        const all = (one) => ['id', 'first_name', 'last_name', 'email'].map((each) => one.get(each));
        assert.deepEqual(all(user), [7, 'Ada', 'Lovelace', 'ada@example.org']);
        assert.deepEqual(all(other), [8, 'Al', 'Khwarizmi', 'al@example.org']);
        assert.ok(user instanceof User);
        for (const name of ['age', '_id', '']) {
          assert.throws(() => user.get(name), { name: 'TypeError', message: 'property does not exist' });
        }
        assert.throws(() => user.get(), TypeError);
        assert.throws(() => user.panic(), Error);
        assert.throws(() => new User(7, 'Ada', 'Lovelace'), { name: 'TypeError', message: 'not enough arguments' });
        assert.throws(() => new User(7, 8, 'Lovelace', ''), TypeError);
        assert.throws(() => User(7, 'Ada', 'Lovelace', ''), TypeError);
        assert.throws(() => user.get.call({}, 'id'), TypeError);
    """)


def test_a_module_exports_a_function_and_a_value_too(host: Host) -> None:
    check(host, "modules", """
        assert.equal(addon.hello(), 'hello node');
        assert.equal(addon.baz, 'baz');
    """)


def test_a_factory_counts_the_loggers_that_are_live(host: Host) -> None:
    done = host.run(f"""
        const {{ LogFactory }} = require({str(EXAMPLES / "class-factory")!r});
        const [factory, other] = [new LogFactory(), new LogFactory()];
        let kept = [factory.create('A'), factory.lazy('B'), other.create('X')];
        kept.forEach((logger) => logger.log('here'));
        kept[0].log('again');
        kept.splice(0, 2);
        const last = factory.create('C');
        let attempts = 100;
        (function look() {{
          gc();
          last.log('alone?');
          if (attempts-- > 0) setTimeout(look, 10);
          else kept.pop().log('still here');
        }})();
    """)
    lines = done.stdout.splitlines()
    assert lines[:4] == ["Loggers: 2, A: here", "Loggers: 2, B: here", "Loggers: 1, X: here", "Loggers: 2, A: again"]
    assert lines[-2:] == ["Loggers: 1, C: alone?", "Loggers: 1, X: still here"]


def test_a_record_is_checked(host: Host) -> None:
    check(host, "json", """
        assert.equal(addon.sayHello('Ada'), 'Hello, Ada!');
        assert.throws(() => addon.sayHello(1), { name: 'TypeError', message: /name/ });
        assert.equal(addon.greet({ name: 'Ada', age: 36 }), 'Ada is 36 years old');
        assert.equal(addon.greet({ name: 'Ada', age: 36, email: '' }), 'Ada is 36 years old');
        const wrong = [
          [{ age: 36 }, /name/], [{ name: 'Ada' }, /age/],
          [{ name: 1, age: 36 }, /name/], [{ name: 'Ada', age: '36' }, /age/], [{ name: 'Ada', age: 36.5 }, /age/],
          [null, /user/], ['Ada', /user/],
        ];
        for (const [user, message] of wrong) assert.throws(() => addon.greet(user), { name: 'TypeError', message });
        assert.throws(() => addon.greet(), TypeError);
    """)


def test_errors_are_of_their_classes(host: Host) -> None:
    check(host, "errors", """
        for (const each of Object.values(addon)) {
          assert.throws(() => each(), { name: 'TypeError', message: 'not enough arguments' });
        }
        assert.throws(() => addon.throwError('goodbye'), Error);
        addon.throwError('oh, hello!');
        assert.throws(() => addon.throwIfStringNotIncludesFoo('bar'), Error);
        addon.throwIfStringNotIncludesFoo('a foot');
        const classes = { type_error: TypeError, range_error: RangeError, error: Error };
        for (const [name, Class] of Object.entries(classes)) {
          const what = `${name === 'error' ? 'an' : 'a'} ${Class.name}`;
          assert.throws(() => addon.throwCustomError(name), (error) => {
            assert.deepEqual([error.constructor, error.message], [Class, `throwing ${what}`]);
            return true;
          });
          const error = addon.createErrorObj(name);
          assert.deepEqual([error.constructor, error.message], [Class, `creating ${what}`]);
        }
        assert.throws(() => addon.throwCustomError('other'), Error);
        assert.throws(() => addon.createErrorObj('other'), Error);
    """)


def test_a_task_calls_back(host: Host) -> None:
    check(host, "async", """
        let now = true;
        const returned = addon.performAsyncTask((...values) => {
          assert.deepEqual(values, [null, 17]);
          assert.ok(!now);
          console.log('called back');
        });
        assert.equal(returned, undefined);
        now = false;
        require('util').promisify(addon.performAsyncTask)().then((value) => assert.equal(value, 17));
        assert.throws(() => addon.performAsyncTask(), TypeError);
    """, "called back\n")


def test_there_are_as_many_threads_as_processors(host: Host) -> None:
    check(host, "thread-count", f"assert.equal(addon.threadCount(), {os.cpu_count()});")


def test_fibonacci_numbers_are_whole_whatever_their_length(host: Host) -> None:
    check(host, "fibonacci-async-task", """
        const small = [0, 1, 2, 10, 100].map((n) => addon.fibonacciSync(n));
        assert.deepEqual(small, ['0', '1', '1', '55', '354224848179261915075']);
        const digits = addon.fibonacciSync(100000);
        assert.equal(digits.length, 20899);
        const returned = addon.fibonacci(100000, (...values) => {
          assert.deepEqual(values, [null, digits]);
          console.log('called back');
        });
        assert.equal(returned, undefined);
        assert.throws(() => addon.fibonacci(10), TypeError);
    """, "called back\n")


def test_words_are_counted_as_in_javascript(host: Host) -> None:
    """In Python, in several processes, and by the twin."""
    texts = (line.split(",", 3)[3] for line in DATA.read_text().splitlines())
    winds = sum(len(re.findall(r"(?:^| )[^a-z ]*wind(?![a-z])", text, re.IGNORECASE)) for text in texts)
    assert winds > 100
    check(host, "word-counting", f"""
        const log = require('fs').readFileSync({str(DATA)!r});
        const twin = require({str(EXAMPLES / "word-counting" / "lib" / "search.js")!r});
        const cases = [
          [log.toString(), 'wind', {winds}], [log.toString(), 'WIND', {winds}], [log.toString(), 'windla', 0],
          ['a,b,c,wind', 'wind', 1], ['wind,wind,wind,', 'wind', 0], ['wind,wind,wind', 'wind', 0], ['wind', 'wind', 0],
          ['a,b,c,Wind wind! ("wind") -wind 7wind wind7', 'wind', 6],
          ['a,b,c,windy awind wi-nd winds', 'wind', 0],
          ['a,b,c,no wind, wind,wind\\na,b,c,wind\\r\\n\\na,b,c,wind', 'wind', 4],
          ['a,b,c,\u00c9t\u00e9 \u00e9t\u00e9s', '\u00e9t\u00e9', 1],
          ['a,b,c,two words', 'two words', 0],
          ['', 'wind', 0],
        ];
        for (const [text, word, count] of cases) {{
          const buffer = Buffer.from(text);
          const found = [[], [false], [true]].map((parallel) => addon.search(buffer, word, ...parallel));
          assert.deepEqual([...found, twin.search(text, word)], Array(4).fill(count), text.slice(0, 100));
        }}
        assert.throws(() => addon.search(log), TypeError);
        assert.throws(() => addon.search('a,b,c,wind', 'wind'), TypeError);
    """)


def test_memory_is_shared(host: Host) -> None:
    check(host, "sharing-binary-data", """
        const buffer = addon.hello();
        assert.ok(buffer instanceof ArrayBuffer);
        assert.equal(buffer.byteLength, 8);
        const numbers = new Float32Array(buffer);
        assert.deepEqual(numbers, new Float32Array([0, 0]));
        numbers.set([1, -2.5]);
        assert.equal(addon.double(numbers), undefined);
        assert.deepEqual(new Float32Array(buffer), new Float32Array([2, -5]));
        addon.double(numbers.subarray(1));
        assert.deepEqual(numbers, new Float32Array([2, -10]));
        assert.deepEqual(new Float32Array(addon.hello()), new Float32Array([0, 0]));
        assert.throws(() => addon.double(new Float64Array(1)), TypeError);
    """)


def test_events_are_polled_for_and_the_event_loop_goes_on(host: Host) -> None:
    check(host, "event-emitter", """
        const source = new addon.EventEmitter();
        const seen = [];
        let turns = 0;
        let left = 8;
        const turning = setInterval(() => turns++, 1);
        assert.equal(source.poll(next), undefined);
        function next(...values) {
          seen.push(values);
          const [error, message] = values;
          assert.deepEqual([values.length, error], [2, null]);
          if (message?.count === 1) source.shutdown();
          if (message?.count >= 1 || left < 8) left--;
          if (left > 0) return source.poll(next);
          clearInterval(turning);
          const ticks = seen.filter(([, message]) => message !== undefined).map(([, message]) => message);
          assert.deepEqual(ticks, [{ event: 'tick', count: 0 }, { event: 'tick', count: 1 }]);
          assert.ok(seen.length > 2 + 8, 'the first polls timed out');
          assert.ok(turns > seen.length);
          console.log('no tick after shutdown');
        }
        assert.throws(() => source.poll(), TypeError);
    """, "no tick after shutdown\n")


def test_an_emitter_outlives_a_listener_that_throws(host: Host) -> None:
    check(host, "event-emitter", """
        const emitter = new addon.Emitter();
        process.once('uncaughtException', (error) => console.log(error.message));
        emitter.once('tick', () => { throw new Error('a listener failed'); });
        emitter.on('tick', ({ count }) => count === 1 && emitter.shutdown());
        emitter.on('end', () => console.log('end'));
    """, "a listener failed\nend\n")


def test_a_module_imports_a_package_beside_it(host: Host) -> None:
    check(host, "workspace", "assert.equal(addon.hello(), 'hello, workspace');")


def test_an_electron_app_wires_its_window_to_python(host: Host) -> None:
    """A stand-in for Electron clicks the button."""
    electron = host.folder / "node_modules" / "electron" / "index.js"
    electron.parent.mkdir(parents=True)
    electron.write_text("""
        const { EventEmitter } = require('events');
        const fs = require('fs');
        const path = require('path');
        const handlers = {};
        const app = Object.assign(new EventEmitter(), { whenReady: async () => {}, quit: () => console.log('quit') });
        class BrowserWindow {
          constructor({ webPreferences }) { require(webPreferences.preload); }
          loadFile(file) {
            const html = fs.readFileSync(file, 'utf8');
            const elements = Object.fromEntries([...html.matchAll(/id="(.*?)"/g)].map(([, id]) => [id, {
              addEventListener: (type, listener) => listener().then(() => app.emit('window-all-closed')),
              set value(text) { console.log(text); },
            }]));
            globalThis.document = { getElementById: (id) => elements[id] };
            require(path.join(path.dirname(file), /src="(.*?)"/.exec(html)[1]));
          }
        }
        module.exports = {
          app,
          BrowserWindow,
          contextBridge: { exposeInMainWorld: (name, value) => { globalThis[name] = value; } },
          ipcMain: { handle: (name, handler) => { handlers[name] = handler; } },
          ipcRenderer: { invoke: async (name) => handlers[name]({}) },
        };
    """)
    done = host.run(EXAMPLES / "electron-app", environment={"NODE_PATH": str(electron.parent.parent)})
    assert (done.stdout, done.stderr) == ("...\n17\nquit\n", "")


@pytest.mark.parametrize("script", sorted((EXAMPLES / "electron-app").rglob("*.js")), ids=lambda path: path.name)
def test_the_scripts_of_the_electron_app_are_javascript(node: Host, script: Path) -> None:
    node.run(script, leaks=True, flags=("--check",))
