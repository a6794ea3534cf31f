import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openHourWatch, usualOfHours } from '../../../companion/policies/hour-watch.ts';
import { openRepeatWatch, REPEATS_MAX, REPEATS_MS } from '../../../companion/policies/repeat-watch.ts';
import { findSurfaceById } from '../../../lib/providers/registry.ts';
import { post } from '../gateway/support.ts';
import { chat, chatStandIn, openGoverned, openOnClock } from './support.ts';

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

  it('is none where turns of one conversation look alike', async () => {
    const { governed } = await openOnClock(() => NOW);
    governed.policies.set({ kind: 'loop-breaker', name: 'loops', tool: null, label: null });
    const surface = findSurfaceById('openai/realtime');
    const kinds = new Set<string>();
    for (let turn = 0; turn < 25; turn += 1) {
      const callId = `turn-${turn}`;
      const answer = await governed.port.review({
        ...{ callId, requestId: 'socket', kind: 'call', provider: 'openai', surface, wire: 'openai-realtime' },
        ...{ method: 'GET', path: '/v1/realtime', tool: 'unnamed', label: null, account: null, key: 'sk-own' },
        ...{ isSigned: false, retry: null, idempotencyKey: null, signal: new AbortController().signal },
        body: { kind: 'text', text: '{"model":"gpt-realtime"}', bytes: 24 },
      });
      kinds.add(answer.kind);
      if (answer.kind === 'send') expect(answer.headers?.['tollkeeper-warning']).toBeUndefined();
    }
    expect([...kinds]).toEqual(['send']);
  });

  it('is counted in the last ten minutes alone, and in bounded memory', () => {
    const watch = openRepeatWatch(50);
    for (let turn = 1; turn < REPEATS_MAX; turn += 1) expect(watch.note('a', 't', NOW + turn).count).toBe(turn);
    expect(watch.note('a', 't', NOW + REPEATS_MS + 2).count).toBe(REPEATS_MAX - 2);
    for (let other = 0; other < 60; other += 1) watch.note(`b${other}`, 't', NOW);
    // It was unused longest, and is forgotten.
    expect(watch.note('a', 't', NOW + REPEATS_MS + 3).count).toBe(1);
    expect(watch.release(null)).toBe(0);
  });

  /** How long after the one before, ms, and whether it brought an answer. */
  const requests = fc.tuple(fc.integer({ min: 0, max: 90_000 }), fc.boolean());
  it('is counted exactly as often as it lies within ten minutes, up to twenty, as the clock goes', () => {
    fc.assert(
      fc.property(fc.array(requests, { minLength: 30, maxLength: 60 }), (steps) => {
        const watch = openRepeatWatch();
        const before: { readonly at: number; readonly isAnswered: boolean }[] = [];
        let now = NOW;
        for (const [step, isAnswered] of steps) {
          now += step;
          const within = before.filter(({ at }) => now - at < REPEATS_MS).slice(1 - REPEATS_MAX);
          const { count, answered, takeBack } = watch.note('a', 't', now);
          expect(count).toBe(within.length + 1);
          expect(answered).toBe(within.filter((one) => one.isAnswered).length + 1);
          if (!isAnswered) takeBack();
          before.push({ at: now, isAnswered });
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

  it('is warned of, stopped where somebody wants that, and let on for its rest', async () => {
    let at = NOW - 8 * 24 * HOUR;
    const call = { provider: 'openai', account: null, model: 'gpt-4o', key: null, label: null, origin: null };
    const { holds, governed, gateway, upstream } = await openOnClock(() => at);
    for (let past = 0; at < NOW - HOUR; past += 1, at += 12 * HOUR) {
      const unheld = { call, at };
      await holds.settle({ callId: `past-${past}`, cost: { unit: 'USD', nano: 1_000_000n }, tokens: 1n, unheld });
    }
    at = NOW;
    governed.policies.set({ kind: 'loop-breaker', name: 'loops', tool: 'agent', label: null });
    const ask = (size: number) => post(gateway, JSON.stringify(chat({ max_tokens: size })));
    await governed.refresh();
    expect((await ask(1)).headers.get('tollkeeper-warning')).toBeNull();
    // $0.0075 each: the second one passes ten times a tenth of a cent.
    await expect.poll(async () => (await holds.hours({ start: NOW - (NOW % HOUR), end: NOW + HOUR })).length).toBe(1);
    expect((await ask(2)).headers.get('tollkeeper-warning')).toBeNull();
    await expect
      .poll(async () => (await ask(3)).headers.get('tollkeeper-warning'))
      .toMatch(/^this hour cost 0\.\d+ USD so far, more than 10 times the usual 0\.001/);
    expect(upstream.asked.length).toBeGreaterThan(2);
    governed.policies.set({ kind: 'loop-breaker', name: 'loops', tool: null, label: null });
    const stopped = await ask(4);
    expect([stopped.status, stopped.headers.get('tollkeeper-refusal')]).toEqual([402, 'abnormal-usage-detected']);
    governed.breaker.release('another');
    expect((await ask(5)).status).toBe(402);
    governed.breaker.release('unnamed');
    expect((await ask(6)).status).toBe(200);
    at += HOUR;
    expect((await ask(7)).headers.get('tollkeeper-warning')).toBeNull();
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
