// Never runs: what compiles here, and what must not, pins the types.

import { Readable } from 'stream';
import { ReadableStream } from 'stream/web';
import { promisify } from 'util';
import {
  type Callback,
  type CallOptions,
  type Later,
  type Live,
  type LogRecord,
  type PoolStats,
  type PythonError,
  type Source,
  type Stream,
  live,
  load,
  off,
  on,
  once,
  pool,
} from '../js';
import * as native from '../native';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_: Same<A, B>): void {}

interface Native {
  fibonacci(n: number, callback: Callback<string>): void;
  fibonacciSync(n: number): string;
}

// load
const typed = load<Native>(__dirname);
same<typeof typed, Native>(true);
same<ReturnType<typeof typed.fibonacciSync>, string>(true);
const { f } = load<{ f(): void }>(__dirname);
same<typeof f, () => void>(true);
typed.fibonacci(10, (err, value) => {
  same<typeof err, PythonError | null>(true);
  same<typeof value, string>(true);
  if (err) same<typeof err.code, `ERR_PYTHON_${string}`>(true);
});
load(__dirname).anything(1, 'two', () => {});
// @ts-expect-error there is no such export
typed.factorial;
// @ts-expect-error a number, not a string
typed.fibonacciSync('10');
// @ts-expect-error a callback is missing
typed.fibonacci(10);
// @ts-expect-error the folder is missing
load();
load(new URL('file:///native')).anything();
// @ts-expect-error a path or a URL
load(17);
// @ts-expect-error exports are an object
load<number>(__dirname);

// live
same<ReturnType<typeof live>, Live>(true);
same<Live, { jobs: number; handles: number; references: number; contexts: number }>(true);
// @ts-expect-error it takes nothing
live('jobs');

// with
const render = load<{ render: Later<(scene: string) => Promise<number>> }>(__dirname).render;
const { signal } = new AbortController();
const options: CallOptions = { signal, timeout: 500, priority: 1 };
same<ReturnType<ReturnType<typeof render.with>>, Promise<number>>(true);
render.with(options).with({ signal: AbortSignal.timeout(5) })('scene').then((value) => value.toFixed());
render('scene');
// @ts-expect-error milliseconds
render.with({ timeout: '500' });
// @ts-expect-error no such option
render.with({ retries: 3 });
// @ts-expect-error an AbortSignal
render.with({ signal: {} });

// pool
pool.configure({ threads: 8, maxQueue: Infinity });
same<ReturnType<typeof pool.stats>, PoolStats>(true);
same<PoolStats['wait']['p99'], number>(true);
pool.on('drain', () => {}).once('drain', () => {});
same<ReturnType<typeof pool.idle>, Promise<void>>(true);
pool.named('io').close({ timeout: 5000 }).then(() => {});
// @ts-expect-error only the main one knows the others
pool.named('io').named('main');
// @ts-expect-error no such event
pool.on('full', () => {});

// native
native.performAsyncTask((err, value) => {
  same<typeof err, PythonError | null>(true);
  same<typeof value, number>(true);
});
native.performFailingTask((err, value) => {
  same<typeof err, PythonError>(true);
  same<typeof value, undefined>(true);
});
const promised = promisify(native.performAsyncTask);
same<ReturnType<typeof promised>, Promise<number>>(true);
const promisedFibonacci = promisify(typed.fibonacci);
same<typeof promisedFibonacci, (n: number) => Promise<string>>(true);
// @ts-expect-error it returns nothing: the callback gets the value
const value: number = native.performAsyncTask(() => {});
// @ts-expect-error a callback, not options
native.performAsyncTask({});

// PythonError
declare const error: PythonError;
same<typeof error extends Error ? true : false, true>(true);
// @ts-expect-error other codes are not Python's
error.code = 'ENOENT';

// streams
interface Streaming {
  read: Later<(path: string) => Stream<{ id: number }>>;
  echo: Later<() => Stream<string, number, string>>;
  total: Later<(rows: Source<number>, onProgress: (part: number) => void) => Promise<number>>;
}
const streaming = load<Streaming>(__dirname);
async function reads(): Promise<void> {
  for await (const row of streaming.read.with({ signal })('rows.csv')) same<typeof row, { id: number }>(true);
  const echo = streaming.echo();
  await echo.next('sent');
  const last = await echo.return();
  if (last.done) same<typeof last.value, number>(true);
  // @ts-expect-error it takes text
  echo.next(17);
  await streaming.total([1, 2, 3], (part) => part.toFixed());
  await streaming.total(Readable.from([1]), () => {});
  await streaming.total(new ReadableStream<number>(), () => {});
  Readable.from(streaming.read('rows.csv'));
}
reads();

// log
on('log', (record) => same<typeof record, LogRecord>(true));
once('log', ({ message, error }) => `${message}${error?.stack}`);
off('log', () => {});
// @ts-expect-error no such event
on('lag', () => {});
