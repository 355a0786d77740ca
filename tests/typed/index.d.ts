// Written by `python -m bridge types`, from lib.py: run it again after a change.

/**
 * One of each kind of export, for TypeScript to know.
 *
 * @packageDocumentation
 */

import type { Binary, Call, Callback, Shaped, Source, Stream, Streaming, Task } from '../../js';

/**
 * Compute a Fibonacci number.
 *
 * @param n - which
 * @returns its digits
 * @throws ValueError: it is negative
 * @example
 * await fibonacci(100)
 */
export const fibonacci: Task<(n: number) => string>;

/**
 * Scale the prices.
 *
 * @param rows - what has them
 * @param options.roundTo - how many digits are left
 */
export const scale: Task<(rows: readonly RowInput[], factor?: number) => Row[], { roundTo?: number; color?: Color }>;

export const later: Task<(seconds: number) => Page<Row>, { [name: string]: any }>;

export const read: Streaming<(path: string, ...parts: string[]) => Stream<Row>>;

export const mean: Streaming<() => Stream<number, string, number>>;

export const ticks: Streaming<(count: number) => Stream<number>>;

export const total: Task<(rows: Source<RowInput>) => number>;

export const train: Task<
  (
    epochs: number,
    progress: (arg1: number, arg2: Point) => void,
    ask?: ((arg: string) => readonly string[] | Promise<readonly string[]>) | null,
  ) => string[]
>;

export const copy: Task<(done: (arg: number) => void) => void>;

/** Add two numbers. */
export function add(...args: Call<[a: number, b?: number], { negate?: boolean }>): number;

export function tree(tree: TreeInput | null | undefined): Tree | null;

export function paint(color: Color, way?: 'slow' | 1 | null): Color;

export function swap(
  pair: readonly [n: number, label?: string],
  sizes: readonly number[],
  both: readonly [string, Point],
): [Point, [n: number, label: string]];

export function count(
  words: Record<string, number>,
  byNumber: ReadonlyMap<number, string>,
  seen: ReadonlySet<string>,
): Map<number, string[]> | Record<string, never>;

export function describe(pet: CatInput | Dog, loose: LooseInput, stamp: StampInput): [Cat | Dog, Loose, Stamp];

export function double(items: Float64Array, data: Binary, view?: Binary | null): Shaped<Float64Array>;

export function convert(
  when: Date,
  wait: number | string,
  price: number | string,
  key: string,
  path: string,
): [Date, string, string, string, Buffer];

export function anything(value: any, onStep?: any /* Callable[[], None] */): any;

export function fail(): any /* complex */;

declare function delete_(function_: string): void;
export { delete_ as delete };

/** Counts. */
export class Counter {
  /**
   * Begin at a number.
   *
   * @param start - the number
   */
  constructor(start?: number);
  static readonly step: number;
  /** Add to it. */
  addUp(by?: number): number;
  readonly later: Task<(by: number) => number>;
  readonly soon: Task<() => Counter>;
  /** What it is at. */
  total: number;
  get wait(): string;
  set wait(value: number | string);
  readonly isEven: boolean;
  static of(total: number): Counter;
}

export function totalOf(counters: readonly Counter[]): number;

export const version: string;

export const limits: { most: bigint; sizes: (number | null)[]; row: Row; 'a-b': boolean[]; zero: Shaped<Float64Array> };

/** Call back with 17. */
export function perform(callback: Callback<number>): void;

export function countArguments(...args: any[]): number;

export class Box {
  /** Put something into it. */
  constructor(content: number);
  content(...args: any[]): number;
}

export const answer: number;

export const place: { name: string };

/** One row of a table. */
export interface Row {
  /** its number */
  id: number;
  price: number;
  /** what it is found by */
  tags: string[];
}

/** One row of a table. */
export interface RowInput {
  /** its number */
  id: number;
  price: number;
  /** what it is found by */
  tags?: readonly string[];
}

/** Of what a thing is painted in. */
export type Color = 'red' | 'blue';

export interface Page<T> {
  items: T[];
  next: string | null;
}

export interface Point {
  x: number;
  y: number;
}

export interface Tree {
  value: number;
  children: Tree[];
  parent: Tree | null;
}

export interface TreeInput {
  value: number;
  children: readonly TreeInput[];
  parent: TreeInput | null | undefined;
}

export interface Cat {
  type: 'Cat';
  fullName: string;
  lives: number;
}

export interface CatInput {
  type: 'Cat';
  fullName: string;
  lives?: number;
}

export interface Dog {
  type: 'Dog';
  age: number;
}

export interface Loose {
  data?: Buffer | string;
}

export interface LooseInput {
  data?: Binary | string;
}

export interface Stamp {
  at: string;
}

export interface StampInput {
  at: Date;
}
