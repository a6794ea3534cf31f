import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayOfIso, isoDayOf, utcMomentOf } from '../../lib/domain/utc-day.ts';

const DAY_MS = 86_400_000;
/** From 1970 to 2399, so that centuries with and without a leap day are among them. */
const instants = fc.integer({ min: 0, max: Date.UTC(2399, 11, 31) });

describe('a moment in UTC', () => {
  it('is what the platform’s own calendar says', () => {
    fc.assert(
      fc.property(instants, (atMs) => {
        const date = new Date(atMs);
        expect(utcMomentOf(atMs)).toEqual({
          day: Math.floor(atMs / DAY_MS),
          weekday: date.getUTCDay(),
          minute: date.getUTCHours() * 60 + date.getUTCMinutes(),
        });
        expect(dayOfIso(date.toISOString().slice(0, 10))).toBe(Math.floor(atMs / DAY_MS));
        expect(isoDayOf(atMs)).toBe(date.toISOString().slice(0, 10));
      }),
    );
  });

  it.each(['', '2026', '2026-1-1', '26-01-01', '2026-01-01T00:00'])('is none for %j', (text) => {
    expect(dayOfIso(text)).toBeNaN();
  });
});
