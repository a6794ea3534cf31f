import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { hideSecrets } from '../../../companion/events/hide-secrets.ts';
import { standIn } from '../gateway/support.ts';
import { runCompanion } from '../running-companion.ts';
import { openCollector } from '../traces/collector.ts';
import { readEvents } from './event-source.ts';

/** Each is planted somewhere else, so that the one that comes out says where it came from. */
const plant = (where: string): string => `sk-proj-${where}${'Zq8'.repeat(9)}`;
const PROMPT = 'the-prompt-nobody-may-read';
const ANSWER = 'the-answer-nobody-may-read';

describe('what is told of calls', () => {
  it('has no secret and nothing of prompts and answers in it, wherever they were planted', async () => {
    const printed: string[] = [];
    for (const name of ['error', 'warn', 'log'] as const) {
      const spy = vi
        .spyOn(console, name)
        .mockImplementation((...said) => void printed.push(said.map(String).join(' ')));
      onTestFinished(() => spy.mockRestore());
    }
    const seen: IncomingMessage['headers'][] = [];
    let turn = 0;
    // A provider that answers, refuses, fails and lies, and repeats what it was sent.
    const provider = await standIn((request, response) => {
      seen.push(request.headers);
      turn += 1;
      const secret = plant('answer');
      const headers = { 'content-type': 'application/json', 'x-request-id': secret, 'set-cookie': secret };
      if (turn === 1)
        response.writeHead(200, headers).end(
          JSON.stringify({
            choices: [{ message: { content: ANSWER } }],
            model: secret,
            usage: { prompt_tokens: 3, completion_tokens: 4 },
          }),
        );
      else if (turn === 2)
        response.writeHead(402, headers).end(
          JSON.stringify({
            error: { message: `Insufficient balance for ${request.headers.authorization} ${PROMPT}` },
          }),
        );
      else if (turn === 3) response.writeHead(500, headers).end(`${request.url} ${PROMPT}`);
      else response.socket?.destroy();
    });
    onTestFinished(() => provider.close());
    const collector = await openCollector();
    const running = await runCompanion({
      standIns: { openai: provider.origin },
      log: { to: join(await folder(), 'log.jsonl'), level: 'debug' },
      environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.origin },
    });
    const reader = await readEvents(running);
    await running.ask('POST', '/api/v1/accounts', {
      body: { provider: 'openai', name: 'work', key: plant('account') },
    });
    const { token } = (
      await running.ask('POST', '/api/v1/tools', { body: { name: 'night', accounts: { openai: 'work' } } })
    ).body;
    const body = {
      model: plant('model'),
      messages: [{ role: 'user', content: PROMPT }],
      user: plant('user'),
      max_tokens: 5,
    };
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const call = (authorization: string) =>
      running.ask('POST', `/openai/v1/chat/completions?key=${plant('query')}`, {
        body,
        headers: {
          ...{ authorization, 'content-type': 'application/json', cookie: plant('cookie'), traceparent },
          ...{ tracestate: 'vendor=1', 'tollkeeper-label': plant('label'), 'idempotency-key': plant('idempotency') },
          ...{ 'tollkeeper-request-id': plant('request').slice(0, 64), 'user-agent': plant('agent') },
        },
      });
    for (let n = 0; n < 2; n += 1) await call(`Bearer ${plant('client')}`);
    for (let n = 0; n < 2; n += 1) await call(`Bearer ${token}`);
    await running.ask('PUT', '/api/v1/budgets/daily', { body: { limit: '0.000000001', per: 'day' } });
    await call(`Bearer ${plant('client')}`);
    const tables = {
      body: {
        request: `curl https://api.openai.com/v1/chat/completions -H "Authorization: Bearer ${plant('curl')}" -d '{}'`,
      },
    };
    const errors = [
      await running.ask('POST', '/api/v1/estimate', tables),
      await running.ask('GET', `/nowhere/${plant('path')}`),
      await running.ask('GET', `/api/v1/${plant('api')}`),
    ];
    await reader.next('call.refused');
    const metrics = (await running.ask('GET', '/metrics')).text;
    await running.companion.stop();

    // The client's trace goes on as it came.
    expect(seen[0]).toMatchObject({ traceparent, tracestate: 'vendor=1' });
    const log = readFileSync(join(lastFolder, 'log.jsonl'), 'utf8');
    expect(
      log
        .trim()
        .split('\n')
        .filter((line) => JSON.parse(line).msg === 'call'),
    ).toHaveLength(5);
    expect([metrics.length > 1000, collector.spans.length, reader.events.length > 4]).toEqual([true, 5, true]);
    const told = {
      ...{ log, metrics, printed: printed.join('\n'), troubles: running.troubles.join('\n') },
      spans: collector.requests.map(({ text }) => text).join('\n'),
      events: JSON.stringify(reader.events),
      errors: errors.map(({ text }) => text).join('\n'),
    };
    for (const [where, text] of Object.entries(told)) {
      for (const secret of ['Zq8Zq8', PROMPT, ANSWER, token, running.apiToken]) {
        expect([
          where,
          text.includes(secret),
          text.includes(secret) && text.slice(Math.max(0, text.indexOf(secret) - 200), text.indexOf(secret) + 50),
        ]).toEqual([where, false, false]);
      }
    }
  });
});

