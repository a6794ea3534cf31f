import Anthropic, { APIError } from '@anthropic-ai/sdk';
import { describe, expect, it } from 'vitest';
import { pricedModel } from '../samples.ts';
import { known, openThrough, type ThroughOptions } from '../through.ts';

/* The official package, unmodified, through the companion against the sandbox in the coat of who speaks its wire. */

const PICTURE = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
const messages = [{ role: 'user' as const, content: 'How far is it to the moon?' }];
const tools = [
  {
    name: 'weather',
    input_schema: { type: 'object' as const, properties: { city: { type: 'string' } }, required: ['city'] },
  },
];

async function open(id: string, path = '', options: ThroughOptions = {}) {
  const through = await openThrough(id, options);
  return { ...through, client: new Anthropic({ apiKey: 'sk-own', baseURL: through.base + path }) };
}
const thrown = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

describe.each([
  ['anthropic', ''],
  ['minimax', '/anthropic'],
  ['siliconflow-com', ''],
  ['dashscope-intl', '/apps/anthropic'],
] as const)('messages as %s', (id, path) => {
  const model = pricedModel(id);

  it('answers, streams, calls tools, sees pictures; the ledger has what the provider took', async () => {
    const { client, records, charged } = await open(id, path);
    const answer = await client.messages.create({ model, max_tokens: 40, messages });
    const [block] = answer.content;
    const stream = client.messages.stream({ model, max_tokens: 40, messages });
    expect(await stream.finalText()).toBe(block?.type === 'text' ? block.text : null);
    expect((await stream.finalMessage()).usage.output_tokens).toBe(answer.usage.output_tokens);
    const called = await client.messages.stream({ model, max_tokens: 99, messages, tools }).finalMessage();
    expect([called.stop_reason, called.content[0]]).toMatchObject([
      'tool_use',
      { name: 'weather', input: { city: 'Vienna' } },
    ]);
    const source = { type: 'base64' as const, media_type: 'image/png' as const, data: PICTURE };
    const seen = await client.messages.create({
      ...{ model, max_tokens: 20 },
      messages: [
        {
          role: 'user',
          content: [
            { type: 'image', source },
            { type: 'text', text: 'What is it?' },
          ],
        },
      ],
    });
    expect(seen.usage.input_tokens).toBeGreaterThan(258);
    const booked = await records(4);
    expect(charged()).toHaveLength(4);
    expect(booked.map(({ cost }) => cost?.likelyNano)).toEqual(charged());
  });
});

describe('as anthropic', () => {
  it('counting and listing are free', async () => {
    const { client, records, charged } = await open('anthropic');
    expect((await client.messages.countTokens({ model: 'claude-sonnet-4-5', messages })).input_tokens).toBeGreaterThan(
      5,
    );
    expect((await client.models.list()).data.length).toBeGreaterThan(3);
    expect([await records(0), charged()]).toEqual([[], []]);
  });

  it('an empty wallet, and a limit of the organisation, as Anthropic says them: asked once', async () => {
    for (const [scenario, status, cause] of [
      ['depleted', 400, 'depleted'],
      ['frozen', 400, null],
    ] as const) {
      const { client, records, seen, charged } = await open('anthropic', '', { scenario });
      const error = await thrown(client.messages.create({ model: 'claude-sonnet-4-5', max_tokens: 10, messages }));
      expect(error).toBeInstanceOf(APIError);
      if (!(error instanceof APIError)) continue;
      expect(error.status).toBe(status);
      expect(error.message).toContain('credit balance is too low');
      if (cause !== null) expect(error.headers?.get('tollkeeper-cause')).toBe(cause);
      const [record] = await records(1);
      expect([record?.outcome, seen().length, charged()]).toEqual(['refusal', 1, []]);
    }
  });

  it('our own refusal is final, and nothing leaves', async () => {
    const { client, setBudget, seen, records } = await open('anthropic');
    await setBudget(10n);
    const error = await thrown(client.messages.create({ model: 'claude-sonnet-4-5', max_tokens: 10, messages }));
    expect(error).toMatchObject({ status: 402, error: { error: { type: 'billing_error' } } });
    expect([seen(), await records(0)]).toEqual([[], []]);
  });

  it('a broken gateway is repeated, each attempt a call of one request; nothing is billed', async () => {
    const { client, records, seen, charged } = await open('anthropic', '', { scenario: 'html-error' });
    const error = await thrown(client.messages.create({ model: 'claude-sonnet-4-5', max_tokens: 10, messages }));
    expect([(error as APIError).status, seen().length]).toEqual([502, 3]);
    const booked = await records(3);
    expect(new Set(booked.map(({ requestId }) => requestId)).size).toBe(1);
    expect(new Set(booked.map(({ callId }) => callId)).size).toBe(3);
    expect(charged()).toEqual([]);
  }, 30_000);

  it('a stream that is left costs what came, with what may have come besides', async () => {
    const { client, records, charged, sandbox } = await open('anthropic', '', { rules: { chunkDelayMs: 20 } });
    const stream = await client.messages.create({
      model: 'claude-sonnet-4-5',
      max_tokens: 200,
      messages,
      stream: true,
    });
    let events = 0;
    for await (const _ of stream) if (++events === 6) break;
    const [record] = await records(1);
    await expect.poll(() => sandbox.world.requests[0]?.aborted).toBe(true);
    const [taken = 0n] = charged();
    expect(record?.outcome).toBe('cut');
    expect(record?.cost && record.cost.lowNano <= taken && taken <= record.cost.highNano).toBe(true);
  });
});

it('as aws-bedrock: Converse over plain HTTP, whole and as frames', async () => {
  const { base, records, charged } = await openThrough('aws-bedrock');
  const body = JSON.stringify({
    messages: [{ role: 'user', content: [{ text: 'Hello' }] }],
    inferenceConfig: { maxTokens: 30 },
  });
  const headers = { 'content-type': 'application/json', authorization: 'Bearer bedrock-key' };
  const at = `${base}@bedrock-runtime.us-east-1.amazonaws.com/model/anthropic.claude-sonnet-4-5-20250929-v1:0`;
  const whole = await fetch(`${at}/converse`, { method: 'POST', headers, body });
  expect(await whole.json()).toMatchObject({ stopReason: 'max_tokens', usage: { outputTokens: 30 } });
  const framed = await fetch(`${at}/converse-stream`, { method: 'POST', headers, body });
  expect(framed.headers.get('content-type')).toBe('application/vnd.amazon.eventstream');
  expect(Buffer.from(await framed.arrayBuffer()).includes(':event-type')).toBe(true);
  expect(known(await records(2))).toEqual(charged());
});
