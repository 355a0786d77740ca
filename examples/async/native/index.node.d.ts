// Written by `python -m bridge types`, from lib.py: run it again after a change.

/**
 * A Task with a callback: `performAsyncTask(cb)` calls `cb(null, 17)`.
 *
 * @packageDocumentation
 */

import type { Callback } from '../../../js';

/** Call back with 17. */
export function performAsyncTask(callback: Callback<number>): void;
