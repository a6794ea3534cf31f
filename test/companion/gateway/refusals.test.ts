import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { explainRefused } from '../../../companion/calls/explain-refused.ts';
import { PROBLEM_STATUS, type Problem, renderRefusal } from '../../../companion/gateway/problem.ts';
import type { ReviewPort } from '../../../companion/gateway/review-port.ts';
import { enterScenario } from '../../../companion/sandbox/scenario.ts';
import { startSandbox } from '../../../companion/sandbox/server.ts';
import { demoKeys } from '../../../companion/sandbox/world.ts';
import { WIRE_IDS } from '../../../lib/domain/call.ts';
import { CHAT, type Closed, closeAll, openGateway, post, rawPost, recordingPort, startPair } from './support.ts';

const open: Closed[] = [];
afterEach(() => closeAll(open));

const PROBLEM: Problem = {
  type: 'budget-exceeded',
  title: 'The budget is spent',
  detail: 'Of $5.00 for today $0.01 is left; this call needs up to $0.04.',
  userMessage: 'Please try again tomorrow.',
  'violated-policies': ['day'],
  retryAfterMs: 90_400,
};

describe('a refusal of ours', () => {
  it('is never a 429, and final where asking again cannot help', () => {
    for (const type of Object.keys(PROBLEM_STATUS) as (keyof typeof PROBLEM_STATUS)[]) {
      const { status, headers } = renderRefusal({ ...PROBLEM, type }, 'openai-chat', undefined);
      expect(status, type).not.toBe(429);
      expect(headers['x-should-retry'], type).toBe([408, 431, 502, 503, 504].includes(status) ? undefined : 'false');
      expect(headers['tollkeeper-refusal'], type).toBe(type);
    }
  });

  it.each(WIRE_IDS)('%s: in the envelope of its wire, with the details inside', (wire) => {
    const { status, headers, body } = renderRefusal(PROBLEM, wire, 'application/json');
    expect(status).toBe(402);
    expect(headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8', 'retry-after': '91' });
    expect(JSON.parse(body)).toMatchSnapshot();
    expect(body).toContain(PROBLEM.detail);
    expect(body).not.toContain('retryAfterMs');
  });

  it.each([
    ['application/problem+json', true],
    ['application/json, application/problem+json;q=0.9', true],
    ['application/problem+json;q=0, application/json', false],
    ['*/*', false],
    [undefined, false],
  ])('accepting %s: problem details alone: %s', (accept, isPure) => {
    const { headers, body } = renderRefusal(PROBLEM, 'anthropic-messages', accept);
    expect(headers['content-type'] === 'application/problem+json').toBe(isPure);
    if (!isPure) return;
    const { retryAfterMs: _, ...told } = PROBLEM;
    expect(JSON.parse(body)).toEqual({ ...told, type: 'urn:tollkeeper:problem:budget-exceeded', status: 402 });
  });
});

describe('a refusal of the provider', () => {
  const BODY = '{"error" : {"message":"Insufficient Balance","code":"x"}}';

  it('keeps its status and its words; what we know stands beside', async () => {
    const port = recordingPort(undefined, {
      explain: async ({ errorText }) => ({
        headers: { 'tollkeeper-explanation': 'balance' },
        member: { cause: 'balance', said: errorText?.length },
      }),
    });
    for (const coding of ['identity', 'gzip']) {
      const { gateway } = await startPair(
        open,
        (_, response) => {
          response.writeHead(402, { 'content-type': 'application/json', 'x-odd': '1', 'content-encoding': coding });
          response.end(coding === 'gzip' ? gzipSync(BODY) : BODY);
        },
        port,
      );
      const { status, headers, body } = await rawPost(gateway.port, '{}', {});
      expect(status).toBe(402);
      expect(headers).toMatchObject({
        'x-odd': '1',
        'tollkeeper-explanation': 'balance',
        'tollkeeper-changed': 'tollkeeper',
      });
      expect(headers['tollkeeper-refusal']).toBeUndefined();
      expect(body.toString()).toBe(`{"tollkeeper":{"cause":"balance","said":${BODY.length}},${BODY.slice(1)}`);
    }
    expect((await port.ended(2)).errorText).toBe(BODY);
  });

  it.each([
    ['a page', 'text/html', '<html><body><h1>402 Payment Required</h1>You exceeded your current quota</body></html>'],
    ['a sentence', 'text/plain', 'Insufficient balance – 余额不足'],
    ['empty', 'text/plain', ''],
    ['JSON', 'application/json', '{"error":{"message":"Insufficient Balance"}}'],
  ])('whose body is %s is explained in a header, options and all', async (_, type, said) => {
    const explain: ReviewPort['explain'] = async (end) => explainRefused(end, null)?.note ?? null;
    const { gateway } = await startPair(
      open,
      (_request, response) => response.writeHead(402, { 'content-type': type }).end(said),
      recordingPort(undefined, { explain }),
    );
    const { status, headers, body } = await rawPost(gateway.port, '{}', {});
    expect(status).toBe(402);
    const header = String(headers['tollkeeper-explanation']);
    expect(header).toMatch(/^[\x20-\x7e]{1,2048}$/);
    const told = JSON.parse(header);
    expect(told).toMatchObject({ cause: headers['tollkeeper-cause'], explanation: expect.stringMatching(/\w{3}/) });
    expect(told.options).toContainEqual(expect.objectContaining({ kind: 'recharge', href: expect.any(String) }));
    if (type === 'application/json') expect(JSON.parse(body.toString()).tollkeeper).toEqual(told);
    else expect(body.toString()).toBe(said);
  });

  it.each([
    ['nothing to say', () => Promise.resolve(null)],
    ['a failure', () => Promise.reject(new Error('no'))],
  ])('an explanation that is %s leaves it as it is', async (_, explain) => {
    const { gateway } = await startPair(
      open,
      (_request, response) => response.writeHead(402, { 'content-type': 'application/json' }).end(BODY),
      recordingPort(undefined, { explain }),
    );
    const { status, body } = await rawPost(gateway.port, '{}', {});
    expect([status, body.toString()]).toEqual([402, BODY]);
  });

  it('one that is too large to keep passes as it is', async () => {
    const large = JSON.stringify({ error: 'x'.repeat(300_000) });
    const port = recordingPort(undefined, { explain: async () => ({ headers: {}, member: { a: 1 } }) });
    const { gateway } = await startPair(open, (_, response) => response.writeHead(400).end(large), port);
    expect((await rawPost(gateway.port, '{}', {})).body.toString()).toBe(large);
    expect((await port.ended(1)).errorText).toHaveLength(64 * 1024);
  });

  it('one that passes by itself is waited out here, once, as an attempt of its own', async () => {
    const bodies: string[] = [];
    const port = recordingPort(undefined, { explain: async () => ({ headers: {}, member: null, againAfterMs: 20 }) });
    const { gateway } = await startPair(
      open,
      async (request, response) => {
        let body = '';
        for await (const chunk of request) body += chunk;
        bodies.push(body);
        if (bodies.length === 1) response.writeHead(402, { 'retry-after': '1' }).end(BODY);
        else response.end('{"ok":true}');
      },
      port,
    );
    const response = await post(gateway, '{"a":1}');
    expect([response.status, await response.text()]).toEqual([200, '{"ok":true}']);
    expect(bodies).toEqual(['{"a":1}', '{"a":1}']);
    await port.ended(2);
    expect(port.ends.map(({ status }) => status)).toEqual([402, 200]);
    expect(new Set(port.reviewed.map(({ callId }) => callId)).size).toBe(2);
    expect(response.headers.get('tollkeeper-call-id')).toBe(port.reviewed[1]?.callId);
  });

  it('and is not waited for twice', async () => {
    let times = 0;
    const port = recordingPort(undefined, { explain: async () => ({ headers: {}, member: null, againAfterMs: 1 }) });
    const { gateway } = await startPair(
      open,
      (_, response) => {
        times += 1;
        response.writeHead(402).end(BODY);
      },
      port,
    );
    expect((await post(gateway, '{}')).status).toBe(402);
    expect(times).toBe(2);
  });
});

describe('in front of the sandbox, by curl', () => {
  async function start() {
    const sandbox = await startSandbox({ port: null, rules: { chunkDelayMs: 0 } });
    const port = recordingPort();
    const gateway = await openGateway({ review: port, standIns: { sandbox: sandbox.origin } });
    open.push(sandbox, { close: () => gateway.stop() });
    const ask = async (body: object, ...more: readonly string[]): Promise<string> => {
      const url = `${gateway.origin}/sandbox/v1/chat/completions`;
      const headers = ['-H', `Authorization: Bearer ${demoKeys.default}`, '-H', 'Content-Type: application/json'];
      const args = [
        '-sS',
        '--max-time',
        '10',
        url,
        ...headers,
        ...more,
        '-d',
        JSON.stringify({ ...CHAT, model: 'toll-mini', ...body }),
      ];
      return (await promisify(execFile)('curl', args, { encoding: 'utf8' })).stdout;
    };
    return { sandbox, port, ask };
  }

  it('answers and streams, and what is metered is what was billed', async () => {
    const { sandbox, port, ask } = await start();
    expect(JSON.parse(await ask({}))).toMatchObject({ object: 'chat.completion' });
    const streamed = await ask({ stream: true, stream_options: { include_usage: true } }, '-N', '--compressed');
    expect(streamed.trimEnd().endsWith('data: [DONE]')).toBe(true);
    await port.ended(2);
    const metered = port.ends.map(({ reading }) => [
      reading?.usage?.['input-tokens'],
      reading?.usage?.['output-tokens'],
    ]);
    expect(metered).toEqual(
      sandbox.world.requests.map(({ promptTokens, completionTokens }) => [promptTokens, completionTokens]),
    );
    expect(sandbox.world.transactions).toHaveLength(2);
  });

  it('its own refusal arrives as it wrote it', async () => {
    const { sandbox, port, ask } = await start();
    enterScenario(sandbox.world, 'depleted');
    const heard = await ask({}, '-i');
    expect(heard).toMatch(/^HTTP\/1\.1 (402|403|429) /);
    expect(heard).not.toContain('tollkeeper-refusal');
    expect(heard.endsWith((await port.ended(1)).errorText ?? 'nothing')).toBe(true);
  });
});
