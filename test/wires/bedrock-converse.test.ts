import { describe, expect, it } from 'vitest';
import { bedrockConverse } from '../../lib/wires/bedrock-converse.ts';
import { headOf } from './head.ts';

const ask = (body: object) => bedrockConverse.readRequest(JSON.stringify(body), null);
const messages = [{ role: 'user', content: [{ text: 'canary of a question' }] }];

describe('asking by Converse', () => {
  it('counts texts, tools and what they gave, and takes the bound', () => {
    const plain = ask({ messages, inferenceConfig: { maxTokens: 300 } });
    expect(plain).toMatchObject({
      wire: 'bedrock-converse',
      model: null,
      outputTokensMax: 300,
      revisable: [],
    });
    expect(JSON.stringify(plain)).not.toContain('canary');
    const more = ask({
      messages: [
        ...messages,
        { role: 'assistant', content: [{ toolUse: { name: 'find', input: { of: 'a thing' } } }] },
        { role: 'user', content: [{ toolResult: { content: [{ text: 'a long result '.repeat(40) }] } }] },
      ],
      system: [{ text: 'Be short.' }, { cachePoint: { type: 'default' } }],
      toolConfig: { tools: [{ toolSpec: { name: 'find', inputSchema: { json: { type: 'object' } } } }] },
    });
    expect(more?.inputTokens?.likely).toBeGreaterThan((plain?.inputTokens?.likely ?? 0) + 80);
    expect(more).toMatchObject({ outputTokensMax: null, revisable: [] });
    // A picture is no text: how much it is, is a wide range.
    const seen = ask({ messages: [{ role: 'user', content: [{ image: { format: 'png' } }] }] });
    expect(seen?.inputTokens?.high).toBeGreaterThanOrEqual(50_000);
  });

  it('names the kind of service', () => {
    expect(ask({ messages, serviceTier: { type: 'flex' } })?.tier).toBe('flex');
    expect(ask({ messages })).not.toHaveProperty('tier');
  });

  it.each(['', '{}', '{"messages":{}}', '{"prompt":"x"}'])('%j is none', (body) => {
    expect(bedrockConverse.readRequest(body, null)).toBeNull();
  });
});

describe('what Converse billed', () => {
  const usageOf = (usage: object) => {
    const meter = bedrockConverse.openMeter(headOf('application/json'), null);
    meter.push(JSON.stringify({ stopReason: 'end_turn', usage }));
    return meter.end().usage;
  };

  it('leaves out what was read from the cache and written to it, for an hour told apart', () => {
    const some = { inputTokens: 200, outputTokens: 20, totalTokens: 9320 };
    expect(usageOf({ ...some, cacheReadInputTokens: 9000, cacheWriteInputTokens: 100 })).toEqual({
      'input-tokens': 200,
      'cached-input-tokens': 9000,
      'output-tokens': 20,
      'cache-write-tokens': 100,
    });
    const cacheDetails = [
      { ttl: '1h', inputTokens: 60 },
      { ttl: '5m', inputTokens: 40 },
    ];
    expect(usageOf({ ...some, cacheWriteInputTokens: 100, cacheDetails })).toMatchObject({
      'cache-write-tokens': 40,
      'cache-write-1h-tokens': 60,
    });
  });

  it.each([
    { inputTokens: 1 },
    { inputTokens: -1, outputTokens: 1 },
    { inputTokens: 1.5, outputTokens: 1 },
    { inputTokens: 1, outputTokens: 1, cacheWriteInputTokens: 5, cacheDetails: [{ ttl: '1h', inputTokens: 6 }] },
  ])('is not known: %j', (usage) => {
    expect(usageOf(usage)).toBeNull();
  });
});

/** A frame as text: what stands around the JSON is binary. https://smithy.io/2.0/aws/amazon-eventstream.html */
const frame = (payload: object) =>
  `\0\0\0\ufffd\0\0\0RX\ufffd{h\ufffd\u000b:event-type\u0007\0\u0008metadata\u000d:message-type\u0007\0\u0005event${JSON.stringify(payload)}\ufffd{}v\ufffd`;

describe('a stream of frames', () => {
  const text = [
    { role: 'assistant', p: 'abc' },
    { contentBlockIndex: 0, delta: { text: 'Braces } { and "quotes\\" are text' }, p: 'ab' },
    { contentBlockIndex: 1, start: { toolUse: { name: 'find' } } },
    { contentBlockIndex: 1, delta: { toolUse: { input: '{"of":' } } },
    { contentBlockIndex: 1, delta: { toolUse: { input: '"x"}' } } },
    { stopReason: 'tool_use' },
    { usage: { inputTokens: 13, outputTokens: 82 }, metrics: { latencyMs: 391 } },
  ]
    .map(frame)
    .join('');
  const read = (...pieces: readonly string[]) => {
    const meter = bedrockConverse.openMeter(headOf('application/vnd.amazon.eventstream'), null);
    for (const piece of pieces) meter.push(piece);
    return meter.end();
  };

  it('says what was billed, and that it is whole, however it is cut', () => {
    const whole = read(text);
    expect(whole).toMatchObject({
      usage: { 'input-tokens': 13, 'cached-input-tokens': 0, 'output-tokens': 82 },
      isComplete: true,
      errorText: null,
    });
    expect(whole.output?.likely).toBeGreaterThan(8);
    for (let at = 1; at < text.length; at += 5) expect(read(text.slice(0, at), text.slice(at))).toEqual(whole);
    expect(read(...text)).toEqual(whole);
  });

  it('that breaks off says what came so far', () => {
    const cut = read(text.slice(0, text.indexOf('{"stopReason"')));
    expect(cut).toMatchObject({ usage: null, isComplete: false });
    expect(cut.output?.likely).toBeGreaterThan(8);
  });

  it('without an end is not kept without an end', () => {
    const [, ...frames] = ['', `{"${'x'.repeat(1024 * 1024)}`, frame({ usage: { inputTokens: 1, outputTokens: 2 } })];
    expect(read(...frames).usage).toEqual({ 'input-tokens': 1, 'cached-input-tokens': 0, 'output-tokens': 2 });
  });
});
