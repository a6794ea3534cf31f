import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acceptDifference, refundCall } from '../../../companion/calls/correct-calls.ts';
import { settlementOf } from '../../../companion/calls/held-amounts.ts';
import { readCorrectionsOf, sumOfCorrections } from '../../../companion/ledger/corrections.ts';
import type { Holds } from '../../../companion/ledger/holds.ts';
import { type LedgerStore, openLedgerStore } from '../../../companion/ledger/open-ledger.ts';
import { readWindow } from '../../../companion/ledger/rows.ts';
import type { CallRecord } from '../../../lib/domain/record.ts';
import { budgetOf, callOf } from '../../budget/samples.ts';
import { recordOf } from '../export-samples.ts';
import { adapters, type TestDatabase } from '../ledger/adapters.ts';
import { CENT, openTestHolds } from '../ledger/samples.ts';
import { spanOf } from './span-of.ts';

/** What is done to one of three calls by one of two companions. */
type Deed =
  | { readonly kind: 'refund'; readonly id: number; readonly cents: bigint }
  /** A balance lost so much that no call explains. */
  | { readonly kind: 'accept'; readonly span: number; readonly cents: bigint }
  /** The end of a call whose end nobody saw is told after all. */
  | { readonly kind: 'truth'; readonly cents: bigint };

const cents = fc.bigInt({ min: 1n, max: 90n });
const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ kind: fc.constant('refund' as const), id: fc.nat({ max: 3 }), cents }),
  fc.record({ kind: fc.constant('accept' as const), span: fc.nat({ max: 1 }), cents }),
  fc.record({ kind: fc.constant('truth' as const), cents }),
);
const plays = fc.array(
  fc.array(fc.record({ who: fc.nat({ max: 1 }), call: fc.nat({ max: 2 }), deed }), { minLength: 1, maxLength: 6 }),
  { minLength: 1, maxLength: 12 },
);

interface Side {
  readonly holds: Holds;
  readonly store: LedgerStore;
}

const at = Date.now();
const usd = (nano: bigint) => ({ unit: 'USD', lowNano: nano, likelyNano: nano, highNano: nano });
const known = (call: number, nano: bigint): CallRecord => recordOf(call, { openedAt: at, cost: usd(nano) });
const lost = (call: number): CallRecord =>
  recordOf(call, { openedAt: at, outcome: 'cut', usage: null, cost: null, certainty: 'unknown' });
const isLost = ({ certainty }: CallRecord): boolean => certainty === 'unknown';
const HELD = 50n * CENT;

