// Written by `python -m bridge types`, from lib.py: run it again after a change.

/**
 * Big Fibonacci numbers: `fibonacci(n, cb)` in the background, `fibonacciSync(n)` in the way of everything else.
 *
 * @packageDocumentation
 */

import type { Callback } from '../../../js';

/** Compute it in the background. */
export function fibonacci(n: number, callback: Callback<string>): void;

/** Compute it, in the way of everything else. */
export function fibonacciSync(n: number): string;
