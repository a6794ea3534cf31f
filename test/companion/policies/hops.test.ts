import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { demoKeys } from '../../../companion/sandbox/world.ts';
import { openSandbox } from '../sandbox/support.ts';
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

  it('says why the other way was stopped: its own cause stays, and does not stand for that one', async () => {
    const openai = await onlyFor('nobody');
    const deepseek = await chatStandIn();
    const governed = await open(openai, deepseek);
    const unit = { kind: 'money', currency: 'JPY' } as const;
    await governed.setBudget({ id: 'yen', scope: { kind: 'provider', provider: 'deepseek' }, unit, isHard: true });
    await governed.setPolicy('other', { ...toDeepseek, models: { 'gpt-4o': 'deepseek-v4-flash' } });
    const answer = await governed.ask();
    expect([answer.status, answer.headers.get('tollkeeper-cause'), deepseek.asked]).toEqual([429, 'depleted', []]);
    const why = 'The budget "yen" is in another currency, and no rate to it is set.';
    expect(answer.headers.get('tollkeeper-other-ways')).toContain(`backup-provider:other (deepseek): ${why}`);
    expect(await answer.json()).toMatchObject({
      tollkeeper: { cause: 'depleted', otherWays: [{ provider: 'deepseek', type: 'budget-exceeded' }] },
    });
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

  it('is asked for a shorter answer, where it says how long a one can be paid', async () => {
    const openai = await chatStandIn((asked, response) =>
      Number(asked.body.max_tokens) <= 300
        ? answerChat(asked, response)
        : sendJson(response, 402, {
            error: {
              message: `This request requires more credits, or fewer max_tokens. You requested up to ${asked.body.max_tokens} tokens, but can only afford 300.`,
              code: 402,
            },
          }),
    );
    const governed = await open(openai);
    await governed.setPolicy('fit', { kind: 'lower-max-tokens', tokensMin: 16 });
    const answer = await governed.ask(chat({ max_tokens: 4000 }));
    expect([answer.status, answer.headers.get('tollkeeper-changed')]).toEqual([200, 'max_tokens=300']);
    expect(openai.asked.map(({ body }) => body.max_tokens)).toEqual([4000, 300]);
    await governed.setPolicy('fit', { kind: 'lower-max-tokens', tokensMin: 301 });
    expect((await governed.ask(chat({ max_tokens: 4000 }))).status).toBe(402);
  });

  it('is asked for what its own figures allow, and from then on at once', async () => {
    const sandbox = await openSandbox({ rules: { relayLanguage: 'en' } });
    const wallet = sandbox.world.accounts[0]?.wallets.USD;
    if (wallet === undefined) throw new Error('no wallet');
    Object.assign(wallet, { totalNano: 20_000_000n, frozenNano: 0n, heldElsewhereNano: 0n });
    const governed = await openGoverned({ sandbox: sandbox.origin });
    await governed.setPolicy('fit', { kind: 'lower-max-tokens', tokensMin: 16 });
    const ask = () =>
      fetch(`${governed.companion.gateway.origin}/sandbox/v1/chat/completions`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${demoKeys.default}`,
          'x-sandbox-refusal-shape': 'relay',
        },
        body: JSON.stringify(chat({ model: 'toll-large', max_tokens: 4000 })),
      });
    const first = await ask();
    expect([first.status, first.headers.get('tollkeeper-policy')]).toEqual([200, 'lower-max-tokens:fit']);
    const all = await governed.records(2);
    expect(all.map(({ outcome, draft }) => [outcome, (draft?.outputTokensMax ?? 0) < 4000])).toEqual([
      ['refusal', false],
      ['answer', true],
    ]);
  });
});

describe('a budget of one account', () => {
  const ofMain = { id: 'main', scope: { kind: 'account', account: 'openai:main' }, limit: 1000n } as const;

  it('that is spent sends calls to the next one before anything leaves', async () => {
    const openai = await chatStandIn();
    const governed = await open(openai);
    await governed.setBudget(ofMain);
    expect((await governed.ask()).status).toBe(402);
    await governed.setPolicy('spare', toSpare);
    const answer = await governed.ask();
    expect([answer.status, answer.headers.get('tollkeeper-policy')]).toEqual([200, 'backup-account:spare']);
    expect(openai.asked.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${SPARE}`]);
    expect(await governed.records(1)).toMatchObject([{ policies: ['backup-account:spare'] }]);
    expect(await governed.used()).toEqual([[0n, 0n]]);
    expect(await governed.companion.store.transact(async (tables) => tables.openCalls.toArray())).toEqual([]);
  });

  it('that the next one has too is told as the first one’s', async () => {
    const openai = await chatStandIn();
    const governed = await open(openai);
    await governed.setBudget(ofMain);
    await governed.setBudget({ ...ofMain, id: 'spare', scope: { kind: 'account', account: 'openai:spare' } });
    await governed.setPolicy('spare', toSpare);
    const answer = await governed.ask();
    expect([answer.status, openai.asked.length]).toEqual([402, 0]);
    expect(JSON.stringify(await answer.json())).toContain('budget:main');
  });

  it('goes from account to account and provider to provider, never twice the same way', async () => {
    const openai = await onlyFor('nobody');
    const deepseek = await chatStandIn((_, response) =>
      sendJson(response, 402, {
        error: { message: 'Insufficient Balance', type: 'unknown_error', param: null, code: 'invalid_request_error' },
      }),
    );
    const governed = await open(openai, deepseek);
    await governed.setBudget(ofMain);
    await governed.setPolicy('a', { ...toSpare, accounts: ['spare', 'spare', 'gone', 'main'] }).catch(() => undefined);
    await governed.setPolicy('b', { ...toSpare, accounts: ['spare', 'main'] });
    await governed.setPolicy('c', toDeepseek);
    const answer = await governed.ask();
    // The last one's own words, in its own status.
    expect([answer.status, openai.asked.length, deepseek.asked.length]).toEqual([402, 1, 1]);
    expect(answer.headers.get('tollkeeper-cause')).toBe('depleted');
    expect(answer.headers.get('tollkeeper-policy')).toBe('backup-provider:c');
  });

  it('is first asked for a shorter answer, where both are wanted', async () => {
    const openai = await chatStandIn();
    const governed = await open(openai);
    await governed.setBudget({ ...ofMain, limit: 5_000_000n });
    await governed.setPolicy('spare', toSpare);
    await governed.setPolicy('fit', { kind: 'lower-max-tokens' });
    const answer = await governed.ask(chat({ max_tokens: 4000 }));
    expect([answer.headers.get('tollkeeper-policy'), openai.asked[0]?.headers.authorization]).toEqual([
      'lower-max-tokens:fit',
      `Bearer ${MAIN}`,
    ]);
    await governed.setBudget({ ...ofMain, limit: 1000n });
    const next = await governed.ask(chat({ max_tokens: 4000 }), { 'idempotency-key': 'once' });
    expect([next.headers.get('tollkeeper-policy'), next.headers.get('tollkeeper-changed')]).toEqual([
      'backup-account:spare',
      'idempotency-key',
    ]);
  });

  it('sends nothing elsewhere that rests on what the account keeps', async () => {
    const openai = await chatStandIn();
    const governed = await open(openai);
    await governed.setBudget(ofMain);
    await governed.setPolicy('spare', toSpare);
    const respond = (more: object) =>
      fetch(`${governed.companion.gateway.origin}/openai/v1/responses`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${governed.token}`,
          'tollkeeper-account': 'main',
        },
        body: JSON.stringify({ model: 'gpt-4o', input: 'Hi', max_output_tokens: 500, ...more }),
      });
    expect((await respond({ previous_response_id: 'resp_1' })).status).toBe(402);
    expect((await respond({ background: true })).status).toBe(402);
    expect((await respond({ background: false })).status).toBe(200);
    expect(openai.asked).toHaveLength(1);
  });

  it('holds for each account by itself, however many come at once', async () => {
    const openai = await chatStandIn((asked, response) => void setTimeout(() => answerChat(asked, response), 20));
    const governed = await open(openai);
    // Each call is held at $0.0051 and costs $0.0075: room for four of each account at first.
    const limit = 20_500_000n;
    await governed.setBudget({ ...ofMain, limit });
    await governed.setBudget({ ...ofMain, id: 'spare', scope: { kind: 'account', account: 'openai:spare' }, limit });
    await governed.setPolicy('spare', toSpare);
    const answers = await Promise.all(Array.from({ length: 20 }, () => governed.ask()));
    const went = answers.filter(({ status }) => status === 200);
    const by = (key: string) => openai.asked.filter(({ headers }) => headers.authorization === `Bearer ${key}`).length;
    expect([by(MAIN), by(SPARE), went.length]).toEqual([4, 4, 8]);
    expect(new Set((await governed.records(8)).map(({ callId }) => callId)).size).toBe(8);
    await governed.used();
    expect(await governed.companion.store.transact(async (tables) => tables.openCalls.toArray())).toEqual([]);
  });
});

describe('a client that goes', () => {
  it('while another way is looked for is not asked for twice, and leaves nothing held', async () => {
    const leaving = new AbortController();
    const openai = await chatStandIn(async (asked, response) => {
      if (asked.headers.authorization === `Bearer ${SPARE}`) return answerChat(asked, response);
      leaving.abort();
      await new Promise((resolve) => setTimeout(resolve, 100));
      sendJson(response, 429, EMPTY);
    });
    const governed = await open(openai);
    await governed.setBudget();
    await governed.setPolicy('spare', toSpare);
    const asked = governed.chat(
      chat(),
      { authorization: `Bearer ${governed.token}`, 'tollkeeper-account': 'main' },
      leaving.signal,
    );
    await expect(asked).rejects.toThrow();
    await governed.records(1);
    await governed.used();
    expect(openai.asked.length).toBe(1);
    expect(await governed.companion.store.transact(async (tables) => tables.openCalls.toArray())).toEqual([]);
  });
});

describe('another provider', () => {
  it('is asked at its own address of the same wire, with its key where the wire has it', async () => {
    const anthropic = await chatStandIn((_, response) =>
      sendJson(response, 400, {
        type: 'error',
        error: {
          type: 'invalid_request_error',
          message:
            'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.',
        },
      }),
    );
    const minimax = await chatStandIn((_, response) =>
      sendJson(response, 200, {
        id: 'm',
        type: 'message',
        role: 'assistant',
        model: 'MiniMax-M2',
        content: [{ type: 'text', text: 'Hi' }],
        stop_reason: 'end_turn',
        usage: { input_tokens: 9, output_tokens: 2 },
      }),
    );
    const governed = await openGoverned({ anthropic: anthropic.origin, minimax: minimax.origin });
    await governed.addAccount('minimax', 'own', OTHER);
    await governed.setPolicy('other', {
      kind: 'backup-provider',
      provider: 'anthropic',
      to: 'minimax',
      models: { 'claude-sonnet-4-5': 'MiniMax-M2' },
    });
    const token = await governed.token();
    const answer = await fetch(`${governed.companion.gateway.origin}/t/${token}/anthropic/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': MAIN, 'anthropic-version': '2023-06-01' },
      body: JSON.stringify({
        ...{ model: 'claude-sonnet-4-5', max_tokens: 64 },
        messages: [{ role: 'user', content: 'Hi' }],
      }),
    });
    expect(await answer.json()).toMatchObject({ content: [{ text: 'Hi' }] });
    expect(minimax.asked.map(({ path, headers, body }) => [path, headers['x-api-key'], body.model])).toEqual([
      ['/anthropic/v1/messages', OTHER, 'MiniMax-M2'],
    ]);
    expect(JSON.stringify(minimax.asked)).not.toContain(MAIN);
    expect((await governed.records(2)).map(({ provider, outcome }) => [provider, outcome])).toEqual([
      ['anthropic', 'refusal'],
      ['minimax', 'answer'],
    ]);
  });
});
