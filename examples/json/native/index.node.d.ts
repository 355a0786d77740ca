// Written by `python -m bridge types`, from lib.py: run it again after a change.

/**
 * Records by copy: their fields are checked by the annotations of a dataclass.
 *
 * @packageDocumentation
 */

export function sayHello(name: string): string;

export function greet(user: User): string;

export interface User {
  name: string;
  age: number;
}
