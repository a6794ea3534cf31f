import { describe, expect, it } from 'vitest';
import { PASTED_CHARS_MAX } from '../../lib/domain/pasted-text.ts';
import { readPasted } from '../../lib/domain/read-pasted.ts';
import { classifyError } from '../../lib/domain/refusals/classify-error.ts';
import { readCorpus } from './refusals/corpus.ts';

const BODY = '{"error":{"message":"Insufficient Balance"}}';

/** What is understood of a text as it was pasted. */
function causeOf(pasted: string) {
  const { cause, wallet, status, figures } = classifyError(readPasted(pasted));
  return { cause, wallet, status, retryAfterMs: figures.retryAfterMs };
}

describe('a pasted error', () => {
  it.each([
    ['curl -i', `HTTP/1.1 402 Payment Required\r\nContent-Type: application/json\r\nRetry-After: 7\r\n\r\n${BODY}`],
    ['curl -i after a redirect', `HTTP/1.1 301 Moved\nlocation: /v1\n\nHTTP/2 402 \nretry-after: 7\n\n${BODY}`],
    ['curl -i, told to go on', `HTTP/1.1 100 Continue\n\nHTTP/1.1 402 Payment Required\nretry-after: 7\n\n${BODY}`],
    ['with the command in front', `$ curl -i https://api.example.com/v1\nHTTP/2 402\nretry-after: 7\n\n${BODY}`],
    ['without the empty line', `HTTP/2 402\nretry-after: 7\n${BODY}`],
    [
      'run together by a browser',
      `HTTP/1.1 402 Payment Required server: nginx retry-after: 7 date: Sat, 21 Nov ${BODY}`,
    ],
    ['in the colours of a terminal', `\u001b[1mHTTP/2 \u001b[33m402\u001b[0m\nretry-after: 7\n\n${BODY}`],
    [
      'curl -v',
      `> GET /v1 HTTP/2\n> \n< HTTP/2 402 \n< retry-after: 7\n< \n{ [44 bytes data]\n* Connection #0 left\n${BODY}`,
    ],
  ])('has status, headers and body: %s', (_, text) => {
    const { status, headers, bodyText } = readPasted(text);
    expect({ status, wait: headers['retry-after'], body: bodyText.trim() }).toEqual({
      status: 402,
      wait: '7',
      body: BODY,
    });
  });

  it('keeps what looks like a head inside of a body', () => {
    const text = `HTTP/1.1 500 Oops\n\n{"error":"the server said\nHTTP/1.1 402 Payment Required\n"}`;
    expect(readPasted(text)).toMatchObject({ status: 500, bodyText: expect.stringContaining('HTTP/1.1 402') });
  });

  it.each([
    ['Error code: 402 - {"error": {"message": "Insufficient Balance"}}', 402],
    ["Error code: 402 - {'error': {'message': 'Insufficient Balance', 'param': None}}", 402],
    ['402 Insufficient Balance', 402],
    [BODY, null],
  ])('without a head stays as it is, for its reader: %s', (text, status) => {
    expect(readPasted(text)).toMatchObject({ status: null, bodyText: text, isErrorLike: true });
    expect(causeOf(text)).toMatchObject({ cause: 'depleted', status });
  });

  it("has the wait that a client prints among an answer's headers", () => {
    const text = "RateLimitError: 429 too fast\n  headers: { 'retry-after': '7', 'x-id': 'a' }";
    expect(causeOf(text)).toMatchObject({ cause: 'rate_limited', retryAfterMs: 7000 });
    expect(readPasted('retry-after: 2026-11-21').headers).toEqual({});
  });

  it('is found behind a trace or a log that is longer than what is read of words', () => {
    const frame = '  File "/srv/app/client.py", line 1040, in request\n    raise self._error(response) from None\n';
    const trace = `Traceback (most recent call last):\n${frame.repeat(40)}`;
    const last = "openai.APIStatusError: Error code: 402 - {'error': {'message': 'Insufficient Balance'}}";
    expect(causeOf(trace + last)).toMatchObject({ cause: 'depleted', status: 402 });
    const log = `${'2026-11-21 10:00:00 INFO worker idle, nothing to do\n'.repeat(60)}2026-11-21 10:01:00 ERROR ${last}\n`;
    expect(causeOf(log)).toMatchObject({ cause: 'depleted', status: 402 });
    const stack = `Error: 402 Insufficient Balance\n${'    at send (file:///srv/app/client.js:1:2)\n'.repeat(60)}`;
    expect(readPasted(stack).bodyText).toBe('Error: 402 Insufficient Balance\n');
  });

  it.each(readCorpus('given.jsonl'))(
    'is understood as if it had come itself: $id',
    ({ status, headers = {}, body }) => {
      const bodyText = typeof body === 'string' ? body : JSON.stringify(body);
      const named = Object.entries(headers).map(([name, value]) => `${name}: ${value}\n`);
      const { cause, wallet, figures } = classifyError({ status: status ?? 400, headers, bodyText });
      const pasted = `HTTP/1.1 ${status ?? 400} Oh\ncontent-type: text/plain\n${named.join('')}\n${bodyText}`;
      expect(causeOf(pasted)).toMatchObject({ cause, wallet, retryAfterMs: figures.retryAfterMs });
      // Alone it is no less than the body was.
      const alone = classifyError({ status: null, headers: {}, bodyText });
      expect(causeOf(bodyText)).toMatchObject({ cause: alone.cause, wallet: alone.wallet });
    },
  );
});

