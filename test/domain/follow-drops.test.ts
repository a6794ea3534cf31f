import { describe, expect, it } from 'vitest';
import type { BalanceReading } from '../../lib/domain/balance.ts';
import {
  beginTrail,
  DROPS_MAX,
  type DropTrail,
  READING_LAG_MS,
  withCall,
  withReading,
} from '../../lib/domain/follow-drops.ts';
import { digitStep } from '../../lib/domain/money.ts';
import { chatPrice, chatRecord, NOW, ONE } from './samples.ts';

const LAG = READING_LAG_MS;
const reading = (nano: bigint | null, at: number, unit = 'USD'): BalanceReading => ({
  ...{ unit, availableNano: nano, frozenNano: null, at, source: 'console' },
});
/** Two decimals, as consoles show them. */
const START = begin(500n * ONE + ONE / 100n);
const later = (trail: DropTrail, nano: bigint, afterMs = LAG, isSure = true): DropTrail =>
  withReading(trail, reading(nano, trail.settledAt + afterMs), isSure, LAG);
const unpriced = chatRecord({ cost: null, settledAt: NOW + 1000 });
const priced = chatRecord({ model: 'known', settledAt: NOW + 1000 });
const cents = (count: number): bigint => (BigInt(count) * ONE) / 100n;
const left = (spentCents: number): bigint => 500n * ONE + cents(1) - cents(spentCents);

function begin(nano: bigint): DropTrail {
  const trail = beginTrail(reading(nano, NOW));
  if (trail === null) throw new Error('no trail');
  return trail;
}

describe('the last digit that an amount shows', () => {
  it.each([
    [3_920_000_000n, 10_000_000n],
    [3_921_745_300n, 100n],
    [392n * ONE, ONE],
    [1000n * ONE, ONE],
    [0n, ONE],
    [-3_920_000_001n, 1n],
  ])('of %s is worth %s', (nano, step) => expect(digitStep(nano)).toBe(step));
});

describe('between two sure readings', () => {
  it('a drop is what the calls without a price took', () => {
    const trail = later(withCall(START, unpriced), left(120));
    expect(trail.samples).toEqual([
      {
        at: NOW + 1000 + LAG,
        restNano: cents(120),
        // A cent for both readings, and a millionth for the call.
        slackNano: cents(1) + 1000n,
        unpriced: [{ model: 'big', calls: 1, usage: { 'input-tokens': 1000, 'output-tokens': 1000 } }],
      },
    ]);
    expect(trail).toMatchObject({ fromNano: left(120), calls: 0, unpriced: [], knownLowNano: 0n });
  });

  it('what calls of known price cost is taken off, and what is not exact of it is slack', () => {
    const exact = later(withCall(withCall(START, priced), unpriced), left(120));
    expect(exact.samples).toMatchObject([{ restNano: cents(116), slackNano: cents(1) + 2000n }]);
    const counted = withCall(withCall(START, { ...priced, certainty: 'estimated' }), unpriced);
    expect(later(counted, left(120)).samples).toMatchObject([
      { restNano: cents(116), slackNano: cents(1) + 2000n + cents(4) / 10n },
    ]);
  });

  it('a call booked by a learned price still teaches, one whose cost the provider stated is known', () => {
    const basis = { kind: 'drops', drops: 3, unit: 'USD', rates: [] } as const;
    const pricedBy = { ...chatPrice(), basis };
    const learned = later(
      withCall(START, { ...unpriced, cost: priced.cost, certainty: 'estimated', pricedBy }),
      left(120),
    );
    expect(learned.samples).toMatchObject([{ restNano: cents(120), unpriced: [{ model: 'big' }] }]);
    expect(withCall(START, { ...unpriced, cost: priced.cost, certainty: 'billed', pricedBy }).unpriced).toEqual([]);
  });

  it('a cost in another unit took nothing from this balance', () => {
    const paid = { ...priced, cost: { unit: 'CNY', lowNano: ONE, likelyNano: ONE, highNano: ONE } };
    expect(withCall(START, paid)).toMatchObject({ knownLowNano: 0n, knownHighNano: 0n, unpriced: [] });
  });

  it.each(['refusal', 'error', 'cut'] as const)(
    'of a call that ended as %s and counted nothing only that it was',
    (outcome) => {
      expect(withCall(START, { ...unpriced, outcome, usage: null })).toMatchObject({ calls: 1, unpriced: [] });
    },
  );

  it('of a metered answer that counts nothing it is what was asked for', () => {
    const draft = { ...(unpriced.draft ?? Object.create(null)), units: { meter: 'pages', count: 7 } };
    expect(withCall(START, { ...unpriced, model: null, usage: null, draft }).unpriced).toEqual([
      { model: null, calls: 1, usage: { pages: 7 } },
    ]);
  });
});

