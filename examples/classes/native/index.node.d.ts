// Written by `python -m bridge types`, from lib.py: run it again after a change.

/**
 * A Python class that JavaScript makes objects of: `new User(id, firstName, lastName, email)`.
 *
 * @packageDocumentation
 */

export class User {
  /** Take what a user has. */
  constructor(id: number, firstName: string, lastName: string, email: string);
  /** Give a property by its name. */
  get(name: 'id'): number;
  get(name: 'first_name' | 'last_name' | 'email'): string;
  panic(...args: any[]): never;
}
