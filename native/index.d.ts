// Written by `python -m bridge types`, from lib.py: run it again after a change.

/**
 * The module of the page on async tasks: `performAsyncTask(cb)`, and its twin that fails.
 *
 * @packageDocumentation
 */

import type { Callback, PythonError } from '../js';

/** Perform a Task in the background, and call back with 17. */
export function performAsyncTask(callback: Callback<number>): void;

/** Perform a Task that fails in the background, and call back with its error: a `RuntimeError`. */
export function performFailingTask(callback: (err: PythonError, value: undefined) => void): void;
