"""An Error of JavaScript's crosses whole: with its name, code, properties, errors and cause, and back again."""

from __future__ import annotations

import json

from conftest import Host

GIVEN = """
class HttpError extends TypeError {
  name = 'HttpError'; code = 'E_HTTP'; status = 404; headers = { date: new Date(5), list: [1, 'two'] };
}
class Coded extends Error { get code() { return 'E_GETTER'; } }
const cyclic = new RangeError('far');
cyclic.self = [cyclic];
const given = [
  new HttpError('not found'), new RangeError('far'), new ReferenceError('missing'), new SyntaxError('odd'),
  new URIError('uri'), new EvalError('eval'), new Coded('coded'),
  new AggregateError([new TypeError('one'), 'two'], 'many'),
  Object.assign(new Error('named'), { name: 'Own', code: 7, path: '/p', _tag: 't', cause: 'a reason' }),
  new Error('outer', { cause: new HttpError('inner', { cause: new RangeError('innermost') }) }), cyclic,
  Object.assign(new Error('partly'), { keep: 1, call() {}, symbol: Symbol('s'), also: { a: [Symbol('s')] }, last: 2 }),
  Object.defineProperty(new Error('getter'), 'fails', { enumerable: true, get() { throw new Error('no'); } }),
];
"""


ECHO = """
@task
def echo(value):
    return value

@task
def throw(error):
    raise error

@export
def throw_now(error):
    raise error
"""


def test_python_sees_what_a_javascript_error_has(host: Host) -> None:
    host.module("""
        def seen(error):
            cause = error.__cause__ and seen(error.__cause__)
            properties = {name: repr(value) for name, value in vars(error).items() if not name.startswith("__")}
            del properties["stack"]
            return [type(error).__name__, str(error), properties, cause]

        @task
        def tell(value):
            return seen(value[0] if isinstance(value, list) else value)

        @export
        def tell_now(value):
            return tell(value)
    """)
    script = f"""
        const {{ isDeepStrictEqual }} = require('util');
        const m = require('./module');
        {GIVEN}
        (async () => {{
          for (const each of given) {{
            const seen = await m.tell(each);
            const also = [await m.tell([each]), m.tellNow(each)];
            if (!isDeepStrictEqual(also, [seen, seen])) throw new Error(each.message);
            console.log(JSON.stringify(seen));
          }}
        }})();
    """
    when = "datetime.datetime(1970, 1, 1, 0, 0, 0, 5000, tzinfo=datetime.timezone.utc)"
    http = {"name": "'HttpError'", "code": "'E_HTTP'", "status": "404",
            "headers": f"{{'date': {when}, 'list': [1, 'two']}}"}  # fmt: skip
    assert [json.loads(line) for line in host.lines(script)] == [
        ["TypeError", "not found", http, None],
        ["ValueError", "far", {"name": "'RangeError'"}, None],
        ["NameError", "missing", {}, None],  # its name is a slot
        ["SyntaxError", "odd", {"name": "'SyntaxError'"}, None],
        ["Exception", "uri", {"name": "'URIError'"}, None],
        ["Exception", "eval", {"name": "'EvalError'"}, None],
        ["Exception", "coded", {"name": "'Error'", "code": "'E_GETTER'"}, None],
        ["Exception", "many", {"name": "'AggregateError'", "errors": "[TypeError('one'), 'two']"}, None],
        ["Exception", "named",
         {"name": "'Own'", "code": "7", "path": "'/p'", "_tag": "'t'", "cause": "'a reason'"}, None],
        ["Exception", "outer", {"name": "'Error'"}, ["TypeError", "inner", http, [
            "ValueError", "innermost", {"name": "'RangeError'"}, None]]],
        ["ValueError", "far", {"name": "'RangeError'", "self": "[ValueError('far')]"}, None],
        ["Exception", "partly", {"name": "'Error'", "keep": "1", "last": "2"}, None],
        ["Exception", "getter", {"name": "'Error'"}, None],
    ]  # fmt: skip


def test_a_javascript_error_comes_back_as_it_was(host: Host) -> None:
    """By copy, as a value and thrown, nested too: with its stack, and on top of that the frames where it was raised."""
    host.module(ECHO)
    script = f"""
        const {{ deepStrictEqual }} = require('assert');
        const m = require('./module');
        {GIVEN}
        const lost = new Set(['call', 'symbol', 'also', 'fails', 'stack', 'message', 'name', 'cause']);
        const show = (error, seen = []) => {{
          if (!(error instanceof Error) || seen.includes(error)) return error instanceof Error ? 'again' : error;
          seen.push(error);
          const own = Object.keys(error).filter((name) => !lost.has(name)).map((name) => [name,
            Array.isArray(error[name]) ? error[name].map((each) => show(each, seen)) : error[name]]);
          const builtIns = [
            Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, AggregateError];
          const cause = show(error.cause, seen);
          return [builtIns.filter((each) => error instanceof each).map((each) => each.name), error.name, error.message,
            error.code, own.filter(([name]) => name !== 'code').sort(), error.errors?.map((each) => show(each, seen)),
            cause];
        }};
        (async () => {{
          for (const each of given) {{
            const [copy] = await m.echo([each]);
            const thrown = await m.throw(each).catch((error) => error);
            let now;
            try {{ m.throwNow(each); }} catch (error) {{ now = error; }}
            for (const back of [copy, thrown, now]) deepStrictEqual(show(back), show(each));
            deepStrictEqual(copy.stack, each.stack);
            const [header, first, ...rest] = thrown.stack.split('\\n');
            if (!first.includes('at throw (') || !each.stack.endsWith(rest.join('\\n'))) throw new Error(thrown.stack);
            if (!now.stack.includes('at throw_now (')) throw new Error(now.stack);
          }}
          const twice = new Error('twice');
          const [one, other] = await m.echo([twice, twice]);
          console.log(one === other, one !== twice, given.length);
        }})();
    """
    assert host.lines(script) == ["true true 13"]


def test_a_cause_may_be_data_that_has_errors(host: Host) -> None:
    host.module(ECHO)
    script = """
        const m = require('./module');
        const given = new Error('outer', { cause: { list: [new RangeError('inner')] } });
        const tell = ({ message, cause }) => console.log(message, cause.list[0].name, cause.list[0].message);
        m.echo(given).then(tell).then(() => m.throw(given)).catch(tell);
    """
    assert host.lines(script) == ["outer RangeError inner"] * 2
