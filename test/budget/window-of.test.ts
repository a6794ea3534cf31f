import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BudgetWindow } from '../../lib/budget/budget.ts';
import { windowOf } from '../../lib/budget/window-of.ts';

const at = (text: string): number => Date.parse(text);
const spanOf = (window: BudgetWindow, instant: string): readonly (string | null)[] => {
  const span = windowOf({ window }, at(instant));
  return span === null ? [null] : [new Date(span.start).toISOString(), new Date(span.end).toISOString()];
};
const HOUR_MS = 3_600_000;

describe('a window is the zone’s own', () => {
  it.each<readonly [string, BudgetWindow, string, string, string]>([
    ['hour', { kind: 'hour', zone: 'UTC' }, '2026-11-22T05:59:59.999Z', '2026-11-22T05:00:00Z', '2026-11-22T06:00:00Z'],
    [
      'hour off the full one',
      { kind: 'hour', zone: 'Asia/Kathmandu' },
      '2026-11-22T05:20:00Z',
      '2026-11-22T05:15:00Z',
      '2026-11-22T06:15:00Z',
    ],
    [
      'day',
      { kind: 'day', zone: 'Asia/Shanghai' },
      '2026-11-22T16:00:00Z',
      '2026-11-22T16:00:00Z',
      '2026-11-23T16:00:00Z',
    ],
    [
      'day before it',
      { kind: 'day', zone: 'Asia/Shanghai' },
      '2026-11-22T15:59:59.999Z',
      '2026-11-21T16:00:00Z',
      '2026-11-22T16:00:00Z',
    ],
    [
      'week from Monday',
      { kind: 'week', zone: 'UTC' },
      '2026-11-22T23:00:00Z',
      '2026-11-16T00:00:00Z',
      '2026-11-23T00:00:00Z',
    ],
    [
      'week from Sunday',
      { kind: 'week', zone: 'UTC', startsOn: 7 },
      '2026-11-22T23:00:00Z',
      '2026-11-22T00:00:00Z',
      '2026-11-29T00:00:00Z',
    ],
    [
      'week from Saturday',
      { kind: 'week', zone: 'UTC', startsOn: 6 },
      '2026-11-20T12:00:00Z',
      '2026-11-14T00:00:00Z',
      '2026-11-21T00:00:00Z',
    ],
    ['month', { kind: 'month', zone: 'UTC' }, '2028-02-29T12:00:00Z', '2028-02-01T00:00:00Z', '2028-03-01T00:00:00Z'],
    [
      'month from the 28th',
      { kind: 'month', zone: 'UTC', startsOn: 28 },
      '2026-03-01T12:00:00Z',
      '2026-02-28T00:00:00Z',
      '2026-03-28T00:00:00Z',
    ],
    [
      'month from the 28th, on the 27th of January',
      { kind: 'month', zone: 'UTC', startsOn: 28 },
      '2027-01-27T12:00:00Z',
      '2026-12-28T00:00:00Z',
      '2027-01-28T00:00:00Z',
    ],
  ])('%s', (_name, window, instant, start, end) => {
    expect(spanOf(window, instant)).toEqual([new Date(start).toISOString(), new Date(end).toISOString()]);
  });

  it('each call is one of its own', () => {
    expect(spanOf({ kind: 'per-call' }, '2026-11-22T05:00:00Z')).toEqual([null]);
  });

  it.each<BudgetWindow>([
    { kind: 'month', zone: 'UTC', startsOn: 29 },
    { kind: 'month', zone: 'UTC', startsOn: 0 },
    { kind: 'week', zone: 'UTC', startsOn: 8 },
    { kind: 'week', zone: 'UTC', startsOn: 1.5 },
    { kind: 'day', zone: 'Europe/Atlantis' },
  ])('there is none: %j', (window) => {
    expect(() => windowOf({ window }, 0)).toThrow(RangeError);
  });
});

describe('when clocks change', () => {
  it.each<readonly [string, BudgetWindow, string, number]>([
    ['a day in spring has 23 hours', { kind: 'day', zone: 'Europe/Vienna' }, '2026-03-29T10:00:00Z', 23],
    ['a day in autumn has 25', { kind: 'day', zone: 'Europe/Vienna' }, '2026-10-25T10:00:00Z', 25],
    ['by half an hour, 24.5', { kind: 'day', zone: 'Australia/Lord_Howe' }, '2026-04-05T00:00:00Z', 24.5],
    ['a week has an hour less', { kind: 'week', zone: 'America/New_York' }, '2026-03-08T12:00:00Z', 167],
    ['a month an hour more', { kind: 'month', zone: 'America/New_York' }, '2026-11-08T12:00:00Z', 721],
    ['a day that begins at one o’clock', { kind: 'day', zone: 'America/Sao_Paulo' }, '2018-11-04T12:00:00Z', 23],
    ['a day that was left out leaves none behind', { kind: 'day', zone: 'Pacific/Apia' }, '2011-12-29T12:00:00Z', 24],
  ])('%s', (_name, window, instant, hours) => {
    const span = windowOf({ window }, at(instant));
    expect(((span?.end ?? 0) - (span?.start ?? 0)) / HOUR_MS).toBe(hours);
  });

  it('an hour that comes twice is two windows', () => {
    const hour: BudgetWindow = { kind: 'hour', zone: 'Europe/Vienna' };
    expect(spanOf(hour, '2026-10-25T00:30:00Z')).toEqual(['2026-10-25T00:00:00.000Z', '2026-10-25T01:00:00.000Z']);
    expect(spanOf(hour, '2026-10-25T01:30:00Z')).toEqual(['2026-10-25T01:00:00.000Z', '2026-10-25T02:00:00.000Z']);
  });

  const ZONES = [
    'UTC',
    'Europe/Vienna',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'Pacific/Apia',
    'America/Sao_Paulo',
  ];
  const windows = fc.constantFrom(...ZONES).chain((zone) =>
    fc.oneof(
      fc.constantFrom<BudgetWindow>({ kind: 'hour', zone }, { kind: 'day', zone }),
      fc.integer({ min: 1, max: 7 }).map((startsOn): BudgetWindow => ({ kind: 'week', zone, startsOn })),
      fc.integer({ min: 1, max: 28 }).map((startsOn): BudgetWindow => ({ kind: 'month', zone, startsOn })),
    ),
  );

  it('windows touch and never overlap, and every instant of one says the same one', () => {
    const instants = fc.integer({ min: at('2009-01-01T00:00:00Z'), max: at('2030-01-01T00:00:00Z') });
    fc.assert(
      fc.property(windows, instants, fc.double({ min: 0, max: 1, noNaN: true }), (window, instant, part) => {
        const span = windowOf({ window }, instant);
        if (span === null) throw new Error('no window');
        expect(span.start <= instant && instant < span.end).toBe(true);
        const inside = Math.min(span.end - 1, span.start + Math.floor((span.end - span.start) * part));
        expect(windowOf({ window }, inside)).toEqual(span);
        expect(windowOf({ window }, span.start)).toEqual(span);
        expect(windowOf({ window }, span.end)?.start).toBe(span.end);
        expect(windowOf({ window }, span.start - 1)?.end).toBe(span.start);
      }),
      { numRuns: 300 },
    );
  });
});
