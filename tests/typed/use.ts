// Never runs: what compiles here, and what must not, pins the types that are made of lib.py.

import { Readable } from 'stream';
import type { PythonError, Task } from '../../js';
import * as typed from '.';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_: Same<A, B>): void {}
const { signal } = new AbortController();

// tasks
same<typeof typed.fibonacci, Task<(n: number) => string>>(true);
same<Awaited<ReturnType<typeof typed.fibonacci>>, string>(true);
typed.fibonacci(10, (err, value) => {
  same<typeof err, PythonError | null>(true);
  same<typeof value, string>(true);
});
typed.fibonacci(10, { signal }).then((digits) => digits.length);
typed.fibonacci(10, { signal }, (_, digits) => digits.length);
typed.fibonacci.with({ timeout: 5 }).with({ signal })(10).then((digits) => digits.length);
// @ts-expect-error an argument is missing
typed.fibonacci();
// @ts-expect-error a number
typed.fibonacci('10');
// @ts-expect-error one too many
typed.fibonacci(10, 20);
// @ts-expect-error no such option
typed.fibonacci(10, { signals: signal });
// @ts-expect-error milliseconds
typed.fibonacci.with({ timeout: '5' });

// options
const rows: typed.RowInput[] = [{ id: 1, price: 2 }];
typed.scale(rows).then(([row]) => row?.tags.length);
typed.scale(rows, { roundTo: 1 });
typed.scale(rows, 3, { color: 'blue', signal }, (_, scaled) => scaled.length);
typed.scale(rows as readonly typed.RowInput[], undefined);
const scaled: Promise<typed.Row[]> = typed.scale([]);
const nothing: void = typed.scale(rows, (_, scaled) => scaled.length);
typed.add(1);
typed.add(1, { negate: true });
typed.add(1, 2, { negate: true });
typed.later(0.5, { anyName: 1 }).then(({ items, next }) => `${items[0]?.price}${next?.length}`);
// @ts-expect-error not one of the colors
typed.scale(rows, 3, { color: 'green' });
// @ts-expect-error there is no price
typed.scale([{ id: 1 }]);
// @ts-expect-error a synchronous function takes no signal
typed.add(1, { signal });
// @ts-expect-error and has no options
typed.add.with({ signal });

// streams and callbacks
async function streams(): Promise<void> {
  for await (const { id, tags } of typed.read('rows.csv', 'more', { signal })) `${id.toFixed()}${tags.length}`;
  for await (const tick of typed.ticks.with({ signal })(3)) tick.toFixed();
  const talk = typed.mean();
  await talk.next();
  await talk.next(5);
  // @ts-expect-error it is sent numbers
  await talk.next('5');
  const end = await talk.return();
  if (end.done) same<typeof end.value, string>(true);
  await typed.total(rows);
  await typed.total(new Set(rows));
  await typed.total(typed.read('rows.csv'));
  await typed.total(Readable.from(rows));
  // @ts-expect-error they are no rows
  await typed.total([1, 2]);
  (await typed.train(3, (epoch, point) => `${epoch}${point.x}`)).length;
  await typed.train(3, () => {}, async (what) => [what]);
  // @ts-expect-error a function
  await typed.train(3, () => {}, 5);
  await typed.copy((part) => part.toFixed());
}
streams().then(() => [scaled, nothing]);

// values
typed.tree({ value: 1, children: [], parent: undefined })?.children[0]?.parent?.value;
typed.tree(undefined);
const color: typed.Color = typed.paint('red', 'slow');
color.length;
const [{ x }, [n, label]] = typed.swap([1], [2, 3], ['a', { x: 1, y: 2 }]);
`${x.toFixed()}${n.toFixed()}${label.length}`;
const counted = typed.count({ a: 1 }, new Map([[1, 'a']]), new Set<string>());
if (counted instanceof Map) counted.get(1)?.length;
const [pet, { data }, { at }] = typed.describe({ type: 'Cat', fullName: 'Tom' }, { data: new Uint8Array(1) }, { at: new Date() });
if (pet.type === 'Cat') pet.lives.toFixed();
if (typeof data !== 'string') data?.readUInt8(0);
at.length;
typed.double(new Float64Array(2), new ArrayBuffer(1), Buffer.from('a')).shape?.length;
const [when, wait, , , bytes] = typed.convert(new Date(), 90, '1.5', 'key', 'path');
`${when.getTime()}${wait.length}${bytes.toString('hex')}`;
typed.anything(Symbol()).whatever;
same<ReturnType<typeof typed.fail>, any>(true);
typed.delete('all');
// @ts-expect-error no such color
typed.paint('green');
// @ts-expect-error a tag tells them apart
typed.describe({ fullName: 'Tom' }, {}, { at: new Date() });
// @ts-expect-error of other items
typed.double(new Float32Array(2), new ArrayBuffer(1));

// classes and constants
const counter = new typed.Counter(3);
counter.later(1, (_, total) => total.toFixed());
counter.later.with({ signal }).call(counter, 1);
counter.soon().then((same) => same.addUp().toFixed());
counter.total = 5;
counter.wait = 90;
same<typeof typed.Counter.step, number>(true);
typed.totalOf([counter, typed.Counter.of(1)]);
same<typeof typed.limits.most, bigint>(true);
typed.limits['a-b'][0]?.valueOf();
same<typeof typed.version, string>(true);
// @ts-expect-error it cannot be set
counter.isEven = true;
// @ts-expect-error it is no counter
typed.totalOf([{ total: 1 }]);

// by reference
typed.perform((_, value) => value.toFixed());
new typed.Box(1).content('anything').toFixed();
typed.countArguments(1, 'two').toFixed();
typed.place.name.length + typed.answer;
// @ts-expect-error a callback
typed.perform(17);
