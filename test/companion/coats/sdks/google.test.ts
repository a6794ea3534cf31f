import { ApiError, GoogleGenAI, Type } from '@google/genai';
import { describe, expect, it } from 'vitest';
import { known, openThrough, type ThroughOptions } from '../through.ts';

/* The official package, unmodified, through the companion against the sandbox in Google's coat. */

const PICTURE = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
const model = 'gemini-2.5-flash';
const weather = {
  name: 'weather',
  parameters: { type: Type.OBJECT, properties: { city: { type: Type.STRING } }, required: ['city'] },
};

async function open(options: ThroughOptions = {}) {
  const through = await openThrough('google-gemini', { called: 'gemini', ...options });
  return { ...through, client: new GoogleGenAI({ apiKey: 'AIza-own', httpOptions: { baseUrl: through.base } }) };
}
const thrown = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

describe('@google/genai', () => {
  it('answers, streams, calls functions, sees pictures, writes JSON; the ledger has what the provider took', async () => {
    const { client, records, charged } = await open();
    const { models } = client;
    const config = { maxOutputTokens: 40 };
    const answer = await models.generateContent({ model, contents: 'Hello', config });
    let text = '';
    for await (const chunk of await models.generateContentStream({ model, contents: 'Hello', config }))
      text += chunk.text ?? '';
    expect(text).toBe(answer.text);
    const called = await models.generateContent({
      ...{ model, contents: 'Weather?' },
      config: { tools: [{ functionDeclarations: [weather] }] },
    });
    expect(called.functionCalls).toMatchObject([{ name: 'weather', args: { city: 'Vienna' } }]);
    const inlineData = { mimeType: 'image/png', data: PICTURE };
    const seen = await models.generateContent({ model, contents: [{ inlineData }, 'What is it?'], config });
    expect(seen.usageMetadata?.promptTokenCount).toBeGreaterThan(258);
    const formed = await models.generateContent({
      ...{ model, contents: 'A city' },
      config: { responseMimeType: 'application/json', responseSchema: weather.parameters },
    });
    expect(JSON.parse(formed.text ?? '')).toEqual({ city: 'Vienna' });
    expect(known(await records(5))).toEqual(charged());
  });

  it('a stream that is left is made and billed to its end all the same, and booked so', async () => {
    const { client, records, charged, sandbox } = await open({ rules: { chunkDelayMs: 20 } });
    const leaving = new AbortController();
    const config = { maxOutputTokens: 60, abortSignal: leaving.signal };
    const stream = await client.models.generateContentStream({ model, contents: 'Hello', config });
    await thrown(
      (async () => {
        let chunks = 0;
        for await (const _ of stream) if (++chunks === 3) leaving.abort();
      })(),
    );
    const [record] = await records(1);
    expect(record).toMatchObject({ outcome: 'answer', certainty: 'billed' });
    expect(known([record as NonNullable<typeof record>])).toEqual(charged());
    expect(sandbox.world.requests[0]?.aborted).toBe(false);
  });

  it('an empty wallet is told in Google’s words', async () => {
    const { client, records, charged } = await open({ openingNano: 0n });
    const error = await thrown(client.models.generateContent({ model, contents: 'Hello' }));
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 429 });
    expect(JSON.parse((error as Error).message).error).toMatchObject({ code: 429, status: 'RESOURCE_EXHAUSTED' });
    const booked = await records(1);
    expect([booked[0]?.outcome, charged()]).toEqual(['refusal', []]);
  });

  it('our own refusal is final, and nothing leaves', async () => {
    const { client, setBudget, seen, records } = await open();
    await setBudget(10n);
    const error = await thrown(client.models.generateContent({ model, contents: 'Hello' }));
    expect(error).toMatchObject({ status: 402 });
    expect([seen(), await records(0)]).toEqual([[], []]);
  });
});
