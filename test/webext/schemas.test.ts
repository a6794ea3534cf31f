import * as v from 'valibot';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { tapMessageSchema } from '../../lib/bridge/tap-schema.ts';
import type { Draft, Outcome } from '../../lib/domain/call.ts';
import { requestSchema } from '../../lib/webext/messages.ts';
import { decimalSchema, draftSchema, outcomeSchema, refusalSchema, usageSchema } from '../../lib/webext/schemas.ts';
import { wires } from '../../lib/wires/registry.ts';
import { batchDraft, chatDraft, refusalOf } from '../domain/samples.ts';

const accepts = (schema: v.GenericSchema, value: unknown): boolean => v.safeParse(schema, value).success;

describe('a draft at the door', () => {
  it.each([
    ['a chat', chatDraft()],
    ['a batch', batchDraft(25)],
    ['10⁹ tokens', chatDraft({ inputTokens: { low: 0, likely: 1, high: 1e9 }, outputTokensMax: 1e9 })],
    ['an odd model name', chatDraft({ model: 'x/y:z@1 中文' })],
    [
      'sizes of what is no text',
      chatDraft({
        media: [{ kind: 'image', width: 1024, height: null, detail: 'low', times: 2 }],
        kinds: [1, 0],
        traits: ['json', 'stop'],
        effort: 'high',
        isExact: true,
      }),
    ],
  ])('comes in: %s', (_name, draft) => {
    expect(accepts(draftSchema, draft)).toBe(true);
  });

  it.each([
    ['a prompt', { ...chatDraft(), prompt: 'secret' }],
    ['a range out of order', chatDraft({ inputTokens: { low: 2, likely: 1, high: 3 } })],
    ['NaN', chatDraft({ outputTokensMax: Number.NaN })],
    ['what is cached of it', chatDraft({ reuse: { cachedTokens: 9, keptTokens: 0 } })],
    ['half a token', chatDraft({ outputTokensMax: 0.5 })],
    ['negative tokens', chatDraft({ outputTokensMax: -1 })],
    ['more than 10⁹ tokens', chatDraft({ outputTokensMax: 1e9 + 1 })],
    ['no answer at all', chatDraft({ answers: 0 })],
    ['a million answers', chatDraft({ answers: 1_000_000 })],
    ['a long model name', chatDraft({ model: 'x'.repeat(201) })],
    ['a name among media', { ...chatDraft(), media: [{ kind: 'image', times: 1, name: 'a.png' }] }],
    ['media without end', chatDraft({ media: Array.from({ length: 65 }, () => ({ kind: 'audio', times: 1 })) })],
    ['a sentence for an effort', chatDraft({ effort: 'think of it' })],
    ['an unknown wire', { ...chatDraft(), wire: 'sandbox' }],
    ['an unknown meter', { ...batchDraft(1), units: { meter: 'dollars', count: 1 } }],
    ['nothing', null],
  ])('stays out: %s', (_name, draft) => {
    expect(accepts(draftSchema, draft)).toBe(false);
  });
});

describe('what a provider bills', () => {
  it('is marked where a cut answer had not said the last of it', () => {
    const cut = { kind: 'cut', usage: { 'output-tokens': 1 }, cost: null, output: null };
    expect(accepts(outcomeSchema, { ...cut, isUsageFinal: false })).toBe(true);
    expect(accepts(outcomeSchema, { ...cut, isUsageFinal: true })).toBe(false);
  });

  it('may be more than a request may ask for', () => {
    expect(accepts(usageSchema, { 'input-tokens': 2_000_000_000, 'output-tokens': 1 })).toBe(true);
    expect(accepts(usageSchema, { 'input-tokens': 1e12 + 1 })).toBe(false);
    expect(accepts(usageSchema, { 'input-tokens': -1 })).toBe(false);
    expect(accepts(usageSchema, { dollars: 1 })).toBe(false);
  });

  it.each(['450', '0', '0.00014175000000000001', '999999999999.5'])('may be stated as %s', (cost) => {
    expect(accepts(decimalSchema, cost)).toBe(true);
  });

  it.each(['-1', '1e-7', '1,5', '', ' 1', '1.', '9'.repeat(41)])('may not be stated as "%s"', (cost) => {
    expect(accepts(decimalSchema, cost)).toBe(false);
  });

  it.each([0.1 + 0.2, 1e-7, 5e-10, 450, '0.123456789012', 1 / 3])('passes the door as the wire reads %s', (credits) => {
    const rule = { meter: 'records', count: { of: 'call' }, cost: ['$.cost'] } as const;
    const meter = wires.metered.openMeter({ contentType: 'application/json', headers: {} }, rule);
    meter.pushJson({ cost: credits });
    const { usage, cost, output } = meter.end();
    expect(cost).not.toBeNull();
    expect(accepts(outcomeSchema, { kind: 'answer', usage, cost, output })).toBe(true);
  });

  it('may say that it might not be longer', () => {
    const answer = { kind: 'answer', usage: null, cost: null, output: null };
    expect(accepts(outcomeSchema, { ...answer, isBounded: true })).toBe(true);
    expect(accepts(outcomeSchema, { ...answer, isBounded: 'why' })).toBe(false);
  });
});