describe('who was asked', () => {
  it.each([
    ['POST https://api.example.com/v1/chat', 'api.example.com'],
    ['$ curl -s https://api.example.com:8443/v1 -d {}', 'api.example.com:8443'],
    ['> Host: api.example.com\n< HTTP/2 402\n< \n{}', 'api.example.com'],
    ['* Connected to api.example.com (192.0.2.1) port 443\n< HTTP/2 402\n< \n{}', 'api.example.com'],
    ['402 Client Error: Payment Required for url: https://api.example.com/v1', 'api.example.com'],
    ["Client error '402 Payment Required' for url 'https://API.example.com:443/v1'", 'api.example.com'],
    ['POST http://localhost:3000/v1/chat/completions', 'localhost:3000'],
    ['https://api.deepseek.com/chat/completions\n{"error":{"message":"Insufficient Balance"}}', 'api.deepseek.com'],
    ['https://relay.example:8443/v1 402 Payment Required', 'relay.example:8443'],
    ['https://api.openai.com', 'api.openai.com'],
    ['Request failed\nhttps://api.deepseek.com/v1/chat/completions (402)', 'api.deepseek.com'],
    ['Request URL: https://api.example.com/v1\nStatus Code: 402', 'api.example.com'],
    ["AI_APICallError: Insufficient {\n  url: 'https://api.example.com/v1',\n  statusCode: 402 }", 'api.example.com'],
  ])('is read from the request: %s', (text, host) => {
    expect(readPasted(text).host).toBe(host);
  });

  it.each([
    '{"error":{"message":"Insufficient balance","url":"https://pay.example.com/"}}',
    'HTTP/1.1 402 Payment Required\n\nInsufficient balance, POST https://pay.example.com/ first',
    '402 {"error":"Recharge at https://pay.example.com/"}',
    'Insufficient balance: https://pay.example.com/topup',
    'host: nginx, Insufficient balance',
    'Insufficient balance, see\nhttps://platform.openai.com/account/billing',
    'https://user:secret@api.deepseek.com/v1 402',
    '"https://api.deepseek.com/v1" 402',
  ])('is never what a body links to: %s', (text) => {
    expect(readPasted(text).host).toBeNull();
  });
});

describe('what is no error', () => {
  it.each([
    'hello world',
    '',
    'Meet me at the station.',
    '{"a":1}',
    '{}',
    '你好，明天见',
    'HTTP/1.1 200 OK\n\n{"a":1}',
  ])('is known as such: %s', (text) => expect(readPasted(text).isErrorLike).toBe(false));

  it.each(['402', '余额不足', 'Something failed', 'HTTP/1.1 503 Oh\n\n'])('is told from one: %s', (text) =>
    expect(readPasted(text).isErrorLike).toBe(true),
  );
});

describe('a text without end', () => {
  it('is cut, and says so', () => {
    expect(readPasted('x'.repeat(PASTED_CHARS_MAX)).isCut).toBe(false);
    const cut = readPasted(`402 Insufficient balance ${'x'.repeat(1_000_000)}`);
    expect(cut.isCut).toBe(true);
    expect(cut.bodyText.length).toBeLessThanOrEqual(PASTED_CHARS_MAX);
  });

  it.each([
    'x',
    'curl ',
    'curl https://',
    'HTTP/1.1 402 a: ',
    'HTTP/1.1 402\n',
    '{"a":',
    'a: b ',
    'a: b\n',
    'retry-after ',
    'host: a-',
    'Traceback (most recent call last)\nxError\n',
    '    at ',
    '\n',
    ' ',
    '> Host: a.',
    '* ',
    '\u001b[',
  ])('comes to an end whatever it is made of: %j', (piece) => {
    const start = performance.now();
    readPasted(piece.repeat(Math.ceil(1_000_000 / piece.length)));
    // Not a speed: only what never came would be as slow.
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
