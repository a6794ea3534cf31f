import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { answerChat, chat, chatStandIn, EMPTY, openGoverned, sendJson } from './support.ts';

const MAIN = 'sk-main-key-1';
const SPARE = 'sk-spare-key-2';
const OTHER = 'sk-deepseek-key-3';

/** OpenAI's wallet is empty but for the key that is named. */
const onlyFor = (key: string) =>
  chatStandIn((asked, response) =>
    asked.headers.authorization === `Bearer ${key}` ? answerChat(asked, response) : sendJson(response, 429, EMPTY),
  );

async function open(openai: { readonly origin: string }, deepseek?: { readonly origin: string }) {
  const governed = await openGoverned({ openai: openai.origin, ...(deepseek && { deepseek: deepseek.origin }) });
  await governed.addAccount('openai', 'main', MAIN);
  await governed.addAccount('openai', 'spare', SPARE);
  await governed.addAccount('deepseek', 'own', OTHER);
  const token = await governed.token();
  const ask = (body: object = chat(), more: Record<string, string> = {}) =>
    governed.chat(body, { authorization: `Bearer ${token}`, 'tollkeeper-account': 'main', ...more });
  return { ...governed, token, ask };
}

const toSpare = { kind: 'backup-account', provider: 'openai', accounts: ['spare'] };
const toDeepseek = {
  kind: 'backup-provider',
  provider: 'openai',
  to: 'deepseek',
  models: { 'gpt-4o': 'deepseek-chat' },
};

