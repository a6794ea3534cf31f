import fc from 'fast-check';
import { safeParse } from 'valibot';
import { describe, expect, it } from 'vitest';
import { ANSWER_WIRE_IDS, type Draft, type WireId } from '../../lib/domain/call.ts';
import { openTokenCounter } from '../../lib/domain/count-tokens.ts';
import { estimateCall } from '../../lib/domain/estimate-call.ts';
import type { Price } from '../../lib/domain/price.ts';
import { readDraft } from '../../lib/engine/read-draft.ts';
import { sizeInput } from '../../lib/engine/size-input.ts';
import { draftSchema } from '../../lib/webext/schemas.ts';
import { openMedia } from '../../lib/wires/read-media.ts';
import { wires } from '../../lib/wires/registry.ts';
import { chatPrice } from '../domain/samples.ts';

const IDS: readonly WireId[] = [...ANSWER_WIRE_IDS, 'openai-realtime'];
const RULE = { meter: 'records', count: { of: 'elements', path: '$.items' } } as const;
const READABLE = IDS.filter((id) => id !== 'metered');

/** Texts that programs trip over. */
const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    '\u0000',
    '\ud800',
    'a\udc00b',
    '\ufeff',
    '<|endoftext|>',
    '__proto__',
    'constructor',
    ' '.repeat(3000),
  ),
);
const numbers = fc.constantFrom(-1, 0, -0, 1, 1.5, 1e9, 1e10, 1e308, -1e308, 2 ** 53, 1e-7);
const scalars = fc.oneof(texts, numbers, fc.boolean(), fc.constant(null));
/** Heads of pictures that lie, are cut off, or are none. */
const files = fc
  .tuple(
    fc.constantFrom('iVBORw0KGgo', '/9j/', 'R0lGODlh', 'UklGR', 'Qk0', 'SUQz', 'JVBERi0', 'AAAAIGZ0eXBhdmlm', ''),
    fc.base64String(),
  )
  .map(([head, rest]) => head + rest);
const parts = fc.oneof(
  scalars,
  fc.record({ type: texts, text: fc.oneof(texts, numbers) }, { requiredKeys: [] }),
  files.map((data) => ({ type: 'image_url', image_url: { url: `data:image/png;base64,${data}` } })),
  files.map((data) => ({ type: 'image', source: { type: 'base64', media_type: 'image/png', data } })),
  files.map((data) => ({ inlineData: { mimeType: 'application/pdf', data } })),
  files.map((data) => ({ type: 'input_audio', input_audio: { data, format: 'wav' } })),
  fc.record({ type: fc.constantFrom('tool_use', 'hologram'), name: scalars, input: fc.jsonValue() }),
);
const messages = fc.array(
  fc.oneof(
    scalars,
    fc.record(
      {
        role: scalars,
        content: fc.oneof(scalars, fc.array(parts, { maxLength: 4 }), fc.jsonValue()),
        parts: fc.array(parts, { maxLength: 3 }),
      },
      { requiredKeys: [] },
    ),
  ),
  { maxLength: 4 },
);
const values = fc.oneof(scalars, fc.jsonValue(), messages);
const KEYS = [
  ...[
    'messages',
    'contents',
    'input',
    'texts',
    'images',
    'prompt',
    'message',
    'requests',
    'items',
    'model',
    'version',
    'n',
  ],
  ...[
    'max_tokens',
    'max_completion_tokens',
    'max_output_tokens',
    'generationConfig',
    'inferenceConfig',
    'tools',
    'functions',
  ],
  ...[
    'response_format',
    'text',
    'output_config',
    'thinking',
    'reasoning',
    'service_tier',
    'stop',
    'documents',
    'system',
  ],
  ...[
    'input_file_id',
    'remembered_tokens',
    'additionalModelRequestFields',
    'toolConfig',
    'chat_history',
    'size',
    'partial_images',
  ],
] as const;
const bodies = fc.record(
  {
    ...Object.fromEntries(KEYS.map((key) => [key, values])),
    messages,
    max_tokens: fc.oneof(values, fc.constant(100)),
    contents: messages,
    input: fc.oneof(messages, texts),
  },
  { requiredKeys: [] },
);
const written = fc.oneof(
  bodies.map((body) => JSON.stringify(body)),
  // Cut off anywhere, as when a tab closes.
  fc.tuple(bodies, fc.double({ min: 0, max: 1, noNaN: true })).map(([body, at]) => {
    const text = JSON.stringify(body);
    return text.slice(0, Math.floor(text.length * at));
  }),
  fc.json(),
  texts,
);

const read = (id: WireId, body: string): Draft | null =>
  wires[id].readRequest(body, RULE, () => openTokenCounter(), openMedia);
const price: Price = chatPrice({ model: null, outputTokensDefault: null });

function isCount(count: { readonly low: number; readonly likely: number; readonly high: number }): boolean {
  const { low, likely, high } = count;
  return [low, likely, high].every(Number.isSafeInteger) && 0 <= low && low <= likely && likely <= high;
}

