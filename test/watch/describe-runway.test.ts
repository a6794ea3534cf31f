import { describe, expect, it } from 'vitest';
import { renderText } from '../../lib/domain/render-text.ts';
import { describeRunway } from '../../lib/watch/describe-runway.ts';
import { DEFAULT_HOURS } from '../../lib/watch/remind-at.ts';
import type { Runway } from '../../lib/watch/runway.ts';
import { runwayConditions, unsureRunways } from '../../lib/watch/runway-conditions.ts';
import { unusualConditions } from '../../lib/watch/unusual-conditions.ts';

const HOUR_MS = 3_600_000;
/** A Wednesday, 10:00 in Vienna. */
const NOW = Date.UTC(2026, 10, 18, 9);
const DAY_MS = 24 * HOUR_MS;
const reader = { now: NOW, zone: 'Europe/Vienna', renewsAt: null };
const after = (days: number | null): number | null => (days === null ? null : NOW + days * DAY_MS);

function runway(p10: number | null, p50: number | null, p90: number | null): Runway {
  const ends = { p10: after(p10), p50: after(p50), p90: after(p90), horizon: NOW + 365 * DAY_MS };
  return { ...ends, perDayNano: 2_000_000_000n, basis: 'weekly', days: 20 };
}
const say = (found: Runway | null, language: 'en' | 'zh' = 'en', renewsAt: number | null = null): string =>
  renderText(describeRunway(found, { ...reader, renewsAt }), language);

describe('a runway in words', () => {
  it('says how many days, and until when', () => {
    expect(say(runway(4.2, 6.15, 8.3))).toBe('lasts 4–9 days, likely until Tuesday about 14:00');
    expect(say(runway(4.2, 6.15, 8.3), 'zh')).toBe('还能用 4–9 天，大约到周二 14:00');
    expect(say(runway(10, 12, 20))).toBe('lasts 10–20 days, likely until 2026-11-30');
    expect(say(runway(0.1, 0.2, 0.4))).toBe('lasts 2–10 hours, likely until today about 15:00');
    expect(say(runway(1, 1.1, 3))).toBe('lasts 1–3 days, likely until tomorrow about 12:00');
  });

  it('says what is not known and what has no end', () => {
    expect(say(null)).toBe('what is left is not known');
    expect(say(runway(0, 0, 0))).toBe('nothing is left');
    expect(say({ ...runway(null, null, null), days: 0 })).toBe('no use on earlier days to go by');
    expect(say(runway(300, null, null))).toBe('lasts more than 300 days');
    expect(say(runway(30, 60, null))).toBe('lasts 30 days or more, likely until 2027-01-17');
  });

  it('of a budget that begins anew before says so', () => {
    expect(say(runway(8, 9, 10), 'en', NOW + 5 * DAY_MS)).toBe('likely lasts until it begins anew, Monday about 10:00');
    expect(say(runway(2.2, 3, 4), 'en', NOW + 5 * DAY_MS)).toContain('lasts 2–4 days');
  });
});

describe('conditions', () => {
  const subject = {
    ...({ of: { kind: 'account', id: 'openai:acme' }, name: 'acme', unit: 'USD', left: 5_000_000_000n } as const),
    ...{ renewsAt: null, link: 'https://example.com/pay' },
  };
  const limits = {
    ...{ now: NOW, zone: 'Europe/Vienna', hours: DEFAULT_HOURS, holidays: [] },
    ...{ daysOf: () => 3, leadOf: () => null, isOpen: () => false },
  };

  it('are of runways below the limit, urgent within a day', () => {
    const [soon] = runwayConditions([{ ...subject, runway: runway(1.5, 2.2, 3) }], limits);
    expect(soon).toMatchObject({
      key: 'account:openai:acme|USD|runway',
      kind: 'runway',
      level: 'soon',
      link: subject.link,
    });
    expect(soon?.meaning.map((text) => renderText(text, 'en'))).toEqual([
      'It lasts 1–3 days, likely until Friday about 15:00.',
      'An average day takes $2.00; $5.00 is left.',
    ]);
    expect(runwayConditions([{ ...subject, runway: runway(0.2, 0.5, 1) }], limits)[0]?.level).toBe('urgent');
    expect(runwayConditions([{ ...subject, runway: runway(2, 3.1, 5) }], limits)).toEqual([]);
  });

  it('are none of what is empty, unknown, or begins anew before', () => {
    const short = runway(1, 2, 3);
    expect(runwayConditions([{ ...subject, left: 0n, runway: runway(0, 0, 0) }], limits)).toEqual([]);
    expect(runwayConditions([{ ...subject, left: null, runway: null }], limits)).toEqual([]);
    const budget = { ...subject, of: { kind: 'budget', id: 'daily' } as const, runway: short };
    expect(runwayConditions([{ ...budget, renewsAt: NOW + DAY_MS }], limits)).toEqual([]);
    expect(runwayConditions([{ ...budget, renewsAt: NOW + 9 * DAY_MS }], limits)).toMatchObject([{ link: null }]);
  });

  it('are not over where it became empty or unknown meanwhile', () => {
    const budget = { of: { kind: 'budget', id: 'daily' }, unit: 'calls', left: 0n } as const;
    const keys = ['account:openai:acme|USD|runway', 'budget:daily|calls|runway'];
    expect(unsureRunways([{ ...subject, left: null }, budget])).toEqual(keys);
    expect(unsureRunways([{ ...subject, left: -1n }, subject])).toEqual(keys.slice(0, 1));
  });

  it('of unusual use say what it cost, under a key that stays the same while it grows', () => {
    const found = {
      ...({
        kind: 'more',
        provider: 'openai',
        account: 'openai:acme',
        by: { kind: 'key', id: 'abcdef0123456789' },
      } as const),
      ...{ unit: 'USD', since: NOW, costNano: 8_000_000_000n, usualNano: 500_000_000n, calls: 400 },
    };
    const told = unusualConditions([found, { ...found, costNano: 9_000_000_000n }], {
      zone: 'Europe/Vienna',
      nameOf: () => 'acme',
      linkOf: () => null,
    });
    expect(new Set(told.map(({ key }) => key)).size).toBe(1);
    expect(told[0] && renderText(told[0].title, 'en')).toBe('key abcdef01 spends far more than usual.');
    expect(told[0]?.meaning.map((text) => renderText(text, 'en'))).toEqual([
      '$8.00 in 400 calls since 2026-11-18, 10:00; $0.50 would be usual.',
    ]);
  });
});
