import OpenAI, { APIError } from 'openai';
import { describe, expect, it } from 'vitest';
import { pricedModel } from '../samples.ts';
import { known, openThrough, type ThroughOptions } from '../through.ts';

/* The official package, unmodified, through the companion against the sandbox in the coat of who speaks its wire. */

const PICTURE =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
const WEATHER = {
  type: 'object',
  properties: { city: { type: 'string' }, days: { type: 'integer' } },
  required: ['city', 'days'],
} as const;
const messages = [{ role: 'user' as const, content: 'How far is it to the moon?' }];

async function open(id: string, path: string, options: ThroughOptions & { readonly maxRetries?: number } = {}) {
  const { maxRetries, ...more } = options;
  const through = await openThrough(id, more);
  const client = new OpenAI({
    apiKey: 'sk-own',
    baseURL: through.base + path,
    ...(maxRetries !== undefined && { maxRetries }),
  });
  return { ...through, client };
}
const thrown = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

// Each speaks chat completions at a path of its own.
const CHATS = [
  ['openai', '/v1'],
  ['openrouter', '/api/v1'],
  ['groq', '/openai/v1'],
  ['mistral', '/v1'],
  ['siliconflow-com', '/v1'],
  ['google-gemini', '/v1beta/openai'],
  ['xai', '/v1'],
  ['venice', '/api/v1'],
  ['together', '/v1'],
  ['deepseek', ''],
  ['zai', '/api/paas/v4'],
] as const;

describe.each(CHATS)('chat completions as %s', (id, path) => {
  const model = pricedModel(id);

  it('answers, streams, calls tools, sees pictures; the ledger has what the provider took', async () => {
    const { client, records, charged, seen } = await open(id, path);
    const answer = await client.chat.completions.create({ model, messages, max_tokens: 40 });
    expect(answer.choices[0]?.message.content).toMatch(/\S/);
    const stream = await client.chat.completions.create({ model, messages, max_tokens: 40, stream: true });
    let text = '';
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    expect(text).toBe(answer.choices[0]?.message.content);
    const tools = [{ type: 'function' as const, function: { name: 'weather', parameters: WEATHER } }];
    const called = await client.chat.completions.create({ model, messages, tools });
    const [call] = called.choices[0]?.message.tool_calls ?? [];
    if (call?.type !== 'function') throw new Error('no tool was called');
    expect([call.function.name, JSON.parse(call.function.arguments)]).toEqual(['weather', { city: 'Vienna', days: 1 }]);
    const answered = [
      ...messages,
      called.choices[0]?.message ?? messages[0],
      { role: 'tool', tool_call_id: call.id, content: 'sun' },
    ];
    const after = await client.chat.completions.create({ model, messages: answered as typeof messages, tools });
    expect(after.choices[0]?.message.content).toMatch(/\S/);
    const picture = { type: 'image_url' as const, image_url: { url: PICTURE } };
    await client.chat.completions.create({ model, max_tokens: 20, messages: [{ role: 'user', content: [picture] }] });
    const booked = await records(5);
    expect(charged()).toHaveLength(5);
    expect(booked.map(({ cost }) => cost?.likelyNano)).toEqual(charged());
    expect(new Set(seen())).toEqual(new Set([`${path}/chat/completions`]));
  });
});

