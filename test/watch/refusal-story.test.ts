import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainPoint, explainStory } from '../../lib/domain/explain-story.ts';
import { NO_CAUSES, type NoHeard, type WentThrough } from '../../lib/domain/refusal-view.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import {
  GIVEN_UP_MS,
  joinNext,
  type NoAndNext,
  noOfRecord,
  pressurePoints,
  tellRefusals,
  type WhenLater,
  wentOfRecord,
} from '../../lib/watch/refusal-story.ts';
import { historyOf } from '../domain/counted-records.ts';
import { MINUTE_MS, NOON, noAt, sizes, wentAt } from './nos.ts';

const LATER = NOON + 3 * GIVEN_UP_MS;
const tell = (heard: readonly NoAndNext[], rises: Readonly<Record<string, readonly number[]>> = {}, now = LATER) =>
  tellRefusals(heard, { now, rises: new Map(Object.entries(rises)) });
const one = (no: NoHeard, went: WentThrough | null, rises = {}, now = LATER) => tell([{ no, went }], rises, now)[0];

describe('what happened after a no', () => {
  it('a balance that rose before the same went through is a recharge', () => {
    const story = one(noAt(0, { cause: 'frozen' }), wentAt(12), { 'acme:1': [NOON - 1, NOON + 10 * MINUTE_MS] });
    expect(story).toMatchObject({ next: 'recharged', nextAt: NOON + 12 * MINUTE_MS, lostMs: 12 * MINUTE_MS });
  });

  it('a rise ends it although nothing was sent since', () => {
    const story = one(noAt(0), null, { 'acme:1': [NOON + 10 * MINUTE_MS] });
    expect(story).toMatchObject({ next: 'recharged', nextAt: NOON + 10 * MINUTE_MS });
  });

  it('a rise before the no, of another account or a day later is none', () => {
    const rises = { 'acme:1': [NOON - 1, NOON + GIVEN_UP_MS + 1], 'acme:2': [NOON + 1] };
    expect(one(noAt(0), null, rises)).toMatchObject({ next: 'given-up', nextAt: null });
  });

  it('money does not explain why a limit on the key was no limit any more', () => {
    const rises = { 'acme:1': [NOON + MINUTE_MS] };
    expect(one(noAt(0, { cause: 'key-limit' }), wentAt(2), rises)).toMatchObject({ next: 'went-on' });
  });

  it('the same going through after a shortage means that money came', () => {
    expect(one(noAt(0, { cause: 'not-enough' }), wentAt(5))).toMatchObject({ next: 'recharged' });
    expect(one(noAt(0, { cause: 'not-enough', by: 'us' }), wentAt(5))).toMatchObject({ next: 'went-on' });
    expect(one(noAt(0, { cause: 'rate-limit' }), wentAt(5))).toMatchObject({ next: 'went-on' });
  });

  it.each([
    ['a lower bound', { sizes: sizes({ outputTokensMax: 1000 }) }, { model: null, isSmaller: true }],
    ['a shorter input', { sizes: sizes({ inputTokens: 900 }) }, { model: null, isSmaller: true }],
    ['another model', { model: 'small' }, { model: 'small', isSmaller: false }],
    ['both', { model: 'small', sizes: sizes({ outputTokensMax: 1 }) }, { model: 'small', isSmaller: true }],
  ])('%s within half an hour is a revision', (_, change, revised) => {
    expect(one(noAt(0), wentAt(3, change))).toMatchObject({ next: 'revised', revised });
    expect(one(noAt(0), wentAt(45, change))).toMatchObject({ next: 'went-on', revised: null });
    expect(one(noAt(0), wentAt(45, { ...change, requestId: 'request-0' }))).toMatchObject({ next: 'revised' });
  });

  it('what was made smaller on its card went through for that, though money came meanwhile; another call did not', () => {
    const rises = { 'acme:1': [NOON + MINUTE_MS] };
    const smaller = { sizes: sizes({ outputTokensMax: 1000 }) };
    expect(one(noAt(0), wentAt(3, { ...smaller, requestId: 'request-0' }), rises)).toMatchObject({ next: 'revised' });
    expect(one(noAt(0), wentAt(3, smaller), rises)).toMatchObject({ next: 'recharged', revised: null });
    expect(one(noAt(0), wentAt(3, { requestId: 'request-0' }), rises)).toMatchObject({ next: 'recharged' });
  });

  it('fewer records are a smaller call; more, or of something else, are not', () => {
    const units = (meter: 'records' | 'pages', count: number) =>
      sizes({ inputTokens: null, outputTokensMax: null, units: { meter, count } });
    const of = (went: ReturnType<typeof units>) =>
      one(noAt(0, { sizes: units('records', 25), cause: 'batch', by: 'us' }), wentAt(1, { sizes: went }))?.next;
    expect([of(units('records', 21)), of(units('records', 25)), of(units('pages', 2))]).toEqual([
      ...['revised', 'went-on', 'went-on'],
    ]);
  });

  it('a few tokens less are the next turn of a talk', () => {
    expect(one(noAt(0), wentAt(3, { sizes: sizes({ inputTokens: 1150 }) }))).toMatchObject({ next: 'recharged' });
  });

  it('it is open for a day, then given up', () => {
    const no = noAt(0);
    expect(one(no, null, {}, no.endedAt + GIVEN_UP_MS - 1)).toMatchObject({ next: 'open', lostMs: null });
    expect(one(no, null, {}, no.endedAt + GIVEN_UP_MS)).toMatchObject({ next: 'given-up', lostMs: 500 });
  });
});

