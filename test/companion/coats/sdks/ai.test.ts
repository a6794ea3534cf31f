import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogleGenerativeAI } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import {
  embed,
  generateImage,
  generateText,
  jsonSchema,
  type LanguageModel,
  Output,
  stepCountIs,
  streamText,
  tool,
} from 'ai';
import { describe, expect, it } from 'vitest';
import { findProvider } from '../../../../lib/providers/registry.ts';
import { pricedModel } from '../samples.ts';
import { known, openThrough, type Through, type ThroughOptions } from '../through.ts';

/* Vercel's package, unmodified, through the companion against the sandbox in the coat of whom it speaks to. */

const PICTURE = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
const prompt = 'How far is it to the moon?';
const CITY = jsonSchema<{ city: string }>({
  ...{ type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false },
});
const tools = {
  weather: tool({ description: 'the weather', inputSchema: CITY, execute: ({ city }) => `sun in ${city}` }),
};

interface Spoken {
  readonly id: string;
  readonly model: (base: string) => LanguageModel;
}
const apiKey = 'sk-own';
const SPOKEN: readonly Spoken[] = [
  { id: 'openai', model: (base) => createOpenAI({ apiKey, baseURL: `${base}/v1` }).chat('gpt-4o-mini') },
  { id: 'openai', model: (base) => createOpenAI({ apiKey, baseURL: `${base}/v1` })('gpt-4o-mini') },
  { id: 'anthropic', model: (base) => createAnthropic({ apiKey, baseURL: `${base}/v1` })('claude-sonnet-4-5') },
  {
    id: 'google-gemini',
    model: (base) => createGoogleGenerativeAI({ apiKey, baseURL: `${base}/v1beta` })('gemini-2.5-flash'),
  },
  {
    id: 'openrouter',
    model: (base) =>
      createOpenAICompatible({ name: 'openrouter', apiKey, baseURL: `${base}/api/v1` })('openai/gpt-5.6-sol'),
  },
  {
    id: 'groq',
    model: (base) =>
      createOpenAICompatible({ name: 'groq', apiKey, baseURL: `${base}/openai/v1` })(pricedModel('groq')),
  },
];
const thrown = (work: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(work).then(
    () => null,
    (error: unknown) => error,
  );

describe.each(SPOKEN.map((spoken, index) => [`${spoken.id} (${index})`, spoken] as const))(
  'ai, to %s',
  (_name, { id, model }) => {
    const open = async (options: ThroughOptions = {}): Promise<Through & { readonly at: LanguageModel }> => {
      const through = await openThrough(id, options);
      return { ...through, at: model(through.base) };
    };

    it('generates, streams, uses tools, sees pictures, writes objects; the ledger has what the provider took', async () => {
      const { at, records, charged } = await open();
      const whole = await generateText({ model: at, prompt, maxOutputTokens: 40 });
      expect(whole.text).toMatch(/\S/);
      const streamed = streamText({ model: at, prompt, maxOutputTokens: 40 });
      let text = '';
      for await (const piece of streamed.textStream) text += piece;
      expect(text).toBe(whole.text);
      // Who does not ask for usage gets none, though we asked for it.
      const { outputTokens = whole.usage.outputTokens } = await streamed.usage;
      expect(outputTokens).toBe(whole.usage.outputTokens);
      const steps = await generateText({ model: at, prompt, tools, stopWhen: stepCountIs(3) });
      expect(steps.steps.map(({ toolCalls }) => toolCalls.map(({ toolName, input }) => [toolName, input]))).toEqual([
        [['weather', { city: 'Vienna' }]],
        [],
      ]);
      const image = Buffer.from(PICTURE, 'base64');
      const seen = await generateText({
        ...{ model: at, maxOutputTokens: 20 },
        messages: [
          {
            role: 'user',
            content: [
              { type: 'image', image },
              { type: 'text', text: 'What is it?' },
            ],
          },
        ],
      });
      expect(seen.usage.inputTokens).toBeGreaterThan(258);
      const booked = await records(5);
      expect(charged()).toHaveLength(5);
      expect(booked.map(({ cost }) => cost?.likelyNano)).toEqual(charged());
    });

    it('no 402 is repeated: not the provider’s, not ours', async () => {
      const poor = await open({ openingNano: 0n });
      await thrown(generateText({ model: poor.at, prompt, maxRetries: 2, abortSignal: AbortSignal.timeout(900) }));
      const refusals = poor.sandbox.world.requests.map(({ status }) => status);
      if (refusals[0] === 402) expect(refusals).toHaveLength(1);
      const ours = await open();
      await ours.setBudget(10n);
      const error = await thrown(generateText({ model: ours.at, prompt, maxOutputTokens: 50 }));
      expect(error).toMatchObject({ name: 'AI_APICallError', statusCode: 402, isRetryable: false });
      expect([ours.seen(), await ours.records(0)]).toEqual([[], []]);
    });

    it('a stream that is left is left at the provider', async () => {
      const { at, records, sandbox } = await open({ rules: { chunkDelayMs: 20 } });
      const leaving = new AbortController();
      const streamed = streamText({ model: at, prompt, abortSignal: leaving.signal, onError: () => undefined });
      let pieces = 0;
      await thrown(
        (async () => {
          for await (const _ of streamed.textStream) if (++pieces === 3) leaving.abort();
        })(),
      );
      // Where a provider bills the whole answer all the same, the rest is read for what it says of its cost.
      const isReadOn = findProvider(id)?.billsInFull !== undefined;
      expect((await records(1))[0]?.outcome).toBe(isReadOn ? 'answer' : 'cut');
      expect(sandbox.world.requests[0]?.aborted).toBe(!isReadOn);
    });
  },
);

describe('ai, to openai', () => {
  const open = async (options: ThroughOptions = {}) => {
    const through = await openThrough('openai', options);
    return { ...through, provider: createOpenAI({ apiKey, baseURL: `${through.base}/v1` }) };
  };

  it('objects, embeddings and pictures', async () => {
    const { provider, records, charged } = await open();
    const { output } = await generateText({
      ...{ model: provider.chat('gpt-4o-mini'), prompt: 'A city' },
      output: Output.object({ schema: CITY }),
    });
    expect(output).toEqual({ city: 'Vienna' });
    const { embedding } = await embed({ model: provider.embedding('text-embedding-3-small'), value: 'one' });
    expect(embedding.length).toBe(16);
    const { images } = await generateImage({ model: provider.image('gpt-image-1'), prompt: 'a pear', n: 2 });
    expect(images).toHaveLength(2);
    expect(known(await records(3))).toEqual(charged());
  });

  it('what goes wrong is repeated as the package does: each attempt a call, all of one request', async () => {
    const { provider, records, seen, charged } = await open({ scenario: 'html-error' });
    const error = await thrown(generateText({ model: provider.chat('gpt-4o-mini'), prompt, maxRetries: 1 }));
    expect(error).toMatchObject({ name: 'AI_RetryError' });
    expect(seen()).toHaveLength(2);
    const booked = await records(2);
    expect(new Set(booked.map(({ callId }) => callId)).size).toBe(2);
    expect(new Set(booked.map(({ requestId }) => requestId)).size).toBe(1);
    expect(charged()).toEqual([]);
  }, 30_000);
});