describe('a reading that is passed over', () => {
  const one = withCall(START, unpriced);

  it.each([
    ['within the lag of a call', LAG - 1, true],
    ['while a call is on its way', LAG, false],
  ])('%s: the calls count for the next one', (_, afterMs, isSure) => {
    const passed = later(one, left(120), afterMs, isSure);
    expect(passed.samples).toEqual([]);
    expect(later(passed, left(120)).samples).toMatchObject([{ restNano: cents(120) }]);
  });

  it('while the drop is not much larger than rounding', () => {
    const small = later(one, left(8));
    expect(small.samples).toEqual([]);
    const next = withCall(small, { ...unpriced, settledAt: NOW + 200_000 });
    expect(later(next, left(16)).samples).toMatchObject([{ restNano: cents(16), unpriced: [{ calls: 2 }] }]);
  });

  it('that says nothing, or is older than the one it began with', () => {
    expect(withReading(one, reading(null, NOW + LAG * 2), true, LAG)).toBe(one);
    expect(withReading(one, reading(5n, NOW - 1), true, LAG)).toBe(one);
  });
});

describe('it begins anew', () => {
  const one = withCall(START, unpriced);

  it('where money arrived, also where that is seen in passing only', () => {
    expect(later(one, left(-500))).toMatchObject({ fromNano: left(-500), unpriced: [], samples: [] });
    const passed = later(one, left(-500), LAG, false);
    expect(later(passed, left(-300))).toMatchObject({ fromNano: left(-300), unpriced: [], samples: [] });
  });

  it('where less is gone than calls of known price took', () => {
    const much = { ...priced, cost: { unit: 'USD', lowNano: ONE, likelyNano: ONE, highNano: ONE } };
    expect(later(withCall(one, much), left(50))).toMatchObject({ unpriced: [], samples: [] });
  });

  it('without calls to learn from: less can have happened unseen', () => {
    expect(later(withCall(START, priced), left(50))).toMatchObject({ fromNano: left(50), calls: 0, samples: [] });
  });

  it('after a month, or thousands of calls', () => {
    expect(later(one, left(120), 31 * 86_400_000)).toMatchObject({ unpriced: [], samples: [] });
    let many = START;
    for (let index = 0; index < 2001; index += 1) many = withCall(many, unpriced);
    expect(later(many, left(12_000))).toMatchObject({ unpriced: [], samples: [] });
  });
});

it('keeps the last drops, however many there were', () => {
  let trail = START;
  for (let index = 1; index <= DROPS_MAX + 10; index += 1) {
    trail = later(withCall(trail, { ...unpriced, settledAt: NOW + index * 1_000_000 }), left(index * 20));
  }
  expect(trail.samples).toHaveLength(DROPS_MAX);
  expect(trail.samples.at(-1)?.at).toBe(NOW + (DROPS_MAX + 10) * 1_000_000 + LAG);
});

it('knows the finest digit that any reading showed: figures drop their zeros', () => {
  const coarse = withReading(START, reading(400n * ONE, NOW + LAG), true, LAG);
  expect(coarse.stepNano).toBe(ONE / 100n);
  expect(withReading(coarse, reading(399n * ONE + 5000n, NOW + 2 * LAG), true, LAG).stepNano).toBe(1000n);
});
