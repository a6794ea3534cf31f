import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ERROR_CAUSES } from '../../../lib/domain/refusals/causes.ts';
import { classifyError } from '../../../lib/domain/refusals/classify-error.ts';
import { findReset } from '../../../lib/domain/refusals/find-wait.ts';
import { type CorpusRow, classify, readCorpus } from './corpus.ts';

const REFUSALS = ERROR_CAUSES.slice(0, ERROR_CAUSES.indexOf('payment_challenge'));

function wrongOf(rows: readonly CorpusRow[]): readonly string[] {
  return rows
    .filter((row) => {
      const { cause } = classify(row);
      // The corpus is older than the label for a price that is asked for one call.
      const meant = [
        row.cause,
        ...(row.also ?? []),
        ...(row.cause === 'other_not_balance' ? ['payment_challenge'] : []),
      ];
      return !meant.includes(cause);
    })
    .map(({ id }) => id);
}

describe('the given corpus', () => {
  const rows = readCorpus('given.jsonl');

  it('is understood but for bodies whose cause is not in them', () => {
    expect(wrongOf(rows)).toEqual([
      // Word for word the body of an empty wallet: the key was a plan's, at the other endpoint.
      'zhipu-1',
      'zhipu-2',
      // Word for word the body of an empty wallet: the lock had outlasted the payment.
      'fal-2',
      // Says that a limit of the day is reached; the service had not been activated.
      'baidu-qianfan-1',
    ]);
  });

  it('no error that is none is taken for a refusal', () => {
    const negatives = rows.filter(({ cause }) => !(REFUSALS as readonly string[]).includes(cause));
    expect(negatives.length).toBeGreaterThan(50);
    const taken = negatives.filter((row) => (REFUSALS as readonly string[]).includes(classify(row).cause));
    expect(taken.map(({ id }) => id)).toEqual([]);
  });
});

it('errors of other providers are understood, but for these', () => {
  const rows = readCorpus('seen-elsewhere.jsonl');
  expect(rows.length).toBeGreaterThan(150);
  expect(wrongOf(rows)).toEqual(['agcod']);
});

it('errors that were gathered later are understood', () => {
  const rows = readCorpus('seen-later.jsonl');
  expect(rows.length).toBe(157);
  expect(wrongOf(rows)).toEqual([]);
});

it('errors that were gathered last are understood, but for a few', () => {
  const rows = readCorpus('seen-last.jsonl');
  expect(rows.length).toBe(355);
  expect(wrongOf(rows).length).toBeLessThanOrEqual(15);
});

describe('the envelope does not matter', () => {
  const body = { error: { code: 'insufficient_user_quota', message: 'Insufficient balance, 0 credits left' } };
  const json = JSON.stringify(body);
  it.each([
    ['an object', json],
    ['a list of one', `[${json}]`],
    ['JSON in a message', JSON.stringify({ error: { message: json, code: 500 } })],
    ['JSON in JSON in a message', JSON.stringify({ detail: JSON.stringify({ message: json }) })],
    ['a client’s text', `APIError: 402 ${json}`],
    [
      'Python’s way',
      `Error code: 402 - {'error': {'code': 'insufficient_user_quota', 'message': 'Insufficient balance'}}`,
    ],
    ['Python’s bytes', `Handshake status 402 -+-+- {'a': 'b'} -+-+- b'${json}'`],
    ['an event', `event: error\ndata: ${json}\n\n`],
    ['an event after an answer began', `data: {"choices":[{"delta":{"content":"a"}}]}\n\ndata: ${json}\n\n`],
    ['a text that was cut', json.slice(0, -3)],
    ['another case', json.toUpperCase()],
    ['full width', '｛＂ｅｒｒｏｒ＂：＂Ｉｎｓｕｆｆｉｃｉｅｎｔ　ｂａｌａｎｃｅ＂｝'],
    ['traditional Chinese', '{"error":"帳戶餘額不足，請儲值"}'],
  ])('%s', (_name, bodyText) => {
    expect(classifyError({ status: 402, headers: {}, bodyText }).cause).toBe('depleted');
    expect(classifyError({ status: 200, headers: {}, bodyText }).cause).toBe('depleted');
  });

  it('says whether an answer had begun', () => {
    const bodyText = `data: {"choices":[{"delta":{"content":"a"}}]}\n\ndata: ${json}\n\n`;
    expect(classifyError({ status: 200, headers: {}, bodyText }).hasAnswerBegun).toBe(true);
    expect(classifyError({ status: 200, headers: {}, bodyText: `data: ${json}` }).hasAnswerBegun).toBe(false);
  });
});