describe('a refusal at the door', () => {
  it('is a reading and no text', () => {
    expect(accepts(refusalSchema, refusalOf({ availableNano: -5n, neededNano: 10n ** 21n, unit: 'USD' }))).toBe(true);
    expect(accepts(refusalSchema, { ...refusalOf(), message: 'your prompt' })).toBe(false);
    expect(accepts(refusalSchema, refusalOf({ code: 'a sentence, perhaps a secret' }))).toBe(false);
    expect(accepts(refusalSchema, refusalOf({ providerRequestId: '<b>' }))).toBe(false);
    expect(accepts(refusalSchema, refusalOf({ retryAfterMs: 86_400_001 }))).toBe(false);
  });
});

describe('what a bridge may ask for', () => {
  const nobody = { fingerprint: null, masked: null, signedIn: null };
  const call = { callId: 'a-1', requestId: 'a-1', documentId: 'd', surface: 'sandbox/chat', ...nobody };
  const MARK = 'a0'.repeat(8);
  const MARKS = { whole: MARK, parts: [MARK], chars: [12], marked: 0 };
  const review = { kind: 'review', ...call, draft: chatDraft(), isUserStarted: true, canRead: true, waiting: [] };
  it.each([
    [
      'a review',
      { kind: 'review', ...call, draft: chatDraft(), isUserStarted: true, canRead: true, waiting: [] },
      true,
    ],
    [
      'an origin of its own',
      { kind: 'review', ...call, draft: chatDraft(), isUserStarted: true, canRead: true, waiting: [], origin: 'x' },
      false,
    ],
    [
      'a raw key',
      {
        kind: 'review',
        ...call,
        fingerprint: 'sk-1',
        draft: chatDraft(),
        isUserStarted: true,
        canRead: true,
        waiting: [],
      },
      false,
    ],
    [
      '101 waiting calls',
      {
        kind: 'review',
        ...call,
        draft: chatDraft(),
        isUserStarted: true,
        canRead: true,
        waiting: Array(101).fill('a'),
      },
      false,
    ],
    ['marks of a prompt', { ...review, marks: MARKS }, true],
    ['a text for a mark', { ...review, marks: { ...MARKS, parts: ['What is a toll?'] } }, false],
    ['more lengths than marks', { ...review, marks: { ...MARKS, chars: [1, 2] } }, false],
    ['161 marks', { ...review, marks: { ...MARKS, parts: Array(161).fill(MARK), chars: Array(161).fill(1) } }, false],
    ['a tab', { kind: 'open-tab', url: 'https://evil.example' }, false],
    ['the UI', { kind: 'bring-ui' }, true],
  ])('%s', (_name, message, isAllowed) => {
    expect(accepts(requestSchema, message)).toBe(isAllowed);
  });
});

const BODY = { kind: 'body', call: 1, status: 200, headers: {}, isAll: false };
const READING = { kind: 'reading', surface: 's', url: 'x', askedAt: 1 };

describe('what a tap may say', () => {
  it.each([
    ['a review', { kind: 'review', call: 1, surface: 's', bodyText: '{}', key: null, canRetry: true }, true],
    [
      'a body of 8 MB and one',
      { kind: 'review', call: 1, surface: 's', bodyText: 'x'.repeat(8_388_609), key: null, canRetry: true },
      false,
    ],
    ['half a call number', { kind: 'sent', call: 0.5 }, false],
    ['a reading of 1 MB', { ...READING, text: 'x'.repeat(1_048_576) }, true],
    ['a longer reading', { ...READING, text: 'x'.repeat(1_048_577) }, false],
    ['a reading of no known age', { ...READING, text: '{}', askedAt: undefined }, false],
    ['a piece of an answer', { ...BODY, text: 'a' }, true],
    ['a piece above 8 MB', { ...BODY, text: 'x'.repeat(8_388_609) }, false],
    ['a piece that is no text', { ...BODY, text: 1 }, false],
    ['settings', { kind: 'settings', sitesOff: [] }, false],
  ])('%s', (_name, message, isAllowed) => {
    expect(accepts(tapMessageSchema, message)).toBe(isAllowed);
  });
});

/** Every way into a value, through lists and optional parts too: `job.uses.requests`. */
type Ways<T, D extends readonly unknown[] = [1, 1, 1, 1, 1]> = D extends readonly [unknown, ...infer Rest]
  ? T extends readonly (infer Item)[]
    ? Ways<Item, Rest>
    : T extends object
      ? { [K in keyof T & string]-?: K | `${K}.${Ways<NonNullable<T[K]>, Rest>}` }[keyof T & string]
      : never
  : never;

/** What is found out behind the door, by those who price a call. */
type FoundLater = 'reuse' | 'inputBasis' | 'apart' | 'made' | 'each' | 'requests';
/** Their parts, and models within the models of a batch, which have none. */
type Later = FoundLater | `${FoundLater}.${string}` | `ofModels.${FoundLater | 'ofModels'}${string}`;

it('takes each part of what is told of a call: of one that it does not know all would be thrown away', () => {
  expectTypeOf<Exclude<Ways<Outcome>, Ways<v.InferOutput<typeof outcomeSchema>> | Later>>().toBeNever();
  expectTypeOf<Exclude<Ways<Draft>, Ways<v.InferOutput<typeof draftSchema>> | Later>>().toBeNever();
});
