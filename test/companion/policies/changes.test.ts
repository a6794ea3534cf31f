import { describe, expect, it } from 'vitest';
import { chat, chatStandIn, openGoverned } from './support.ts';

const cheaper = { kind: 'cheaper-model', models: { 'gpt-4o': 'gpt-4o-mini' }, promptTokensBelow: 100 };

describe('without a policy', () => {
  it('what is sent is what the client wrote, byte for byte', async () => {
    const upstream = await chatStandIn();
    const { chat: send, setBudget } = await openGoverned({ openai: upstream.origin });
    await setBudget();
    const text =
      '{"model": "gpt-4o",  "max_tokens":5e1,"seed":12345678901234567890, "messages":[{"role":"user","content":"\\u0041"}]}';
    const answer = await send(text, { 'idempotency-key': 'once' });
    expect([answer.status, answer.headers.get('tollkeeper-changed'), answer.headers.get('tollkeeper-policy')]).toEqual([
      200,
      null,
      null,
    ]);
    expect([upstream.asked[0]?.text, upstream.asked[0]?.headers['idempotency-key']]).toEqual([text, 'once']);
  });
});

describe('a cheaper model', () => {
  it('takes small prompts without tools, says so, and the record too', async () => {
    const upstream = await chatStandIn();
    const governed = await openGoverned({ openai: upstream.origin });
    await governed.setPolicy('small', cheaper);
    const answer = await governed.chat(chat({ seed: 7 }), { 'idempotency-key': 'once' });
    expect(answer.headers.get('tollkeeper-changed')).toBe('model=gpt-4o-mini, idempotency-key');
    expect(answer.headers.get('tollkeeper-policy')).toBe('cheaper-model:small');
    expect(upstream.asked[0]?.body).toEqual({ ...chat({ seed: 7 }), model: 'gpt-4o-mini' });
    expect(upstream.asked[0]?.headers['idempotency-key']).toMatch(/^once-[0-9a-f]{32}$/);
    expect(await governed.records(1)).toMatchObject([{ model: 'gpt-4o-mini', policies: ['cheaper-model:small'] }]);
    const { body } = await governed.api('GET', '/calls');
    expect(body).toMatchObject({ calls: [{ policies: ['cheaper-model:small'] }] });
  });

  it.each([
    ['a long prompt', chat({ messages: [{ role: 'user', content: 'moon '.repeat(200) }] })],
    ['tools', chat({ tools: [{ type: 'function', function: { name: 'f', parameters: {} } }] })],
    [
      'a picture',
      chat({
        messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://a.test/b.png' } }] }],
      }),
    ],
    ['a search by the provider', chat({ web_search_options: {} })],
    ['another model', chat({ model: 'gpt-4.1' })],
  ])('is not for %s', async (_, body) => {
    const upstream = await chatStandIn();
    const governed = await openGoverned({ openai: upstream.origin });
    await governed.setPolicy('small', cheaper);
    const answer = await governed.chat(body);
    expect([answer.headers.get('tollkeeper-changed'), upstream.asked[0]?.text]).toEqual([null, JSON.stringify(body)]);
  });

  it('is not for what is signed, nor for other tools and labels; the most particular policy decides', async () => {
    const upstream = await chatStandIn();
    const governed = await openGoverned({ openai: upstream.origin });
    await governed.setPolicy('of-tool', { ...cheaper, tool: 'agent' });
    await governed.setPolicy('of-label', { ...cheaper, label: 'prod', models: { 'gpt-4o': 'gpt-4.1-nano' } });
    const token = await governed.token();
    const models = async (headers: Record<string, string>): Promise<unknown> => {
      await (await governed.chat(chat(), headers)).text();
      return upstream.asked.at(-1)?.body.model;
    };
    expect(await models({})).toBe('gpt-4o');
    expect(await models({ 'tollkeeper-token': token, 'x-amz-content-sha256': 'abc' })).toBe('gpt-4o');
    expect(await models({ 'tollkeeper-token': token })).toBe('gpt-4o-mini');
    expect(await models({ 'tollkeeper-label': 'prod' })).toBe('gpt-4.1-nano');
    expect(await models({ 'tollkeeper-token': token, 'tollkeeper-label': 'prod' })).toBe('gpt-4o-mini');
    expect(
      upstream.asked.some(({ headers }) => Object.keys(headers).some((name) => name.startsWith('tollkeeper'))),
    ).toBe(false);
  });

  it('changes the address where that names the model', async () => {
    const upstream = await chatStandIn(
      (_, response) =>
        void response
          .writeHead(200, { 'content-type': 'application/json' })
          .end('{"candidates":[],"usageMetadata":{"promptTokenCount":10,"candidatesTokenCount":5}}'),
    );
    const governed = await openGoverned({ 'google-gemini': upstream.origin });
    await governed.setPolicy('small', { kind: 'cheaper-model', models: { 'gemini-2.5-pro': 'gemini-2.5-flash' } });
    const answer = await fetch(
      `${governed.companion.gateway.origin}/gemini/v1beta/models/gemini-2.5-pro:generateContent?alt=json`,
      {
        ...{ method: 'POST', headers: { 'content-type': 'application/json', 'x-goog-api-key': 'AIza-own-key' } },
        body: JSON.stringify({ contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] }),
      },
    );
    expect(answer.headers.get('tollkeeper-changed')).toBe('model=gemini-2.5-flash');
    expect(upstream.asked[0]?.path).toBe('/v1beta/models/gemini-2.5-flash:generateContent?alt=json');
    expect(await governed.records(1)).toMatchObject([{ model: 'gemini-2.5-flash' }]);
  });
});

