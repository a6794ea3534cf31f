import { describe, expect, it } from 'vitest';
import { balanceNow } from '../../lib/domain/balance.ts';
import { explainAfford, type RefusedLast, typicalOf } from '../../lib/domain/explain-afford.ts';
import { parseDecimal } from '../../lib/domain/money.ts';
import { renderText } from '../../lib/domain/render-text.ts';

const NOW = Date.UTC(2026, 10, 22, 12);
const nano = (amount: string): bigint => parseDecimal(amount) ?? 0n;

interface Given {
  readonly have?: string | null;
  readonly each?: string | null;
  readonly isLow?: boolean;
  readonly budget?: string;
  readonly ageMs?: number;
  readonly eachUnit?: string;
  readonly refused?: RefusedLast;
}

function afford({
  have = '3.92',
  each = '0.0121',
  isLow = false,
  budget,
  ageMs = 0,
  eachUnit = 'USD',
  refused,
}: Given) {
  const at = NOW - ageMs;
  const availableNano = have === null ? null : nano(have);
  const reading = { unit: 'USD', availableNano, frozenNano: 0n, at, source: 'console' } as const;
  const view = explainAfford({
    account: 'Relay',
    balance: balanceNow(reading, 0n, 0n),
    typical: each === null ? null : { unit: eachUnit, nano: nano(each) },
    ...{ isLow, budget: budget ?? null, refused: refused ?? null, now: NOW },
  });
  return [view.mood, renderText(view.text, 'en'), view.age && renderText(view.age, 'en')];
}

const REFUSED = 'No: the last call was refused, and $0.02 at Relay is not enough for it. Shorter calls may go through.';

describe('whether it can be afforded', () => {
  it.each<[Given, string, string]>([
    [{}, 'ok', 'Yes: $3.92 at Relay, enough for about 320 more like your last calls.'],
    [{ each: null }, 'ok', 'Yes, as far as is known: $3.92 at Relay.'],
    [{ eachUnit: 'CNY' }, 'ok', 'Yes, as far as is known: $3.92 at Relay.'],
    [{ isLow: true }, 'unsure', 'For now: $3.92 at Relay, enough for about 320 more like your last calls.'],
    [{ have: '0.06' }, 'unsure', 'For now: $0.06 at Relay, enough for about 4 more like your last calls.'],
    [{ each: null, isLow: true }, 'unsure', 'For now: $3.92 at Relay is running low.'],
    // Each cost little, and far more is set aside for the next: the provider said no, and what it said holds until there is more.
    [{ have: '0.02', each: '0.0009', refused: { at: NOW, most: null } }, 'short', REFUSED],
    [
      { have: '0.02', each: '0.0009', refused: { at: NOW - 1, most: { unit: 'USD', nano: nano('0.041') } } },
      'short',
      REFUSED,
    ],
    [
      { refused: { at: NOW - 1, most: { unit: 'USD', nano: nano('0.041') } } },
      'ok',
      'Yes: $3.92 at Relay, enough for about 320 more like your last calls.',
    ],
    [
      { refused: { at: NOW - 1, most: null } },
      'ok',
      'Yes: $3.92 at Relay, enough for about 320 more like your last calls.',
    ],
    [{ have: '0.01' }, 'short', 'Hardly: $0.01 at Relay is less than your last calls cost each.'],
    [{ have: '0' }, 'short', 'No: the balance at Relay is used up.'],
    [{ have: '-1' }, 'short', 'No: the balance at Relay is used up.'],
    [{ have: null }, 'unsure', 'That cannot be said yet: the balance at Relay was not read.'],
    [{ budget: 'Every month' }, 'short', 'No: the budget “Every month” is used up.'],
  ])('%o: %s', (given, mood, said) => {
    expect(afford(given)).toEqual([mood, said, null]);
  });

  it('is no plain yes where the balance was read days ago', () => {
    expect(afford({ ageMs: 49 * 3_600_000 })).toEqual([
      'unsure',
      'Yes: $3.92 at Relay, enough for about 320 more like your last calls.',
      'As read 2 days ago; open the wallet to read it again.',
    ]);
  });

  it('goes by the middle of the last costs in that unit; free calls say nothing', () => {
    const costs = ['0.01', '9', '0.02', '0', '0.03', '0.02'].map((cost) => ({ unit: 'USD', nano: nano(cost) }));
    expect(typicalOf([...costs, { unit: 'credits', nano: nano('1') }], 'USD')).toEqual({
      unit: 'USD',
      nano: nano('0.02'),
    });
    expect(typicalOf(costs, 'credits')).toBeNull();
  });
});
