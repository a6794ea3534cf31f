import { describe, expect, it } from 'vitest';
import { BADGE_STALE_MS, badgeOf, PAUSED_BADGE } from '../../lib/domain/badge.ts';
import { balanceNow } from '../../lib/domain/balance.ts';
import { parseDecimal } from '../../lib/domain/money.ts';
import { renderText } from '../../lib/domain/render-text.ts';

const NOW = Date.UTC(2026, 10, 22, 12);

function badge(
  have: string | null,
  given: { isLow?: boolean; ageMs?: number; unit?: string; isUnlimited?: true } = {},
) {
  const { isLow = false, ageMs = 0, unit = 'USD', isUnlimited } = given;
  const reading = {
    ...{ unit, availableNano: have === null ? null : parseDecimal(have), frozenNano: 0n },
    ...{ at: NOW - ageMs, source: 'console' as const, ...(isUnlimited && { isUnlimited }) },
  };
  return badgeOf({ account: 'Relay', balance: balanceNow(reading, 0n, 0n), isLow, now: NOW });
}

describe('the badge', () => {
  it.each([
    ['3.92', {}, 'amount', '$3.9', 'Relay: $3.92'],
    ['392', { unit: 'credits' }, 'amount', '392', 'Relay: 392 credits'],
    ['0.41', { isLow: true }, 'low', '0.4↓', 'Relay: $0.41, running low'],
    ['3.92', { isLow: true }, 'low', '3.9↓', 'Relay: $3.92, running low'],
    ['1234', { isLow: true, unit: 'credits' }, 'low', '1k↓', 'Relay: 1,234 credits, running low'],
    ['0', {}, 'empty', '$0', 'Relay: $0.00, used up'],
    ['-3', { isLow: true }, 'empty', '-$3', 'Relay: -$3.00, used up'],
    ['3.92', { ageMs: BADGE_STALE_MS + 1 }, 'stale', '~3.9', 'Relay: $3.92, as read 1 day ago'],
    ['39', { ageMs: 49 * 3_600_000 }, 'stale', '~$39', 'Relay: $39.00, as read 2 days ago'],
    ['3.92', { ageMs: BADGE_STALE_MS }, 'amount', '$3.9', 'Relay: $3.92'],
    [null, {}, 'unknown', '?', 'Relay: balance not known'],
    [null, { isUnlimited: true }, 'amount', '∞', 'Relay: no limit'],
  ] as const)('of %s with %o is %s: %s', (have, given, state, text, title) => {
    const found = badge(have, given);
    expect([found.state, found.text, renderText(found.title, 'en')]).toEqual([state, text, title]);
  });

  it('tells low and old from an amount by a sign, whatever the amount, and stays within four characters', () => {
    for (const have of ['0.004', '0.05', '0.5', '1', '9.99', '42', '123.4', '999', '1000', '12345', '999999', '5e9']) {
      for (const unit of ['USD', 'CNY', 'JPY', 'credits']) {
        const texts = [
          badge(have, { unit }),
          badge(have, { unit, isLow: true }),
          badge(have, { unit, ageMs: 10 * BADGE_STALE_MS }),
        ].map(({ text }) => text);
        expect(new Set(texts).size, texts.join(' ')).toBe(3);
        for (const text of texts) expect([...text].length, text).toBeLessThanOrEqual(4);
      }
    }
  });

  it('says what a pause means, by letters that no amount has', () => {
    expect([PAUSED_BADGE.state, PAUSED_BADGE.text]).toEqual(['off', 'II']);
  });
});
