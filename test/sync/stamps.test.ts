import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Fields,
  mergeRows,
  ROW,
  type StampedRow,
  stampChange,
  stampWhole,
  withoutFuture,
} from '../../lib/sync/stamps.ts';

const NOTHING: StampedRow = { row: null, stamps: {} };

/** A row after changes of one writer, at instants that may go back. */
function written(by: string, start: StampedRow, changes: readonly (readonly [number, Fields | null])[]): StampedRow {
  return changes.reduce(
    (before, [now, next]) => ({ row: next, stamps: stampChange(before, next, { by, now }, []) }),
    start,
  );
}

const fields = fc.option(
  fc.record(
    { a: fc.integer({ min: 0, max: 3 }), b: fc.bigInt(0n, 3n), c: fc.constantFrom('x', 'y') },
    { requiredKeys: ['a'] },
  ),
);
const changes = fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fields), { maxLength: 5 });
const rows = (by: string) => changes.map((all) => written(by, NOTHING, all));

describe('rows of two writers', () => {
  it('are the same whichever is merged into which, in whatever order, however often', () => {
    fc.assert(
      fc.property(rows('one'), rows('two'), rows('three'), (a, b, c) => {
        expect(mergeRows(a, b)).toEqual(mergeRows(b, a));
        expect(mergeRows(mergeRows(a, b), c)).toEqual(mergeRows(a, mergeRows(b, c)));
        expect(mergeRows(mergeRows(a, b), b)).toEqual(mergeRows(a, b));
        expect(mergeRows(a, a)).toEqual(a);
      }),
    );
  });

  it('have the later change of each field, also where a clock went back', () => {
    const start = written('one', NOTHING, [[5, { a: 1, b: 1 }]]);
    const here = written('one', start, [[9, { a: 2, b: 1 }]]);
    const there = written('two', start, [[7, { a: 1, b: 3 }]]);
    expect(mergeRows(here, there).row).toEqual({ a: 2, b: 3 });
    const back = written('two', here, [[1, { a: 5, b: 1 }]]);
    expect(mergeRows(here, back).row).toEqual({ a: 5, b: 1 });
  });

  it('stay removed whatever was changed in them elsewhere, until they are written anew', () => {
    const start = written('one', NOTHING, [[5, { a: 1 }]]);
    const gone = written('one', start, [[6, null]]);
    const changed = written('two', start, [[9, { a: 2 }]]);
    expect(mergeRows(gone, changed).row).toBeNull();
    const anew = written('two', mergeRows(gone, changed), [[10, { a: 3 }]]);
    expect(mergeRows(gone, anew).row).toEqual({ a: 3 });
  });

  it('say nothing of what each adds up itself, unless the rest changes', () => {
    const start: StampedRow = { row: { a: 1, used: 1 }, stamps: stampWhole({ a: 1, used: 1 }, 5, 'one') };
    expect(stampChange(start, { a: 1, used: 2 }, { by: 'one', now: 9 }, ['used'])).toEqual(start.stamps);
    const both = stampChange(start, { a: 2, used: 0 }, { by: 'one', now: 9 }, ['used']);
    expect([both.a, both.used]).toEqual([
      [9, 'one'],
      [9, 'one'],
    ]);
  });

  it('from a time that is not yet do not win for ever', () => {
    const stamps = withoutFuture({ [ROW]: [9e15, 'x'], a: [5, 'x'] }, 1000);
    expect(stamps).toEqual({ [ROW]: [1000 + 86_400_000, 'x'], a: [5, 'x'] });
  });
});