describe('attempts', () => {
  it('of the same without anything in between are one story; time is lost once', () => {
    const went = wentAt(20);
    const heard = [0, 5, 10].map((minutes) => ({ no: noAt(minutes), went }));
    expect(tell(heard)).toMatchObject([{ no: { id: 'no-0' }, attempts: 3, lostMs: 20 * MINUTE_MS }]);
  });

  it('are two stories where something went through in between, or half an hour lies between', () => {
    const heard = [
      { no: noAt(0), went: wentAt(2) },
      { no: noAt(5), went: wentAt(90) },
      { no: noAt(80), went: wentAt(90) },
    ];
    expect(tell(heard).map(({ no }) => no.id)).toEqual(['no-80', 'no-5', 'no-0']);
  });

  it.each([
    { origin: 'tool:other' },
    { provider: 'other' },
    { account: null },
    { by: 'us' as const },
    { cause: 'frozen' as const },
  ])('that differ in %o are stories of their own', (change) => {
    const heard = [noAt(0), noAt(1, change)].map((no) => ({ no, went: null }));
    expect(tell(heard)).toHaveLength(2);
  });
});

describe('of any history', () => {
  const any = fc.array(
    fc.record({
      minutes: fc.integer({ min: 0, max: 3000 }),
      cause: fc.constantFrom(...NO_CAUSES),
      origin: fc.constantFrom('tool:a', 'https://b.example'),
      attempts: fc.integer({ min: 1, max: 50 }),
      goes: fc.boolean(),
    }),
    { maxLength: 60 },
  );

  it('every attempt is told once, no time is negative, points add up to the stories', async () => {
    await fc.assert(
      fc.asyncProperty(any, fc.integer({ min: 0, max: 6000 }), async (events, nowMinutes) => {
        const nos = events
          .filter(({ goes }) => !goes)
          .map((event, at) => noAt(event.minutes, { ...event, id: `${at}` }));
        const went = events.filter(({ goes }) => goes);
        const all = ({ at }: NoHeard): WhenLater => ({ after: at, until: at + GIVEN_UP_MS });
        const find = async (no: NoHeard, { after, until } = all(no)) =>
          went
            .filter((event) => event.origin === no.origin)
            .map(({ minutes }) => wentAt(minutes))
            .toSorted((a, b) => a.at - b.at)
            .find((call) => call.at > after && call.at <= until) ?? null;
        const heard = await joinNext(nos, find);
        for (const { no, went: joined } of heard) expect(joined).toEqual(await find(no));
        const stories = tell(heard, {}, NOON + nowMinutes * MINUTE_MS);
        const sum = (list: readonly { readonly attempts: number }[]) =>
          list.reduce((all, { attempts }) => all + attempts, 0);
        expect(sum(stories)).toBe(sum(nos));
        for (const { lostMs, next, nextAt } of stories) {
          expect(lostMs ?? 0).toBeGreaterThanOrEqual(0);
          expect(nextAt === null).toBe(next === 'open' || next === 'given-up');
        }
        const points = pressurePoints(stories);
        expect(points.reduce((all, point) => all + point.stories, 0)).toBe(stories.length);
        expect(sum(points)).toBe(sum(nos));
        for (const { next, stories: of } of points) {
          expect(Object.values(next).reduce((all, count) => all + count, 0)).toBe(of);
        }
      }),
    );
  });

  it('what went through is asked for once for all nos before it', async () => {
    let asked = 0;
    const nos = Array.from({ length: 40 }, (_, minutes) => noAt(minutes));
    await joinNext(nos, async () => {
      asked += 1;
      return wentAt(60);
    });
    expect(asked).toBe(1);
  });

  it('every story and point has words in both languages', () => {
    for (const cause of NO_CAUSES) {
      for (const went of [
        null,
        wentAt(2),
        wentAt(2, { model: 'small' }),
        wentAt(2, { sizes: sizes({ inputTokens: 1 }) }),
      ]) {
        const stories = tell([{ no: noAt(0, { cause, attempts: 2 }), went }]);
        const { cause: why, tried, next } = explainStory(stories[0] as (typeof stories)[0], 'Acme');
        for (const text of [why, ...tried, next, ...pressurePoints(stories).flatMap(explainPoint)]) {
          for (const language of ['en', 'zh'] as const)
            expect(renderText(text, language)).not.toMatch(/\?$|\{|undefined/);
        }
      }
    }
  });
});

describe('a record', () => {
  const [answered] = historyOf({ account: 'acme:1', calls: 1 });
  if (answered === undefined) throw new Error('no record');

  it('of a refusal is a no with what it would have cost in the unit of its price', () => {
    const refusal = { ...answered, outcome: 'refusal', refusalCause: null, estimateLikelyNano: 5n } as const;
    expect(noOfRecord(refusal)).toMatchObject({
      cause: 'unsure',
      by: 'provider',
      wouldCost: { unit: 'USD', nano: 5n },
    });
    expect(noOfRecord({ ...refusal, cost: null })).toMatchObject({ wouldCost: null });
    expect(wentOfRecord(refusal)).toBeNull();
  });

  it('of an answer is what went through', () => {
    expect(noOfRecord(answered)).toBeNull();
    expect(wentOfRecord(answered)).toMatchObject({ model: 'gpt-4o', at: answered.openedAt });
    expect(wentOfRecord({ ...answered, outcome: 'error' })).toBeNull();
  });
});
