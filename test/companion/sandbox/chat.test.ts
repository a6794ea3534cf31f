import fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { countTokens } from '../../../companion/sandbox/tokens.ts';
import {
  lastRequest,
  onlyTransaction,
  openSandbox,
  post,
  postChat,
  promptTokens,
  readJson,
  walletOf,
} from './support.ts';

const mini = { inputNano: 150n, outputNano: 600n };

describe('a chat in one piece', () => {
  test('answers on the OpenAI wire and bills exactly its usage', async () => {
    const sandbox = await openSandbox();
    const response = await postChat(sandbox);
    expect(response.status).toBe(200);
    expect(response.headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{24}$/);
    const body = await readJson(response);
    expect(body).toMatchObject({ object: 'chat.completion', model: 'toll-mini' });
    const [choice] = body.choices;
    expect(choice).toMatchObject({ index: 0, finish_reason: 'stop', message: { role: 'assistant' } });
    const completionTokens = countTokens(choice.message.content);
    expect(body.usage).toMatchObject({
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
      prompt_tokens_details: { cached_tokens: 0 },
    });
    const costNano = BigInt(promptTokens) * mini.inputNano + BigInt(completionTokens) * mini.outputNano;
    expect(onlyTransaction(sandbox)).toMatchObject({
      kind: 'chat',
      unit: 'USD',
      amountNano: -costNano,
      model: 'toll-mini',
      promptTokens,
      completionTokens,
      requestId: response.headers.get('x-request-id'),
    });
    expect(walletOf(sandbox).totalNano).toBe(7_180_000_000n - costNano);
  });

  test('bills two fifths more than there was where it pads, and takes the money for it', async () => {
    const sandbox = await openSandbox();
    const padded = { 'x-sandbox-scenario': 'padded' };
    const body = await readJson(await postChat(sandbox, {}, padded));
    const completionTokens = Math.round(countTokens(body.choices[0].message.content) * 1.4);
    const usage = { prompt_tokens: Math.round(promptTokens * 1.4), completion_tokens: completionTokens };
    expect(body.usage).toMatchObject(usage);
    expect(onlyTransaction(sandbox)).toMatchObject({ promptTokens: usage.prompt_tokens, completionTokens });
    const streamed = await postChat(sandbox, { stream: true, stream_options: { include_usage: true } }, padded);
    expect(await streamed.text()).toContain(`"completion_tokens":${completionTokens}`);
  });

  test('bills every choice', async () => {
    const sandbox = await openSandbox();
    const body = await readJson(await postChat(sandbox, { n: 3, max_tokens: 20 }, { 'x-sandbox-answer-tokens': '50' }));
    expect(body.choices.map((choice: { index: number }) => choice.index)).toEqual([0, 1, 2]);
    expect(body.usage.completion_tokens).toBe(60);
    expect(onlyTransaction(sandbox).completionTokens).toBe(60);
    expect(lastRequest(sandbox).reservedNano).toBe(12n * 150n + 60n * 600n);
  });

  test('cuts the answer at max_tokens, also by its newer name', async () => {
    const sandbox = await openSandbox();
    const long = { 'x-sandbox-answer-tokens': '90' };
    for (const bound of [{ max_tokens: 7 }, { max_completion_tokens: 7 }]) {
      const body = await readJson(await postChat(sandbox, bound, long));
      expect(body.choices[0].finish_reason).toBe('length');
      expect(body.usage.completion_tokens).toBe(7);
    }
  });

  test('takes text parts and an empty content', async () => {
    const sandbox = await openSandbox();
    const parts = [
      { role: 'assistant', content: null },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'How do ' },
          { type: 'text', text: 'I begin?' },
        ],
      },
    ];
    expect((await readJson(await postChat(sandbox, { messages: parts }))).usage.prompt_tokens).toBe(promptTokens + 4);
  });
});