let lastFolder = '';
async function folder(): Promise<string> {
  const { mkdtempSync, rmSync } = await import('node:fs');
  const { tmpdir } = await import('node:os');
  lastFolder = mkdtempSync(join(tmpdir(), 'tollkeeper-log-'));
  onTestFinished(() => rmSync(lastFolder, { recursive: true }));
  return lastFolder;
}

describe('a word from outside', () => {
  it.each([
    ['sk-proj-abcdefghijklmnop', 'sk-…'],
    ['Bearer abcdefgh.ijk', 'Bearer …'],
    ['gsk_abcdefghijklmnop', 'gsk_…'],
    ['tkp_abcdefghijklmnopqrstuvwxyz', 'tkp_…'],
    ['eyJhbGciOiJIUzI1NiJ9.e30.x', 'eyJ…'],
    ['AIzaSyA1234567890abcdef', 'AIza…'],
    ['0123456789abcdef0123456789abcdef', '…'],
    ['https://ada:secret@relay.example/v1', 'https://…@relay.example/v1'],
    ['/v1/models?key=secret&x=1', '/v1/models?…'],
    ['two\nlines\u2028and\u0000more', 'two lines and more'],
  ])('%j is shown as %j', (text, shown) => {
    expect(hideSecrets(text)).toBe(shown);
  });

  it.each([
    'gpt-5.5',
    'anthropic.claude-sonnet-4-5-20250929-v1:0',
    'accounts/fireworks/models/llama-v3p1-405b-instruct',
    'skywork-13b-chat-preview',
    'keyword-extractor-large',
    'deepseek-r1-distill-qwen-32b-preview-0528',
    'tool:nightly/prod',
    '通义千问-plus',
  ])('%s stays as it is', (text) => {
    expect(hideSecrets(text)).toBe(text);
  });

  it('keeps no key, whatever stands around it', () => {
    const key = fc.stringMatching(/^[A-Za-z0-9]{20,60}$/);
    const prefix = fc.constantFrom(
      'sk-',
      'sk-ant-api03-',
      'sk-proj-',
      'gsk_',
      'hf_',
      'tkp_',
      'tka_',
      'AIza',
      'Bearer ',
      'xai-',
    );
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        prefix,
        key,
        fc.string({ unit: 'binary' }),
        (before, form, secret, after) => {
          expect(hideSecrets(`${before} ${form}${secret} ${after}`)).not.toContain(secret);
        },
      ),
    );
  });

  it('is never long', () => {
    expect(hideSecrets('x '.repeat(1_000_000)).length).toBe(128);
  });
});