describe('what only some have', () => {
  it('a stream of tool calls, and a list of models, which is free', async () => {
    const { client, records, charged, setBudget } = await open('openai', '/v1');
    await setBudget(1_000_000_000n);
    const runner = client.chat.completions.stream({
      ...{ model: 'gpt-4o-mini', messages, max_tokens: 60 },
      tools: [{ type: 'function', function: { name: 'weather', parameters: WEATHER } }],
    });
    const done = await runner.finalChatCompletion();
    const [call] = done.choices[0]?.message.tool_calls ?? [];
    expect(call).toMatchObject({ function: { name: 'weather', arguments: '{"city":"Vienna","days":1}' } });
    const names: string[] = [];
    for await (const { id } of client.models.list()) names.push(id);
    expect(names).toContain('gpt-4o-mini');
    expect(known(await records(1))).toEqual(charged());
  });

  it('responses: whole, streamed, with tools', async () => {
    const { client, records, charged } = await open('openai', '/v1');
    const whole = await client.responses.create({ model: 'gpt-4o-mini', input: 'Hello', max_output_tokens: 30 });
    expect(whole.output_text).toMatch(/\S/);
    const stream = await client.responses.create({
      model: 'gpt-4o-mini',
      input: 'Hello',
      max_output_tokens: 30,
      stream: true,
    });
    const types: string[] = [];
    let text = '';
    for await (const event of stream) {
      types.push(event.type);
      if (event.type === 'response.output_text.delta') text += event.delta;
    }
    expect(text).toBe(whole.output_text);
    expect([types[0], types.at(-1)]).toEqual(['response.created', 'response.incomplete']);
    const called = await client.responses.create({
      ...{ model: 'gpt-4o-mini', input: 'Weather?' },
      tools: [{ type: 'function', name: 'weather', parameters: WEATHER, strict: false }],
    });
    expect(called.output[0]).toMatchObject({ type: 'function_call', name: 'weather' });
    expect(known(await records(3))).toEqual(charged());
  });

  it('embeddings, pictures, speech and what was said', async () => {
    const { client, records, charged } = await open('openai', '/v1');
    const vectors = await client.embeddings.create({ model: 'text-embedding-3-small', input: ['one', 'two words'] });
    expect(vectors.data.map(({ embedding }) => embedding.length)).toEqual([16, 16]);
    const pictures = await client.images.generate({ model: 'gpt-image-1', prompt: 'a pear', n: 2 });
    expect(pictures.data?.map(({ b64_json }) => b64_json?.startsWith('iVBORw0'))).toEqual([true, true]);
    const file = new File([Buffer.alloc(40_000)], 'a.mp3', { type: 'audio/mpeg' });
    const said = await client.audio.transcriptions.create({ model: 'gpt-4o-transcribe', file });
    expect(said.text).toMatch(/\S/);
    expect(known(await records(3))).toEqual(charged());
    const speech = await client.audio.speech.create({ model: 'tts-1', voice: 'alloy', input: 'Good morning' });
    expect((await speech.arrayBuffer()).byteLength).toBeGreaterThan(0);
    await records(4);
  });

  it('several answers at once', async () => {
    const { client, records, charged } = await open('openai', '/v1');
    const stream = await client.chat.completions.create({
      model: 'gpt-4o-mini',
      messages,
      max_tokens: 20,
      n: 3,
      stream: true,
    });
    const heard = new Set<number>();
    for await (const chunk of stream) for (const { index } of chunk.choices) heard.add(index);
    expect(heard).toEqual(new Set([0, 1, 2]));
    expect(known(await records(1))).toEqual(charged());
  });
});

