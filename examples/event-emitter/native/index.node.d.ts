// Written by `python -m bridge types`, from lib.py: run it again after a change.

/**
 * Events out of a Python thread: JavaScript polls for them, each time with a Task that waits in the background.
 *
 * @packageDocumentation
 */

import type { Callback } from '../../../js';

export class EventEmitter {
  constructor(...args: any[]);
  /** Call back with the next event; with nothing, where none comes soon. */
  poll(callback: Callback<{ event: 'tick'; count: number } | undefined>): void;
  shutdown(...args: any[]): void;
}