describe('a provider that says its wallet is empty', () => {
  it('is followed by another account, as a call of its own under the same request', async () => {
    const openai = await onlyFor(SPARE);
    const governed = await open(openai);
    await governed.setBudget();
    await governed.setPolicy('spare', toSpare);
    const answer = await governed.ask(chat(), { 'idempotency-key': 'once', 'openai-organization': 'org-main' });
    expect([answer.status, answer.headers.get('tollkeeper-policy')]).toEqual([200, 'backup-account:spare']);
    expect(openai.asked.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${MAIN}`, `Bearer ${SPARE}`]);
    // What is of the other account does not go there, nor a key under which the first attempt is known.
    expect(openai.asked.map(({ headers }) => headers['openai-organization'])).toEqual(['org-main', undefined]);
    expect(openai.asked[1]?.headers['idempotency-key']).not.toBe('once');
    expect(openai.asked[1]?.text).toBe(openai.asked[0]?.text);
    const [first, second] = await governed.records(2);
    expect([first?.outcome, first?.policies, second?.outcome, second?.policies]).toEqual([
      'refusal',
      undefined,
      'answer',
      ['backup-account:spare'],
    ]);
    expect(second?.requestId).toBe(first?.requestId);
    expect(second?.callId).toBe(answer.headers.get('tollkeeper-call-id'));
    expect(second?.callId).not.toBe(first?.callId);
    expect(await governed.used()).toEqual([[second?.cost?.highNano, 0n]]);
    expect(governed.troubles).toEqual([]);
  });

  it('is followed even where the budget has room for one of the two alone', async () => {
    const openai = await onlyFor(SPARE);
    const governed = await open(openai);
    // One such call is held at about half a cent.
    await governed.setBudget({ limit: 6_000_000n });
    await governed.setPolicy('spare', toSpare);
    expect((await governed.ask()).status).toBe(200);
  });

  it('is followed by another provider of the same wire, with its model, address and key', async () => {
    const openai = await onlyFor('nobody');
    const deepseek = await chatStandIn();
    const governed = await open(openai, deepseek);
    await governed.setPolicy('b-other', toDeepseek);
    await governed.setPolicy('a-spare', toSpare);
    const answer = await governed.ask();
    expect([answer.status, answer.headers.get('tollkeeper-policy'), answer.headers.get('tollkeeper-changed')]).toEqual([
      200,
      'backup-provider:b-other',
      'model=deepseek-chat',
    ]);
    expect(deepseek.asked.map(({ path, headers, body }) => [path, headers.authorization, body.model])).toEqual([
      ['/v1/chat/completions', `Bearer ${OTHER}`, 'deepseek-chat'],
    ]);
    const all = await governed.records(3);
    expect(all.map(({ provider, model, outcome }) => [provider, model, outcome])).toEqual([
      ['openai', 'gpt-4o', 'refusal'],
      ['openai', 'gpt-4o', 'refusal'],
      ['deepseek', 'deepseek-chat', 'answer'],
    ]);
    expect(new Set(all.map(({ requestId }) => requestId)).size).toBe(1);
  });

  it('keeps its own answer where no other way may be gone', async () => {
    const openai = await onlyFor('nobody');
    const governed = await open(openai);
    await governed.setBudget({ id: 'spare', scope: { kind: 'label', label: 'none' } });
    await governed.setPolicy('other', { ...toDeepseek, models: { 'gpt-4.1': 'deepseek-chat' } });
    const answer = await governed.ask();
    expect([answer.status, answer.headers.get('tollkeeper-cause'), answer.headers.get('tollkeeper-policy')]).toEqual([
      429,
      'depleted',
      null,
    ]);
    expect(await answer.json()).toMatchObject(EMPTY);
    expect(openai.asked).toHaveLength(1);
  });

  it('is not left for what the client itself has to put right, or for its pace', async () => {
    for (const [status, error] of [
      [
        429,
        {
          message: 'Rate limit reached for gpt-4o in organization org-x on requests per min (RPM): Limit 3, Used 3.',
          type: 'requests',
          param: null,
          code: 'rate_limit_exceeded',
        },
      ],
      [
        401,
        { message: 'Incorrect API key provided.', type: 'invalid_request_error', param: null, code: 'invalid_api_key' },
      ],
      [400, { message: 'Unknown parameter: x.', type: 'invalid_request_error', param: 'x', code: 'unknown_parameter' }],
      [500, { message: 'The server had an error.', type: 'server_error', param: null, code: null }],
    ] as const) {
      const openai = await chatStandIn((_, response) => sendJson(response, status, { error }));
      const governed = await open(openai);
      await governed.setPolicy('spare', toSpare);
      expect([status, (await governed.ask()).status, openai.asked.length]).toEqual([status, status, 1]);
    }
  });

  it('is not left once its answer has begun', async () => {
    const openai = await chatStandIn((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(
        'data: {"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"Hi"}}]}\n\n',
      );
      response.end(`data: ${JSON.stringify(EMPTY)}\n\n`);
    });
    const governed = await open(openai);
    await governed.setPolicy('spare', toSpare);
    const answer = await governed.ask(chat({ stream: true }));
    expect([answer.status, (await answer.text()).includes('insufficient_quota'), openai.asked.length]).toEqual([
      200,
      true,
      1,
    ]);
  });

  it('is followed by a stream that is a stream, also for the official SDK', async () => {
    const openai = await chatStandIn((asked, response) => {
      if (asked.headers.authorization !== `Bearer ${SPARE}`) return sendJson(response, 429, EMPTY);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const content of ['He', 'llo']) {
        response.write(
          `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content } }] })}\n\n`,
        );
      }
      response.end(
        `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', choices: [], usage: { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 } })}\n\ndata: [DONE]\n\n`,
      );
    });
    const governed = await open(openai);
    await governed.setPolicy('spare', toSpare);
    const client = new OpenAI({
      ...{ baseURL: `${governed.companion.gateway.origin}/openai/v1`, apiKey: governed.token },
      defaultHeaders: { 'tollkeeper-account': 'main' },
    });
    const stream = await client.chat.completions.create({
      model: 'gpt-4o',
      messages: [{ role: 'user', content: 'Hi' }],
      stream: true,
    });
    let text = '';
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    expect([text, openai.asked.length]).toEqual(['Hello', 2]);
    const [, second] = await governed.records(2);
    expect(second?.usage).toMatchObject({ 'output-tokens': 2 });
  });

  it('is not followed by accounts of somebody who has shown no token', async () => {
    const openai = await onlyFor(SPARE);
    const governed = await open(openai);
    await governed.setPolicy('spare', toSpare);
    expect((await governed.chat(chat())).status).toBe(429);
    expect(openai.asked.map(({ headers }) => headers.authorization)).toEqual(['Bearer sk-own-key']);
  });

  it('never gets the client’s own key at another provider, wherever it stands', async () => {
    const openai = await onlyFor('nobody');
    const deepseek = await chatStandIn();
    const governed = await open(openai, deepseek);
    await governed.setPolicy('other', toDeepseek);
    const own = {
      authorization: 'Bearer sk-own-key',
      'api-key': 'sk-own-key',
      'tollkeeper-token': governed.token,
      cookie: 'session=sk-own-key',
    };
    const answer = await fetch(
      `${governed.companion.gateway.origin}/openai/v1/chat/completions?api_key=sk-own-key&x=1`,
      {
        ...{ method: 'POST', headers: { 'content-type': 'application/json', ...own }, body: JSON.stringify(chat()) },
      },
    );
    expect(answer.status).toBe(200);
    expect(JSON.stringify(deepseek.asked)).not.toContain('sk-own-key');
    expect(JSON.stringify(deepseek.asked)).not.toContain('tkp_');
    expect(deepseek.asked[0]?.path).toBe(`/v1/chat/completions?api_key=${OTHER}&x=1`);
  });

  it('is asked with a bound on the answer that its balance allows, where it says what is left', async () => {
    const governed = await open(
      await chatStandIn((asked, response) =>
        Number(asked.body.max_tokens) > 300
          ? sendJson(response, 402, {
              error: {
                message: `This request requires more credits, or fewer max_tokens. You requested up to ${asked.body.max_tokens} tokens, but can only afford 300.`,
                code: 402,
              },
            })
          : answerChat(asked, response),
      ),
    );
    await governed.setPolicy('fit', { kind: 'lower-max-tokens', tokensMin: 16 });
    const answer = await governed.ask(chat({ max_tokens: 4000 }));
    // OpenAI sets nothing aside, so what would fit is not known there: its own answer stands.
    expect(answer.status).toBe(402);
  });
});

describe('a budget of one account', () => {
  it('that is spent sends calls to the next one, each with a hold of its own', async () => {
    const openai = await chatStandIn();
    const governed = await open(openai);
    await governed.setPolicy('spare', toSpare);
    const { body } = await governed.api('GET', '/accounts');
    expect(body).toMatchObject({ accounts: expect.any(Array) });
    await governed.setBudget({ id: 'main-key', scope: { kind: 'model', model: 'gpt-4o' }, limit: 0n });
    await governed.setPolicy('other', { ...toDeepseek });
    const answer = await governed.ask();
    // The spare account has the same model and so the same budget; there is no stand-in for the other provider's failure here.
    expect([answer.status, openai.asked.length]).not.toEqual([200, 1]);
  });
});
