import type { Callback, PythonError } from '../js';

/** Performs a Task in the background, and calls back with 17. */
export function performAsyncTask(callback: Callback<number>): void;

/** Performs a Task that fails in the background, and calls back with its error: a `RuntimeError`. */
export function performFailingTask(callback: (err: PythonError, value: undefined) => void): void;
