/**
 * Requires folders of Python.
 *
 * @example
 * // index.js, beside lib.py
 * module.exports = require('taskbridge').load(__dirname);
 *
 * @packageDocumentation
 */

/**
 * Loads a Module, a folder that has a `lib.py`, and returns its exports. Loading it again, from this thread or from a
 * worker, runs the same Python: `lib.py` runs once in a process.
 *
 * The first call starts Python, in this process; which one, `$BRIDGE_PYTHON` says, else `$VIRTUAL_ENV`, a `.venv` at or
 * above the folder, `python3` on the PATH.
 *
 * @example
 * interface Native {
 *   fibonacci(n: number, callback: Callback<string>): void;
 *   fibonacciSync(n: number): string;
 * }
 * const { fibonacci } = load<Native>(__dirname);
 *
 * @typeParam Exports - what the Module exports. It is taken at its word: nothing checks it against the Python.
 * Python's `os.environ` is `process.env` as it is now, in the main thread. Under `node --watch`, the Python files in the
 * folder are watched too.
 *
 * @param folder - an absolute path, such as `__dirname`, or a file: URL, such as `new URL('.', import.meta.url)`
 * @throws TypeError if `folder` is neither.
 * @throws {@link PythonError} with code `ERR_PYTHON_NOT_FOUND` if there is no Python that has the bridge,
 *   `ERR_PYTHON_START` if it does not start or another Python runs in this process, and `ERR_PYTHON_IMPORTERROR` if the
 *   folder has no `lib.py` or it fails; the message has Python's traceback then.
 */
export function load<Exports extends object = Record<string, any>>(folder: string | { readonly href: string }): Exports;

/**
 * Counts what is alive in the whole process, for tests and leak hunts, as far as Python has collected its garbage. Does not
 * enter Python. All are 0 before the first `load`.
 */
export function live(): Live;

/**
 * Counts how often JavaScript's threads have entered Python, in the whole process, for tests: a call of a synchronous
 * export does, and a `complete()` of one's own, but no call of a task function. Does not enter Python itself.
 */
export function entries(): number;

/** What is alive of the bridge. */
export interface Live {
  /** Tasks scheduled and not delivered. */
  jobs: number;
  /** JavaScript values that Python has borrowed. */
  handles: number;
  /** JavaScript values that Python keeps: Roots and JsErrors. */
  references: number;
  /** Calls into Python that are going on. */
  contexts: number;
}

/**
 * What is said of a call beside its arguments, by `with()`, which every function has that answers later: a task function,
 * an `async` one, a method that is one of these. Gives such a function.
 *
 * @example
 * const bytes = await render.with({ signal, timeout: 500, priority: 1 })(scene);
 */
export interface CallOptions {
  /**
   * Cancels the call once it aborts, and has the answer be its reason. A task function takes one as `signal` in a plain
   * object that is its last argument, too.
   */
  signal?: Signal | undefined;
  /** Milliseconds from the call on, after which the answer is a `DOMException` named `TimeoutError`. None if not given. */
  timeout?: number | undefined;
  /** A whole number from -100 to 100, 0 if not given: those of a higher one are first to leave the queue. */
  priority?: number | undefined;
}