describe('a bound on the answer', () => {
  // $10 for a million tokens of output: 100,000 tokens for $1.
  const unbounded = { model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }] };

  it('is lowered to what fits a budget, where somebody wants that', async () => {
    const upstream = await chatStandIn();
    const governed = await openGoverned({ openai: upstream.origin });
    await governed.setBudget({ limit: 5_000_000n });
    const refused = await governed.chat(chat({ max_tokens: 4000 }));
    expect(refused.status).toBe(402);
    const { error } = (await refused.json()) as {
      error: { problem: { options: { kind: string; maxTokens: number }[] } };
    };
    const option = error.problem.options.find(({ kind }) => kind === 'lower-max-tokens');
    await governed.setPolicy('fit', { kind: 'lower-max-tokens' });
    const answer = await governed.chat(chat({ max_tokens: 4000 }));
    expect([answer.status, answer.headers.get('tollkeeper-policy')]).toEqual([200, 'lower-max-tokens:fit']);
    const sent = Number(upstream.asked[0]?.body.max_tokens);
    expect(answer.headers.get('tollkeeper-changed')).toBe(`max_tokens=${sent}`);
    // What the refusal had offered is what fits: one more would not.
    expect(option?.maxTokens).toBe(sent);
    expect(sent).toBeGreaterThan(400);
    expect(sent).toBeLessThan(500);
  });

  it('is not lowered below what somebody still wants', async () => {
    const upstream = await chatStandIn();
    const governed = await openGoverned({ openai: upstream.origin });
    await governed.setBudget({ limit: 5_000_000n });
    await governed.setPolicy('fit', { kind: 'lower-max-tokens', tokensMin: 600 });
    expect((await governed.chat(chat({ max_tokens: 4000 }))).status).toBe(402);
    expect(upstream.asked).toEqual([]);
  });

  it('is left as it is where the model’s own is known and fits', async () => {
    const upstream = await chatStandIn();
    const governed = await openGoverned({ openai: upstream.origin });
    await governed.setBudget();
    const answer = await governed.chat(unbounded);
    expect([answer.status, answer.headers.get('tollkeeper-changed'), upstream.asked[0]?.text]).toEqual([
      200,
      null,
      JSON.stringify(unbounded),
    ]);
  });
});
