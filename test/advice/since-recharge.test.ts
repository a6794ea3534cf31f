import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findRecharge, lastBalance, type ReadBalance } from '../../lib/advice/find-recharge.ts';
import { openSinceRecharge, type SinceQuestion, type SinceRecharge } from '../../lib/advice/since-recharge.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import { HOUR, made, NOVEMBER, usd } from './samples.ts';

const read = (hour: number, nano: bigint | null, frozenNano: bigint | null = null): ReadBalance => ({
  at: NOVEMBER + hour * HOUR,
  reading: { unit: 'USD', availableNano: nano, frozenNano, at: NOVEMBER + hour * HOUR, source: 'api' },
});
const MIN = 500_000_000n;
const ONE = 1_000_000_000n;

function look(readings: readonly ReadBalance[], records: readonly CallRecord[]): SinceRecharge {
  const mark = findRecharge(readings, MIN);
  const question: SinceQuestion = {
    account: 'openai:a',
    unit: 'USD',
    mark,
    from: NOVEMBER,
    last: lastBalance(readings),
  };
  const since = openSinceRecharge(question);
  for (const record of records) since.add(record);
  return since.end();
}

const call = (number: number, hour: number, change: Partial<CallRecord> = {}): CallRecord =>
  made(number, {
    ...{ account: 'openai:a', openedAt: NOVEMBER + hour * HOUR, usage: null, cost: usd(ONE) },
    ...(change as object),
  });

describe('the last recharge', () => {
  it('is the last rise that is none of what was set aside, and frozen money is no spending', () => {
    const readings = [
      read(0, 3n * ONE),
      read(1, null),
      read(2, 13n * ONE),
      read(3, 12n * ONE),
      read(4, 12n * ONE + MIN - 1n),
      read(5, 4n * ONE, 8n * ONE),
      read(6, 12n * ONE, 0n),
    ];
    expect(findRecharge(readings, MIN)).toEqual({
      ...{ kind: 'rise', at: NOVEMBER + 2 * HOUR, after: NOVEMBER, balanceNano: 13n * ONE, byNano: 10n * ONE },
    });
  });

  it('is not made up where none was seen, or nothing was read', () => {
    expect(findRecharge([read(0, 5n * ONE), read(1, 4n * ONE)], MIN)).toMatchObject({ kind: 'first', byNano: null });
    expect(findRecharge([read(0, null)], MIN)).toBeNull();
    expect(findRecharge([], MIN)).toBeNull();
  });
});

describe('since the last recharge', () => {
  it('says where it went by model, label and day, of this account alone', () => {
    const readings = [read(0, ONE), read(2, 20n * ONE), read(50, 14n * ONE)];
    const since = look(readings, [
      call(1, 1),
      call(2, 3),
      call(3, 4, { model: 'gpt-5.4', origin: 'tool:agent', cost: usd(3n * ONE) }),
      call(4, 30, { account: 'openai:b' }),
      call(5, 30, { cost: null, certainty: 'unknown' }),
      call(6, 30, { cost: usd(7n, 'CNY') }),
      call(7, 30, { outcome: 'refusal', cost: usd(0n) }),
      call(8, 51, { cost: null, certainty: 'unknown' }),
    ]);
    expect(since).toMatchObject({ calls: 5, spentNano: 4n * ONE, unknownCalls: 2, otherUnits: 1 });
    expect(since.byModel).toEqual([
      { name: 'gpt-5.4', calls: 1, nano: 3n * ONE },
      { name: 'gpt-5.5', calls: 1, nano: ONE },
    ]);
    expect(since.byLabel.map(({ name }) => name)).toEqual(['tool:agent', 'tool:nightly/prod']);
    expect(since.byDay).toEqual([{ name: '2026-11-01', calls: 2, nano: 4n * ONE }]);
    // It fell by 6, of which we saw 4; one of the calls of unknown cost came before it was read.
    expect(since.fall).toEqual({
      until: NOVEMBER + 50 * HOUR,
      fellNano: 6n * ONE,
      seenNano: 4n * ONE,
      unseenNano: 2n * ONE,
      unknownCalls: 1,
    });
  });

  it('does not know what it did not see where the balance was read only once', () => {
    expect(look([read(2, 20n * ONE)], [call(1, 3)]).fall).toBeNull();
    expect(look([], [call(1, 3)])).toMatchObject({ mark: null, fall: null, spentNano: ONE });
  });

  it('holds what was billed against what was counted, and says of how many it cannot', () => {
    const since = look(
      [read(0, 20n * ONE)],
      [
        call(1, 1, { counted: { input: { billed: 110, counted: 100 }, output: 'reasoning' } }),
        call(2, 1, { counted: { input: { billed: 220, counted: 200 }, output: { billed: 5, counted: 5 } } }),
        call(3, 1),
      ],
    );
    expect(since.input).toEqual({ calls: 2, billed: 330, counted: 300, notCompared: 1 });
    expect(since.output).toEqual({ calls: 1, billed: 5, counted: 5, notCompared: 2 });
  });

  it('is the sum of its parts, and what was seen and not seen is what the balance fell by', () => {
    const costs = fc.array(fc.tuple(fc.integer({ min: 0, max: 99 }), fc.bigInt({ min: 0n, max: ONE })), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(costs, fc.bigInt({ min: 0n, max: ONE }), (planted, unseen) => {
        const start = 100n * ONE;
        const records = planted.map(([hour, nano], number) =>
          call(number, hour, { cost: usd(nano), model: `m${hour % 7}`, origin: `tool:t${hour % 3}` }),
        );
        const spent = planted.reduce((sum, [, nano]) => sum + nano, 0n);
        const since = look([read(-1, start), read(200, start - spent - unseen)], records);
        const sumOf = (rows: SinceRecharge['byDay']): bigint => rows.reduce((sum, { nano }) => sum + nano, 0n);
        expect([since.spentNano, since.fall?.unseenNano]).toEqual([spent, unseen]);
        for (const rows of [since.byModel, since.byLabel, since.byDay]) expect(sumOf(rows)).toBe(spent);
      }),
    );
  });
});
