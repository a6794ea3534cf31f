import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openNewestId } from '../../../companion/ledger/newest-id.ts';

describe('the newest id of a table', () => {
  it('knows nothing at first', () => {
    expect(openNewestId().mayHave('')).toBe(true);
    expect(openNewestId().isKnown()).toBe(false);
  });

  it('never says of an id that is there that it cannot be', () => {
    const ids = fc.array(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.uuid({ version: 7 })), {
      minLength: 1,
    });
    fc.assert(
      fc.property(ids, (all) => {
        const newest = openNewestId();
        for (const id of all) newest.note(id);
        expect(all.filter((id) => !newest.mayHave(id))).toEqual([]);
      }),
    );
  });

  it('says so of one behind all that are there', () => {
    const newest = openNewestId();
    for (const id of ['0199-b', '0199-a']) newest.note(id);
    expect([newest.mayHave('0199-c'), newest.mayHave('0199-a')]).toEqual([false, true]);
  });
});
