import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openHourWatch, usualOfHours } from '../../../companion/policies/hour-watch.ts';
import { openRepeatWatch, REPEATS_MAX, REPEATS_MS } from '../../../companion/policies/repeat-watch.ts';
import { chat, chatStandIn, openGoverned } from './support.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 22, 9, 30);

describe('the same request again and again', () => {
  it('is warned of from the twentieth on, and goes', async () => {
    const upstream = await chatStandIn();
    const governed = await openGoverned({ openai: upstream.origin });
    const warnings: (string | null)[] = [];
    for (let turn = 0; turn < 21; turn += 1)
      warnings.push((await governed.chat(chat())).headers.get('tollkeeper-warning'));
    expect(warnings.slice(0, 19)).toEqual(Array(19).fill(null));
    expect(warnings.slice(19)).toEqual(Array(2).fill('20 or more equal requests in 10 minutes'));
    expect(upstream.asked).toHaveLength(21);
    const other = await governed.chat(chat({ max_tokens: 501 }));
    expect(other.headers.get('tollkeeper-warning')).toBeNull();
  });

  it('is stopped where somebody wants that, for good, and let on again by hand', async () => {
    const upstream = await chatStandIn();
    const governed = await openGoverned({ openai: upstream.origin });
    await governed.setPolicy('loops', { kind: 'loop-breaker', tool: 'agent' });
    const token = await governed.token();
    const ask = () => governed.chat(chat(), { 'tollkeeper-token': token });
    for (let turn = 0; turn < 19; turn += 1) expect((await ask()).status).toBe(200);
    const stopped = await ask();
    expect([stopped.status, stopped.headers.get('x-should-retry'), stopped.headers.get('tollkeeper-refusal')]).toEqual([
      402,
      'false',
      'abnormal-usage-detected',
    ]);
    const { error } = (await stopped.json()) as { error: { problem: Record<string, unknown> } };
    expect(error.problem).toMatchObject({
      type: 'https://iana.org/assignments/http-problem-types#abnormal-usage-detected',
      'violated-policies': ['loop-breaker:loops'],
      options: [{ kind: 'release' }],
    });
    expect((await ask()).status).toBe(402);
    expect(upstream.asked).toHaveLength(19);
    // Another tool's release is not this one's.
    expect((await governed.api('POST', '/budgets/release', { tool: 'other' })).body).toMatchObject({ released: 0 });
    expect((await ask()).status).toBe(402);
    expect((await governed.api('POST', '/budgets/release', { tool: 'agent' })).body).toMatchObject({ released: 1 });
    expect((await ask()).status).toBe(200);
    expect(await governed.companion.store.transact(async (tables) => tables.openCalls.toArray())).toEqual([]);
  });

  it('is counted in the last ten minutes alone, and in bounded memory', () => {
    const watch = openRepeatWatch(50);
    for (let turn = 1; turn < REPEATS_MAX; turn += 1) expect(watch.note('a', 't', NOW + turn)).toBe(false);
    expect(watch.note('a', 't', NOW + REPEATS_MS + 2)).toBe(false);
    for (let other = 0; other < 60; other += 1) watch.note(`b${other}`, 't', NOW);
    // It was unused longest, and is forgotten.
    expect(watch.note('a', 't', NOW + REPEATS_MS + 3)).toBe(false);
    expect(watch.release(null)).toBe(0);
  });

  it('is noticed exactly when twenty lie within ten minutes, as the clock goes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 90_000 }), { minLength: 30, maxLength: 60 }), (steps) => {
        const watch = openRepeatWatch();
        const at: number[] = [];
        let now = NOW;
        for (const step of steps) {
          now += step;
          at.push(now);
          const within = at.filter((one) => now - one < REPEATS_MS).length;
          expect(watch.note('a', 't', now)).toBe(within >= REPEATS_MAX);
        }
      }),
    );
  });
});

describe('an hour far dearer than hours are', () => {
  const hours = (days: number, nano: bigint) =>
    Array.from({ length: days * 4 }, (_, index) => ({
      at: NOW - (NOW % HOUR) - (index + 1) * 6 * HOUR,
      unit: 'USD',
      nano,
    }));

  it('is told by the 95th percentile of the hours in which anything was spent, after a week', () => {
    const now = NOW - (NOW % HOUR);
    expect([...usualOfHours(hours(6, 5n), now)]).toEqual([]);
    expect([...usualOfHours(hours(8, 5n), now)]).toEqual([['USD', 5n]]);
    // One hour in forty is no rule.
    const [first, ...others] = hours(10, 5n);
    expect([...usualOfHours([...others, { at: first?.at ?? 0, unit: 'USD', nano: 900n }], now)]).toEqual([['USD', 5n]]);
    expect([...usualOfHours([...hours(10, 0n), { at: now - HOUR, unit: '', nano: 9n }], now)]).toEqual([]);
  });

  it('is noticed above ten times that, by what was read and what came since, and ends with the hour', async () => {
    const current = NOW - (NOW % HOUR);
    const watch = openHourWatch(async ({ start }) =>
      start === current ? [{ at: current, unit: 'USD', nano: 30n }] : hours(10, 5n),
    );
    await watch.refresh(NOW);
    expect(watch.check(NOW)).toBeNull();
    watch.add('USD', 20n, NOW);
    expect(watch.check(NOW)).toBeNull();
    watch.add('USD', 1n, NOW);
    expect(watch.check(NOW)).toEqual({ unit: 'USD', spentNano: 51n, usualNano: 5n, until: current + HOUR });
    expect(watch.check(NOW + HOUR)).toBeNull();
  });

  it('is read from the ledger', async () => {
    const upstream = await chatStandIn();
    const governed = await openGoverned({ openai: upstream.origin });
    await governed.setBudget();
    await governed.chat(chat());
    const [record] = await governed.records(1);
    await governed.used();
    const at = record?.openedAt ?? 0;
    const start = at - (at % HOUR);
    expect(await governed.companion.holds.hours({ start, end: start + HOUR })).toEqual([
      { at: start, unit: 'USD', nano: record?.cost?.highNano },
    ]);
    expect(await governed.companion.holds.hours({ start: start - HOUR, end: start })).toEqual([]);
  });
});