describe.each(adapters)('corrections at once over $name', ({ name, open }) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  }, 60_000);
  afterAll(() => database?.close());

  /** Three calls: one that cost a dollar's half, and two of which nobody saw the end. */
  async function openSides(): Promise<{ readonly ledger: string; readonly sides: readonly [Side, Side] }> {
    const ledger = await database.newLedger();
    const side = (): Side => ({
      holds: openTestHolds(database.sql, ledger),
      store: openLedgerStore(database.sql, ledger),
    });
    const one = side();
    await one.holds.change({ id: 'put', budgetId: 'all', kind: 'put', budget: budgetOf({ isHard: false }) });
    const records = [known(0, HELD), lost(1), lost(2)];
    await one.store.transact(async (tables) => void (await tables.records.bulkPut(records)));
    for (const record of records) await settle(one, record);
    return { ledger, sides: [one, database.sql.isSoleWriter ? one : side()] };
  }

  const settle = ({ holds }: Side, record: CallRecord) =>
    holds.settle({
      ...{ callId: record.callId, ...settlementOf(record) },
      unheld: { call: callOf(), at, atMost: { unit: 'USD', nano: HELD } },
    });

  async function play(side: Side, call: number, what: Deed): Promise<void> {
    const { callId } = recordOf(call);
    if (what.kind === 'refund') {
      await refundCall(side, { callId, id: `${what.id}`, nano: what.cents * CENT, unit: null });
    } else if (what.kind === 'accept') {
      const record = await side.store.transact(async ({ records }) => records.get(callId));
      const cost = record === undefined || isLost(record) ? null : (record.cost ?? null);
      const of = { providerRequestId: null, model: null, outcome: 'answer', setAsideNano: null } as const;
      const calls = [{ ...of, callId, cost, openedAt: at, settledAt: at }];
      const span = spanOf({ from: what.span, to: what.span + 1, calls, differenceNano: what.cents * CENT });
      await acceptDifference(side, 'USD', span);
    } else {
      // As the engine and the desk do: the record first, then its hold.
      const record = await side.store.transact(async ({ records }) => {
        const was = await records.get(callId);
        if (was === undefined || !isLost(was)) return null;
        await records.put(known(call, what.cents * CENT));
        return known(call, what.cents * CENT);
      });
      if (record !== null) await settle(side, record);
    }
  }

  /** What each call comes to by records and corrections is what budgets and sums have. */
  async function check(ledger: string, { holds, store }: Side): Promise<void> {
    const ids = [0, 1, 2].map((call) => recordOf(call).callId);
    const totals = await store.transactBelow(async ({ tx, ledger: of, tables }) => {
      const corrections = await readCorrectionsOf({ tx, ledger: of }, ids);
      return (await tables.records.bulkGet(ids)).map((record) => {
        if (record === undefined) throw new Error('a record is gone');
        const sum = sumOfCorrections(corrections.get(record.callId), 'USD');
        const isKnown = !isLost(record);
        if (!isKnown && !corrections.has(record.callId)) return HELD;
        return (isKnown ? (record.cost?.likelyNano ?? 0n) : 0n) + sum;
      });
    });
    // What was given back of a guess may be more than the truth that came after it; of a known cost it is not.
    expect((totals[0] ?? -1n) >= 0n).toBe(true);
    const sum = totals.reduce((all, total) => all + total, 0n);
    const rows = await database.sql.transaction((tx) => tx.rows('select * from windows where ledger = $1', [ledger]));
    expect(rows.map(readWindow).map(({ spent }) => spent)).toEqual([sum]);
    const spend = await holds.spend({ start: at - 900_000, end: at + 900_000 });
    expect(spend.reduce((all, { nano }) => all + nano, 0n)).toBe(sum);
  }

  it('of refunds that come at once no more are booked than the call came to', async () => {
    const { ledger, sides } = await openSides();
    const { callId } = recordOf(0);
    const refunds = Array.from({ length: 8 }, (_, id) =>
      refundCall(sides[id % 2] as Side, { callId, id: `${id}`, nano: 20n * CENT, unit: 'USD' }),
    );
    const kinds = (await Promise.all(refunds)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'booked')).toHaveLength(2);
    expect(kinds.filter((kind) => kind === 'over')).toHaveLength(6);
    await check(ledger, sides[0]);
  });

  it('the truth of a call takes the place of what was accepted for it, and what came back of it stays', async () => {
    const { ledger, sides } = await openSides();
    const { callId } = recordOf(1);
    await play(sides[0], 1, { kind: 'accept', span: 0, cents: 30n });
    await play(sides[0], 1, { kind: 'refund', id: 0, cents: 10n });
    await play(sides[0], 1, { kind: 'truth', cents: 40n });
    const corrections = await sides[0].store.transactBelow((below) => readCorrectionsOf(below, [callId]));
    expect(sumOfCorrections(corrections.get(callId), 'USD')).toBe(-10n * CENT);
    await check(ledger, sides[0]);
  });

  it('whatever is refunded, accepted and told late, in whatever order: all sums agree', async () => {
    await fc.assert(
      fc.asyncProperty(plays, async (groups) => {
        const { ledger, sides } = await openSides();
        for (const group of groups) {
          await Promise.all(group.map(({ who, call, deed: what }) => play(sides[who] ?? sides[0], call, what)));
          await check(ledger, sides[0]);
        }
      }),
      { numRuns: name === 'sqlite' ? 80 : 20 },
    );
  }, 120_000);
});
