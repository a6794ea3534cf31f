import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { instantOf, wallAt, weekdayOf } from '../../lib/watch/zone-clock.ts';
import { openZoneHours } from '../../lib/watch/zone-hours.ts';

const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone')];
const FROM = Date.UTC(1970, 0, 3);
const UNTIL = Date.UTC(2060, 0, 1);
const zone = fc.constantFrom(...ZONES);
const shownBy = (name: string, at: number): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(name);

/** Instants anywhere, and around the changes of a zone's clock, where mistakes are. */
const instantIn = (name: string): fc.Arbitrary<number> => {
  const anywhere = fc.integer({ min: FROM, max: UNTIL });
  const around = fc
    .tuple(anywhere, fc.integer({ min: -2 * 3_600_000, max: 2 * 3_600_000 }))
    .map(([at, beside]) => (shownBy(name, at).getTimeZoneTransition('next')?.epochMilliseconds ?? at) + beside);
  return fc.oneof(anywhere, around);
};
const moment = zone.chain((name) => fc.tuple(fc.constant(name), instantIn(name)));

describe('the clock of a zone', () => {
  it('shows what Temporal says, in every zone and at its changes', () => {
    fc.assert(
      fc.property(moment, ([name, at]) => {
        const clock = shownBy(name, at);
        const wall = wallAt(name, at);
        expect(new Date(wall).toISOString().slice(0, -1)).toBe(
          clock.toPlainDateTime().toString({ smallestUnit: 'millisecond' }),
        );
        expect(weekdayOf(wall)).toBe(clock.dayOfWeek);
      }),
      { numRuns: 2000 },
    );
  });

  it('leads back to the instant that Temporal takes, where it shows a time twice or not at all', () => {
    fc.assert(
      fc.property(moment, fc.integer({ min: -3 * 3_600_000, max: 3 * 3_600_000 }), ([name, at], beside) => {
        const wall = wallAt(name, at) + beside;
        const meant = Temporal.PlainDateTime.from(new Date(wall).toISOString().slice(0, -1));
        expect(instantOf(name, wall)).toBe(
          meant.toZonedDateTime(name, { disambiguation: 'compatible' }).epochMilliseconds,
        );
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    // Twice: the first. Not at all: as much later.
    ['Europe/Vienna', '2026-10-25T02:30', '2026-10-25T00:30:00.000Z'],
    ['Europe/Vienna', '2026-03-29T02:30', '2026-03-29T01:30:00.000Z'],
    // Half an hour, and the day that Samoa left out.
    ['Australia/Lord_Howe', '2026-10-04T02:15', '2026-10-03T15:45:00.000Z'],
    ['Pacific/Apia', '2011-12-30T12:00', '2011-12-30T22:00:00.000Z'],
  ])('of %s that shows %s: %s', (name, shown, at) => {
    expect(new Date(instantOf(name, Date.parse(`${shown}Z`))).toISOString()).toBe(at);
  });

  it('knows the hour of the week as Temporal does', () => {
    fc.assert(
      fc.property(moment, ([name, at]) => {
        const clock = shownBy(name, at);
        expect(openZoneHours(name).hourOf(at)).toBe((clock.dayOfWeek - 1) * 24 + clock.hour);
      }),
      { numRuns: 1000 },
    );
  });

  it('there is none of a zone that nobody knows', () => {
    expect(() => wallAt('Mars/Olympus', 0)).toThrow(RangeError);
    expect(() => openZoneHours('Mars/Olympus')).toThrow(RangeError);
  });
});