describe('whose wallet', () => {
  it.each([
    ['Insufficient balance', 402, 'depleted', 'user'],
    ['Your organization has no credits left', 402, 'depleted', 'organisation'],
    ['Your subscription quota has been exhausted for this month', 429, 'depleted', 'subscription'],
    ['The upstream account has insufficient balance', 402, 'depleted', 'upstream'],
    ['API key budget exceeded', 402, 'key_budget_exceeded', 'key'],
    ['该令牌额度已用尽', 401, 'key_budget_exceeded', 'key'],
    ['Your team has reached its monthly spending limit', 429, 'org_budget_exceeded', 'organisation'],
    ['Too many requests', 429, 'rate_limited', null],
    ['model not found', 404, 'other_not_balance', null],
  ])('%s', (bodyText, status, cause, wallet) => {
    expect(classifyError({ status, headers: {}, bodyText })).toMatchObject({ cause, wallet });
  });
});

describe('what time alone changes', () => {
  it.each([
    ['Rate limit reached, try again in 174ms', {}, 'rate_limited', 174],
    ['Too many requests', { 'retry-after': '3' }, 'rate_limited', 3000],
    ['请求过于频繁，请 30 秒后重试', {}, 'rate_limited', 30_000],
    ['Credits are reserved by your in-flight requests', { 'retry-after': '5' }, 'in_flight', 5000],
  ])('%s', (bodyText, headers, cause, retryAfterMs) => {
    const found = classifyError({ status: 429, headers, bodyText });
    expect(found).toMatchObject({ cause, isRetryable: true });
    expect(found.figures.retryAfterMs).toBe(retryAfterMs);
  });

  it('money does not come by waiting', () => {
    const found = classifyError({ status: 402, headers: { 'retry-after': '5' }, bodyText: 'Insufficient balance' });
    expect(found.isRetryable).toBe(false);
  });

  it('a date is told as it stands', () => {
    const bodyText = 'Monthly quota exhausted. It will reset at 2026-09-20 23:59:59 +0800.';
    expect(classifyError({ status: 429, headers: {}, bodyText }, findReset).figures.resetsAt).toContain(
      '2026-09-20 23:59:59',
    );
  });
});

describe('a price for one call', () => {
  const body = { x402Version: 1, error: 'Payment required', accepts: [{ payTo: '0x0', maxAmountRequired: '2000' }] };
  it('is no lack of money', () => {
    expect(classify({ status: 402, body }).cause).toBe('payment_challenge');
    const headers = { 'www-authenticate': 'L402 macaroon="x"' };
    expect(classifyError({ status: 402, headers, bodyText: '' }).cause).toBe('payment_challenge');
  });

  it('but for a payer who is short, or a queue', () => {
    expect(classify({ status: 402, body: { ...body, error: 'insufficient_funds' } }).cause).toBe('depleted');
    expect(classify({ status: 402, body: { ...body, error: 'Queue full' } }).cause).toBe('rate_limited');
  });
});

describe('any text', () => {
  const hostile = fc.oneof(
    fc.string({ maxLength: 2000 }),
    fc.json(),
    fc.jsonValue().map((value) => JSON.stringify({ error: value })),
    fc
      .array(
        fc.constantFrom(
          'insufficient',
          'balance',
          ' ',
          '{',
          '}',
          '"',
          "'",
          '[',
          ':',
          '余额不足',
          '\n',
          'data:',
          '0',
          '$',
          '\\',
        ),
        {
          maxLength: 400,
        },
      )
      .map((pieces) => pieces.join('')),
  );

  it('is read without a throw', () => {
    fc.assert(
      fc.property(hostile, fc.option(fc.integer({ min: 100, max: 599 })), (bodyText, status) => {
        const found = classifyError({ status, headers: {}, bodyText });
        expect(ERROR_CAUSES).toContain(found.cause);
        expect(found.figures.retryAfterMs ?? 0).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it.each([
    ['brackets', '{"error":'.repeat(7000)],
    ['quotes', `{'error': '${"a'b ".repeat(16_000)}`],
    ['blanks', `{"error":"${' '.repeat(65_000)}"}`],
    ['digits', '9'.repeat(65_536)],
    ['amounts', '$1 left, '.repeat(7000)],
    ['events', 'data: {"error":{"code":1}}\n\n'.repeat(2500)],
    ['backslashes', `"${'\\\\'.repeat(32_000)}"`],
    ['words of money', 'your balance is not enough to cover the requests per '.repeat(1200)],
    ['denials', 'not a problem of '.repeat(3800)],
  ])('64 kB of %s come to an end', (_name, bodyText) => {
    for (const status of [200, 402]) {
      expect(ERROR_CAUSES).toContain(classifyError({ status, headers: {}, bodyText }).cause);
    }
  });

  it('what lies behind the bound changes nothing', () => {
    const head = 'Not about money. '.repeat(200);
    const alone = classifyError({ status: 400, headers: {}, bodyText: head });
    expect(classifyError({ status: 400, headers: {}, bodyText: `${head}Insufficient balance` })).toEqual(alone);
  });
});
