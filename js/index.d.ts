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
 * Counts what is alive in the whole process, for tests and leak hunts. Takes milliseconds: it collects Python's garbage
 * first. All are 0 before the first `load`.
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
