// Written by `python -m bridge types`, from lib.py: run it again after a change.

/**
 * The Python of template-name: what JavaScript calls.
 *
 * @packageDocumentation
 */

import type { Task } from 'taskbridge';

/** Summarize numbers, on a background thread, while JavaScript goes on. */
export const summarize: Task<(numbers: readonly number[]) => Summary>;

/** Greet somebody, at once: JavaScript waits for it. */
export function greet(name?: string): string;

/** What is to be known of some numbers. */
export interface Summary {
  count: number;
  mean: number;
  largest: number;
}