describe.each(IDS)('%s', (id) => {
  it('never throws, and what it reads is a draft that passes the door', () => {
    fc.assert(
      fc.property(
        written,
        fc.constantFrom('gpt-4o', 'claude-opus-5', 'gemini-3-pro', 'nobody', null),
        (body, model) => {
          const draft = read(id, body);
          if (draft === null) return;
          const { inputTokens, outputTokensMax, answers } = draft;
          if (inputTokens !== null) expect(isCount(inputTokens)).toBe(true);
          expect(outputTokensMax === null || (Number.isSafeInteger(outputTokensMax) && outputTokensMax >= 0)).toBe(
            true,
          );
          expect(Number.isSafeInteger(answers) && answers >= 1).toBe(true);
          const { success, issues } = safeParse(draftSchema, draft);
          expect(issues?.map(({ message, path }) => [message, path?.map((one) => one.key)]) ?? []).toEqual([]);
          expect(success).toBe(true);
          const sized = sizeInput({ ...draft, model: draft.model ?? model });
          if (sized.inputTokens !== null) expect(isCount(sized.inputTokens)).toBe(true);
          const estimate = estimateCall(sized, price, null);
          if (estimate === null) return;
          expect(0n <= estimate.lowNano && estimate.lowNano <= estimate.likelyNano).toBe(true);
          expect(estimate.likelyNano <= estimate.highNano).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('never throws when it is asked to change what it is given', () => {
    const revisions = fc.constantFrom(
      { kind: 'output-max', outputTokensMax: 7 } as const,
      { kind: 'output-max', outputTokensMax: -1 } as const,
      { kind: 'batch', keep: 1 } as const,
      { kind: 'model', model: '\ud800' } as const,
    );
    fc.assert(
      fc.property(written, revisions, (body, revision) => {
        expect(() => wires[id].revise(body, revision, RULE)).not.toThrow();
      }),
      { numRuns: 30 },
    );
  });

  it('never throws at an answer of any kind, cut anywhere', () => {
    fc.assert(
      fc.property(
        fc.oneof(written, fc.json()),
        fc.nat(20),
        fc.constantFrom('application/json', 'text/event-stream', ''),
        (text, at, contentType) => {
          for (const body of [text, `data: ${text}\n\n`]) {
            const meter = wires[id].openMeter({ contentType, headers: {} }, RULE);
            meter.push(body.slice(0, at));
            meter.push(body.slice(at));
            const { usage } = meter.end();
            for (const count of Object.values(usage ?? {}))
              expect(Number.isSafeInteger(count) && count >= 0).toBe(true);
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('what nobody can read', () => {
  const ODD = [{ type: 'hologram', data: 'x' }, 5, null, true, {}];
  const BODIES: readonly (readonly [WireId, (part: unknown) => object])[] = [
    ['openai-chat', (part) => ({ model: 'm', messages: [{ role: 'user', content: [part] }] })],
    ['openai-responses', (part) => ({ model: 'm', input: [{ role: 'user', content: [part] }] })],
    ['anthropic-messages', (part) => ({ model: 'm', max_tokens: 9, messages: [{ role: 'user', content: [part] }] })],
    ['gemini-generate', (part) => ({ contents: [{ parts: [part] }] })],
    ['bedrock-converse', (part) => ({ messages: [{ role: 'user', content: [part] }] })],
    ['cohere-chat', (part) => ({ messages: [{ role: 'user', content: [part] }] })],
    ['openai-embeddings', (part) => ({ input: [part] })],
  ];

  it.each(BODIES)('is wide in %s, with a reason, and never nothing', (id, bodyOf) => {
    for (const part of ODD) {
      if (id === 'openai-embeddings' && typeof part === 'number') continue;
      const draft = read(id, JSON.stringify(bodyOf(part)));
      expect([part, (draft?.inputTokens?.high ?? 0) >= 1000, draft?.uncounted]).toEqual([part, true, 'media']);
    }
  });

  it.each(READABLE)('%s: bounds below one and beyond anything are none', (id) => {
    const bodyOf = (bound: unknown) => ({
      ...{ model: 'm', messages: [{ role: 'user', content: 'Hi' }], max_tokens: bound, max_output_tokens: bound },
      ...{ contents: [], generationConfig: { maxOutputTokens: bound }, inferenceConfig: { maxTokens: bound } },
    });
    for (const bound of [-1, 0, 1.5, 1e10, 1e308, '9', null, [], {}]) {
      const draft = readDraft({ wire: id, rule: null }, JSON.stringify(bodyOf(bound)), openTokenCounter)?.draft;
      if (draft !== undefined) expect([bound, draft.outputTokensMax ?? null]).toEqual([bound, null]);
    }
  });

  it('a picture whose head lies is as wide as one whose size nobody knows, or has the size that it says', () => {
    fc.assert(
      fc.property(files, fc.constantFrom('gpt-4o', 'claude-opus-5', 'gemini-2.5-flash', 'nobody'), (data, model) => {
        const content = [{ type: 'image_url', image_url: { url: `data:image/png;base64,${data}` } }];
        const draft = read('openai-chat', JSON.stringify({ model, messages: [{ role: 'user', content }] }));
        const [media] = draft?.media ?? [];
        const { low = 0, high = 0 } = (draft && sizeInput(draft).inputTokens) ?? {};
        expect(low >= 1 && high >= low).toBe(true);
        if (media?.width == null) expect(high).toBeGreaterThan(1000);
        else expect(media.width >= 1 && media.width <= 65_535).toBe(true);
      }),
    );
  });
});