describe('setting money aside', () => {
  test('takes prompt + max_tokens; one nano less is refused', async () => {
    const sandbox = await openSandbox();
    const reserveNano = BigInt(promptTokens) * mini.inputNano + 100n * mini.outputNano;
    walletOf(sandbox).totalNano = reserveNano - 1n;
    expect((await postChat(sandbox, { max_tokens: 100 })).status).toBe(402);
    expect(sandbox.world.transactions).toEqual([]);
    walletOf(sandbox).totalNano = reserveNano;
    expect((await postChat(sandbox, { max_tokens: 100 })).status).toBe(200);
    expect(lastRequest(sandbox).reservedNano).toBe(reserveNano);
  });

  test.each([{}, { max_tokens: 0 }, { max_tokens: null }])('%j means 4,096 tokens of answer', async (bound) => {
    const sandbox = await openSandbox();
    await postChat(sandbox, bound);
    expect(lastRequest(sandbox).reservedNano).toBe(BigInt(promptTokens) * 150n + 4096n * 600n);
  });

  test('the default is a rule', async () => {
    const sandbox = await openSandbox({ rules: { outputTokensDefault: 1000 } });
    await postChat(sandbox);
    expect(lastRequest(sandbox).reservedNano).toBe(BigInt(promptTokens) * 150n + 1000n * 600n);
  });

  test('is shown as held while the call runs, and the rest comes back to the nano', async () => {
    const sandbox = await openSandbox();
    const running = postChat(sandbox, { max_tokens: 1000 }, { 'x-sandbox-delay-ms': '150' });
    const account = async () => (await readJson(await fetch(`${sandbox.origin}/console/api/account`))).balances[0];
    await expect.poll(account).toMatchObject({ total: '7.180000000', held: '0.000601800', available: '7.179398200' });
    await running;
    const chargedNano = -onlyTransaction(sandbox).amountNano;
    expect(walletOf(sandbox)).toMatchObject({ totalNano: 7_180_000_000n - chargedNano, heldNano: 0n });
  });

  test('what one call holds is missing for the next', async () => {
    const sandbox = await openSandbox();
    walletOf(sandbox).totalNano = 1_000_000n;
    const first = postChat(sandbox, { max_tokens: 1000 }, { 'x-sandbox-delay-ms': '200' });
    await expect.poll(() => walletOf(sandbox).heldNano).toBe(601_800n);
    expect((await postChat(sandbox, { max_tokens: 1000 })).status).toBe(402);
    expect((await first).status).toBe(200);
    expect((await postChat(sandbox, { max_tokens: 1000 })).status).toBe(200);
  });

  test('is skipped for trusted accounts, which may overdraw', async () => {
    const sandbox = await openSandbox({ rules: { trustedAbove: 10_000n } });
    walletOf(sandbox).totalNano = 10_001n;
    const response = await postChat(sandbox, { max_tokens: 500 }, { 'x-sandbox-answer-tokens': '500' });
    expect(response.status).toBe(200);
    expect(lastRequest(sandbox).reservedNano).toBe(0n);
    expect(walletOf(sandbox).totalNano).toBe(10_001n - BigInt(promptTokens) * 150n - 500n * 600n);
    expect((await postChat(sandbox, { max_tokens: 1 })).status).toBe(402);
  });

  test('for any bound, balance and answer: charged ≤ reserved, refused exactly when not covered', async () => {
    const sandbox = await openSandbox();
    const amounts = fc.record({
      totalNano: fc.bigInt({ min: 0n, max: 300_000n }),
      bound: fc.integer({ min: 1, max: 400 }),
      wanted: fc.integer({ min: 0, max: 500 }),
    });
    await fc.assert(
      fc.asyncProperty(amounts, async ({ totalNano, bound, wanted }) => {
        walletOf(sandbox).totalNano = totalNano;
        const reserveNano = BigInt(promptTokens) * 150n + BigInt(bound) * 600n;
        const response = await postChat(sandbox, { max_tokens: bound }, { 'x-sandbox-answer-tokens': String(wanted) });
        await response.text();
        expect(response.status).toBe(reserveNano <= totalNano ? 200 : 402);
        const costNano =
          response.status === 200 ? BigInt(promptTokens) * 150n + BigInt(Math.min(bound, wanted)) * 600n : 0n;
        expect(lastRequest(sandbox).chargedNano).toBe(costNano);
        expect(walletOf(sandbox)).toMatchObject({ totalNano: totalNano - costNano, heldNano: 0n });
      }),
      { numRuns: 60 },
    );
  });
});