describe('what goes wrong', () => {
  it('a stream that is left is left at the provider, and booked as cut', async () => {
    const { client, records, sandbox, charged } = await open('openai', '/v1', { rules: { chunkDelayMs: 20 } });
    const stream = await client.chat.completions.create({ model: 'gpt-4o-mini', messages, stream: true });
    let chunks = 0;
    for await (const _ of stream) if (++chunks === 4) break;
    const [record] = await records(1);
    expect(record?.outcome).toBe('cut');
    await expect.poll(() => sandbox.world.requests[0]?.aborted).toBe(true);
    // Nobody says what was made of it: at most a little more came than was seen.
    const [taken = 0n] = charged();
    expect(record?.cost && record.cost.lowNano <= taken && taken <= record.cost.highNano).toBe(true);
  });

  it('an empty wallet is the provider’s own refusal, asked once, and explained in a header', async () => {
    for (const [id, path, status, code] of [
      ['openai', '/v1', 429, 'credit_balance_exhausted'],
      ['openrouter', '/api/v1', 402, 402],
      ['together', '/v1', 402, null],
    ] as const) {
      // OpenAI says it with a status that its package repeats.
      const { client, records, seen, charged } = await open(id, path, { openingNano: 0n, maxRetries: 0 });
      const error = await thrown(client.chat.completions.create({ model: 'gpt-4o-mini', messages }));
      expect(error).toBeInstanceOf(APIError);
      if (!(error instanceof APIError)) continue;
      expect([error.status, error.headers?.get('tollkeeper-cause')]).toEqual([status, 'depleted']);
      if (code !== null) expect(error.code).toBe(code);
      expect(error.headers?.get('tollkeeper-refusal')).toBeNull();
      const [record] = await records(1);
      expect([record?.outcome, record?.cost?.likelyNano ?? 0n]).toEqual(['refusal', 0n]);
      expect([seen().length, charged()]).toEqual([1, []]);
    }
  });

  it('a 402 is never repeated, of the provider’s and of ours', async () => {
    const { client, seen } = await open('openrouter', '/api/v1', { openingNano: 0n });
    const theirs = await thrown(client.chat.completions.create({ model: 'openai/gpt-5.6-sol', messages }));
    expect([(theirs as APIError).status, seen().length]).toEqual([402, 1]);
    const second = await open('openrouter', '/api/v1');
    await second.setBudget(10n);
    const ours = await thrown(
      second.client.chat.completions.create({ model: 'openai/gpt-5.6-sol', messages, max_tokens: 100 }),
    );
    expect([(ours as APIError).status, second.seen().length]).toEqual([402, 0]);
    expect((ours as APIError).code).toBe('tollkeeper_budget_exceeded');
  });

  it.each(['rate-limited', 'html-error'] as const)(
    '%s: repeated as the package does, each attempt a call of one request',
    async (scenario) => {
      const { client, records, seen, charged } = await open('openai', '/v1', { scenario, maxRetries: 2 });
      const error = await thrown(client.chat.completions.create({ model: 'gpt-4o-mini', messages }, { maxRetries: 2 }));
      expect((error as APIError).status).toBe(scenario === 'rate-limited' ? 429 : 502);
      expect(seen()).toHaveLength(3);
      const booked = await records(3);
      expect(new Set(booked.map(({ callId }) => callId)).size).toBe(3);
      expect(new Set(booked.map(({ requestId }) => requestId)).size).toBe(1);
      expect(booked.some(({ callId, requestId }) => callId === requestId)).toBe(true);
      expect(charged()).toEqual([]);
    },
    30_000,
  );

  it('what goes wrong once is repeated and answered: two calls, one request, one of them billed', async () => {
    const { client, records, sandbox, charged } = await open('openai', '/v1', { scenario: 'html-error' });
    const answer = client.chat.completions.create({ model: 'gpt-4o-mini', messages, max_tokens: 10 });
    await expect.poll(() => sandbox.world.requests.length).toBe(1);
    sandbox.world.scenario = 'normal';
    expect((await answer).choices).toHaveLength(1);
    const booked = await records(2);
    expect(new Set(booked.map(({ requestId }) => requestId)).size).toBe(1);
    expect(booked.map(({ outcome }) => outcome)).toEqual(['error', 'answer']);
    expect(known(booked).at(-1)).toBe(charged()[0]);
  }, 30_000);

  it('a stream that breaks off, and one that ends in an error, are no answers', async () => {
    for (const scenario of ['cut-stream', 'error-in-stream', 'garbage-json'] as const) {
      const { client, records, charged } = await open('openai', '/v1', { scenario, maxRetries: 0 });
      const stream = await client.chat.completions.create({ model: 'gpt-4o-mini', messages, stream: true });
      await thrown(
        (async () => {
          for await (const _ of stream);
        })(),
      );
      const [record] = await records(1);
      const [taken = 0n] = charged();
      expect([scenario, record?.certainty === 'billed']).toEqual([scenario, false]);
      expect(record?.cost && record.cost.highNano >= taken).toBe(true);
    }
  });
});