/** An AbortSignal. */
export interface Signal {
  readonly aborted: boolean;
  readonly reason?: any;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** A function that answers later. */
export type Later<F extends (...args: any[]) => any> = F & { with(options: CallOptions): Later<F> };

/**
 * A task function, or an `async` one: gives a Promise, or calls back with `(err, value)`. This and what follows are the words
 * that `python -m bridge types` writes a Module's types in.
 *
 * @typeParam F - the Python function's parameters, and what it returns
 * @typeParam Options - its keyword-only parameters, which come in a plain object after the others
 */
export interface Task<F extends (...args: any[]) => any, Options = unknown> {
  (...args: Call<Parameters<F>, Options & Stoppable>): Promise<ReturnType<F>>;
  (...args: Followed<Call<Parameters<F>, Options & Stoppable>, Callback<ReturnType<F>>>): void;
  // Once more, since `ReturnType` sees the last one only.
  (...args: Call<Parameters<F>, Options & Stoppable>): Promise<ReturnType<F>>;
  with(options: CallOptions): Task<F, Options>;
}

/** A function that gives a `Stream`. */
export interface Streaming<F extends (...args: any[]) => any, Options = unknown> {
  (...args: Call<Parameters<F>, Options & Stoppable>): ReturnType<F>;
  with(options: CallOptions): Streaming<F, Options>;
}

/** What a function that answers later takes in a plain object that comes last, beside its own options. */
export interface Stoppable {
  signal?: Signal | undefined;
}

/** The arguments of a call with options: in a plain object that comes last, if any are given. */
export type Call<Args extends any[], Options> = {} extends Options
  ? Args | Followed<Args, Options>
  : Followed<Args, Options>;

/** Arguments, and another one right after them; those that may be left out need not be there. */
export type Followed<Args extends any[], Last> = Args extends any
  ? number extends Args['length']
    ? [...Args, Last]
    : FollowedAll<Required<Args>, Last, Args['length']>
  : never;

type FollowedAll<All extends any[], Last, Lengths> =
  | [...All, Last]
  | (All extends [...infer Fewer, any]
      ? Fewer['length'] extends Lengths
        ? FollowedAll<Fewer, Last, Lengths>
        : never
      : never);

/** What Python takes as `bytes`, a `memoryview` or an array. */
export type Binary = ArrayBuffer | ArrayBufferView;

/** What an array of Python's may be. */
export type TypedArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

/** An array of Python's. Where it has not one dimension, it says how many items there are in each; the last are side by side. */
export type Shaped<Items = TypedArray> = Items & { shape?: number[] };

/**
 * What a streaming function gives: a task that is a generator, or returns an `Iterator`; an `async` export that is an async
 * generator, or returns an `AsyncIterator`. Its Python begins with the first `next()`, and from the second one on runs ahead
 * of the reader, within a window. Leaving a `for await` closes the generator, and waits for its `finally`.
 *
 * @example
 * for await (const row of native.read('rows.csv')) if (row.id === wanted) break;
 *
 * @typeParam Item - what it yields
 * @typeParam Result - what it returns: the last `value`
 * @typeParam Sent - what it takes by `next(value)`, which is Python's `send(value)`, and ends running ahead
 */
export interface Stream<Item, Result = undefined, Sent = any> extends AsyncGenerator<Item, Result, Sent> {
  next(...values: [] | [Sent]): Promise<IteratorResult<Item, Result>>;
  /** Closes the generator; rejects with what its `finally` raises. */
  return(value?: any): Promise<IteratorResult<Item, Result>>;
  /** Raises an error inside of the generator: Python's own comes back as itself, another is a `JsError`. */
  throw(error?: any): Promise<IteratorResult<Item, Result>>;
  [Symbol.asyncIterator](): Stream<Item, Result, Sent>;
}

/** What Python takes as an `Iterator`, `Iterable`, `AsyncIterator` or `AsyncIterable`: a Node or web stream too. */
export type Source<Item> = Iterable<Item> | AsyncIterable<Item>;

/**
 * `log`: what a `bridge.logging.to_javascript()` handler is given, in Python. While nobody listens, it costs nothing.
 * Listening does not keep the process alive.
 *
 * @example
 * on('log', ({ level, name, message }) => console.error(level, name, message));
 *
 * @throws TypeError if it is another event.
 */
export function on(event: 'log', listener: (record: LogRecord) => void): void;
/** The same, for one record. */
export function once(event: 'log', listener: (record: LogRecord) => void): void;
/** Has a listener be called no more. */
export function off(event: 'log', listener: (record: LogRecord) => void): void;

/** What Python has logged. */
export interface LogRecord {
  /** The logger's. */
  name: string;
  /** `INFO`, say. */
  level: string;
  /** 20, say. */
  levelno: number;
  message: string;
  /** Milliseconds, as of `Date.now()`. */
  time: number;
  pathname: string;
  lineno: number;
  /** The function that has logged it. */
  funcName: string;
  /** The name of its thread. */
  thread: string;
  /** The task or `async` export whose call it was in, if any, by its name in JavaScript. */
  job?: string;
  /** The exception that it was logged with. */
  error?: PythonError;
}

/** The background threads that perform calls, where these name no other. */
export const pool: MainPool;

/** Background threads, and their queue: of the whole process. */
export interface Pool {
  /**
   * Has it have so many threads, from 1 to 1024, and so many calls that may wait (`Infinity` for any number). What is not
   * given stays. Over `maxQueue`, a call fails at once, with code `ERR_PYTHON_QUEUE_FULL`; `drain` tells that the queue is
   * empty after that.
   *
   * @example
   * pool.configure({ threads: 8, maxQueue: 1000 });
   */
  configure(options: { threads?: number | undefined; maxQueue?: number | undefined }): void;
  /** Counts its calls since the process began, and tells how long they took. Does not enter Python. */
  stats(): PoolStats;
  /** Waits until no call of this thread of JavaScript's is unanswered. */
  idle(): Promise<void>;
  /**
   * Has calls of this thread of JavaScript's fail from now on, with code `ERR_PYTHON_POOL_CLOSED`; those in the queue do at
   * once. What runs may end within `timeout` milliseconds, `Infinity` if not given; then it is cancelled too. Waits until
   * all are answered.
   *
   * @example
   * process.on('SIGTERM', () => server.close(() => pool.close({ timeout: 5000 })));
   */
  close(options?: { timeout?: number | undefined }): Promise<void>;
  /** `drain`: a call has been refused for want of room, and the queue is empty since. As with any `EventEmitter`. */
  on(event: 'drain', listener: () => void): this;
  once(event: 'drain', listener: () => void): this;
  off(event: 'drain', listener: () => void): this;
}

/** The pool that performs calls of functions that name none. */
export interface MainPool extends Pool {
  /**
   * Gives the one that Python has made, `bridge.Pool(name="io", threads=32)`.
   * @throws Error if there is none of that name.
   */
  named(name: string): Pool;
}

/** What a pool has done. */
export interface PoolStats {
  /** Threads that it may have. */
  threads: number;
  /** Calls that wait. */
  queued: number;
  /** Calls that run, the abandoned ones among them. */
  running: number;
  done: number;
  failed: number;
  cancelled: number;
  /** Calls that went on 100 ms after they had been told to stop: their threads have been replaced. */
  abandoned: number;
  /** How long calls waited. */
  wait: Spread;
  /** How long calls ran. */
  run: Spread;
}

/** Milliseconds: percentiles are right within 6 %. */
export interface Spread {
  mean: number;
  p50: number;
  p90: number;
  p99: number;
  max: number;
}

/**
 * What a Task calls, on the thread that scheduled it, once and never before the current script has ended: `(null,
 * value)`, or `(error, undefined)`. `util.promisify` understands it.
 */
export type Callback<Value> = (err: PythonError | null, value: Value) => void;

/**
 * A Python exception. Its twin in JavaScript where there is one: a `TypeError`, `RangeError` or `SyntaxError`, and for an
 * ExceptionGroup an `AggregateError`. Python's frames are in its `stack`, above JavaScript's, and what caused it in `cause`.
 */
export interface PythonError extends Error {
  /** Its Python class, such as `ValueError`. */
  name: string;
  /** `ERR_PYTHON_ARGUMENT` if it refuses an argument; else its Python class, such as `ERR_PYTHON_VALUEERROR`. */
  code: `ERR_PYTHON_${string}`;
  /** Python's `__cause__`, else its `__context__`. */
  cause?: unknown;
  /** The exceptions of an ExceptionGroup. */
  errors?: unknown[];
  /** Its public attributes, by their Python names, where they can be copied: `errno`, `filename`, `returncode`. */
  [attribute: string]: unknown;
}