describe('a request that is not understood', () => {
  test.each([
    ['{"model":', 400],
    ['[]', 400],
    ['', 400],
    [{ messages: [{ role: 'user', content: 'x' }] }, 400],
    [{ model: 'toll-huge', messages: [{ role: 'user', content: 'x' }] }, 404],
    [{ model: 'toll-mini', messages: [] }, 400],
    [{ model: 'toll-mini', messages: [{ role: 'user', content: 5 }] }, 400],
    [{ model: 'toll-mini', messages: [{ role: 'user', content: 'x' }], max_tokens: -1 }, 400],
    [{ model: 'toll-mini', messages: [{ role: 'user', content: 'x' }], max_tokens: 1.5 }, 400],
    [{ model: 'toll-mini', messages: [{ role: 'user', content: 'x' }], n: 99 }, 400],
    [{ model: 'toll-mini', messages: [{ role: 'user', content: 'x'.repeat(8_000_001) }] }, 400],
  ])('%# is refused and costs nothing', async (body, status) => {
    const sandbox = await openSandbox();
    const response = await post(sandbox, '/v1/chat/completions', body);
    expect(response.status).toBe(status);
    expect((await readJson(response)).error.type).toBe('invalid_request_error');
    expect(sandbox.world.transactions).toEqual([]);
  });

  test('a body above 64 MB is read to its end and told 413', async () => {
    const sandbox = await openSandbox();
    const response = await post(sandbox, '/v1/chat/completions', 'x'.repeat(65 * 1024 * 1024));
    expect(response.status).toBe(413);
  });
});

describe('trouble', () => {
  test('garbage JSON is no JSON, and is billed all the same', async () => {
    const sandbox = await openSandbox();
    const response = await postChat(sandbox, {}, { 'x-sandbox-scenario': 'garbage-json' });
    expect(response.status).toBe(200);
    const text = await response.text();
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
    expect(onlyTransaction(sandbox).kind).toBe('chat');
  });

  test('a cut answer breaks off in the middle of its body', async () => {
    const sandbox = await openSandbox();
    const response = await postChat(sandbox, {}, { 'x-sandbox-scenario': 'cut-stream' });
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
    await expect.poll(() => lastRequest(sandbox).finishedAtMs).not.toBeNull();
    expect(lastRequest(sandbox).aborted).toBe(false);
    expect(onlyTransaction(sandbox).kind).toBe('chat');
  });

  test('a client that leaves before an answer in one piece is noted, and pays for it', async () => {
    const sandbox = await openSandbox();
    const leave = new AbortController();
    const call = postChat(sandbox, {}, { 'x-sandbox-delay-ms': '60000' }, { signal: leave.signal });
    await expect.poll(() => walletOf(sandbox).heldNano).toBeGreaterThan(0n);
    leave.abort();
    await expect(call).rejects.toThrow();
    await expect.poll(() => lastRequest(sandbox).aborted).toBe(true);
    await expect.poll(() => walletOf(sandbox).heldNano).toBe(0n);
    expect(onlyTransaction(sandbox).completionTokens).toBeGreaterThan(0);
  });

  test.each([false, true])('a failure of the sandbox itself (stream: %s) gives everything back', async (stream) => {
    const complaint = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    onTestFinished(() => complaint.mockRestore());
    const sandbox = await openSandbox();
    const call = postChat(sandbox, { stream }, { 'x-sandbox-delay-ms': '100' });
    await expect.poll(() => walletOf(sandbox).heldNano).toBeGreaterThan(0n);
    sandbox.world.rules = { ...sandbox.world.rules, completionRatioByModel: { 'toll-mini': Number.NaN } };
    const response = await call;
    expect(response.status).toBe(stream ? 200 : 500);
    if (stream) await expect(response.text()).rejects.toThrow();
    else expect((await readJson(response)).error.type).toBe('server_error');
    expect(walletOf(sandbox)).toMatchObject({ totalNano: 7_180_000_000n, heldNano: 0n });
    expect(sandbox.world.transactions).toEqual([]);
    expect(complaint).toHaveBeenCalledOnce();
  });
});
