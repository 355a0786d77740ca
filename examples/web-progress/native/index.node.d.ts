// Written by `python -m bridge types`, from lib.py: run it again after a change.

/**
 * A search that takes a while: `findPrimes(first, count, progress)` gives the primes, one by one as they are found.
 *
 * @packageDocumentation
 */

import type { Stream, Streaming } from '../../../js';

/** Try so many numbers, by division: pure Python, which is stopped wherever it is once nobody listens. */
export const findPrimes: Streaming<(first: number, count: number, progress: (arg: number) => void) => Stream<Prime>>;

/** Tell how many searches go on. */
export function searches(): number;

export interface Prime {
  index: number;
  number: number;
}
