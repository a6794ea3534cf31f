import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { arrivesBy, DEFAULT_HOURS, LEADS, learnHours, type Reminding, remindAt } from '../../lib/watch/remind-at.ts';

const at = (text: string): number => Temporal.ZonedDateTime.from(text).epochMilliseconds;
const shown = (instant: number, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainDateTime().toString();
const vienna = 'Europe/Vienna';
const base: Reminding = {
  endsAt: at('2026-11-18T14:00[Europe/Vienna]'),
  now: at('2026-11-10T12:00[Europe/Vienna]'),
  lead: LEADS.card,
  ...{ zone: vienna, hours: DEFAULT_HOURS, holidays: [] },
};

describe('when to remind', () => {
  it('by card it is early enough on the morning of the day', () => {
    expect(shown(remindAt(base), vienna)).toBe('2026-11-18T09:00:00');
  });

  it('a transfer takes three working days, over the weekend', () => {
    const endsAt = at('2026-11-17T14:00[Europe/Vienna]');
    expect(shown(remindAt({ ...base, endsAt, lead: LEADS.transfer }), vienna)).toBe('2026-11-12T09:00:00');
  });

  it('before the weekend in which it ends, and before the holiday before that', () => {
    const endsAt = at('2026-11-15T10:00[Europe/Vienna]');
    expect(shown(remindAt({ ...base, endsAt }), vienna)).toBe('2026-11-13T09:00:00');
    expect(shown(remindAt({ ...base, endsAt, holidays: ['2026-11-13'] }), vienna)).toBe('2026-11-12T09:00:00');
  });

  it('coins that ends within an hour of work beginning is reminded of the day before', () => {
    const endsAt = at('2026-11-18T09:30[Europe/Vienna]');
    expect(shown(remindAt({ ...base, endsAt, lead: LEADS.coins }), vienna)).toBe('2026-11-17T09:00:00');
  });

  it('what is late is told at once to who is at work, and when work begins to who is not', () => {
    const endsAt = at('2026-11-11T14:00[Europe/Vienna]');
    expect(remindAt({ ...base, endsAt, lead: LEADS.transfer })).toBe(base.now);
    const night = at('2026-11-11T03:00[Europe/Vienna]');
    expect(shown(remindAt({ ...base, endsAt, now: night, lead: LEADS.transfer }), vienna)).toBe('2026-11-11T09:00:00');
  });

  it('what ends before anybody is at work again is told at once', () => {
    const now = at('2026-11-14T20:00[Europe/Vienna]');
    expect(remindAt({ ...base, now, endsAt: at('2026-11-15T02:00[Europe/Vienna]') })).toBe(now);
  });

  it('an hour that the clock skips begins when it goes on', () => {
    const hours = DEFAULT_HOURS.map((_, hour) => hour === 6 * 24 + 2);
    const endsAt = at('2026-03-29T12:00[Europe/Vienna]');
    const now = at('2026-03-27T12:00[Europe/Vienna]');
    expect(shown(remindAt({ ...base, hours, endsAt, now }), vienna)).toBe('2026-03-29T03:00:00');
  });

  it('is never before now nor in a holiday, and in working hours wherever there are some before it is too late', () => {
    const zones = ['Europe/Vienna', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/Sao_Paulo'];
    const instant = fc.integer({ min: at('2026-01-01T00:00[UTC]'), max: at('2027-12-31T00:00[UTC]') });
    const lead = fc.constantFrom(...Object.values(LEADS));
    const day = fc.integer({ min: 0, max: 10 }).map((days) => days * 86_400_000);
    fc.assert(
      fc.property(
        instant,
        fc.integer({ min: 0, max: 20 * 86_400_000 }),
        lead,
        fc.constantFrom(...zones),
        fc.array(day),
        (now, ahead, lead, zone, off) => {
          const holidays = off.map((ms) => shown(now + ms, zone).slice(0, 10));
          const endsAt = now + ahead;
          const told = remindAt({ ...base, now, endsAt, lead, zone, holidays });
          expect(told).toBeGreaterThanOrEqual(now);
          expect(told).toBeLessThanOrEqual(endsAt);
          if (told === now) return;
          const local = Temporal.Instant.fromEpochMilliseconds(told).toZonedDateTimeISO(zone);
          expect(holidays).not.toContain(local.toPlainDate().toString());
          expect([local.hour, local.dayOfWeek <= 5]).toEqual([9, true]);
        },
      ),
    );
  });
});

describe('when what was paid is there', () => {
  const thursday = at('2026-11-12T15:00[UTC]');
  const day = (instant: number): string => shown(instant, 'UTC').slice(0, 10);

  it('a transfer of Thursday on Tuesday, or the day after where the bank is elsewhere', () => {
    expect(day(arrivesBy(thursday, LEADS.transfer, []))).toBe('2026-11-18');
    expect(day(arrivesBy(thursday, LEADS.transfer, ['2026-11-16']))).toBe('2026-11-19');
  });

  it('coins after an hour, and a card at once', () => {
    expect(arrivesBy(thursday, LEADS.coins, []) - thursday).toBe(3_600_000);
    expect(arrivesBy(thursday, LEADS.card, [])).toBe(thursday);
  });
});

describe('working hours', () => {
  it('few instants say nothing: nine to five', () => {
    expect(learnHours([base.now], vienna)).toBe(DEFAULT_HOURS);
  });

  it('are the hours somebody calls at, by their own clock on both sides of a change', () => {
    const instants = Array.from(
      { length: 60 },
      (_, day) => at('2026-10-01T22:30[Europe/Vienna]') + day * 86_400_000,
    ).map((instant) => at(`${shown(instant, vienna).slice(0, 10)}T22:30[Europe/Vienna]`));
    const hours = learnHours(instants, vienna);
    expect(hours.flatMap((is, hour) => (is ? [hour % 24] : []))).toEqual([22, 22, 22, 22, 22, 22, 22]);
  });
});
