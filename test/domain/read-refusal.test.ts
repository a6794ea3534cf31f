import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RefusalReading } from '../../lib/domain/call.ts';
import { readRefusal } from '../../lib/domain/read-by-meaning.ts';
import type { RefusalPattern } from '../../lib/domain/read-refusal.ts';

interface Given {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly hasAnswerBegun?: boolean;
}

function read(body: unknown, given: Given = {}, patterns: readonly RefusalPattern[] = []): RefusalReading | null {
  const bodyText = typeof body === 'string' ? body : JSON.stringify(body);
  return readRefusal({ status: 403, headers: {}, hasAnswerBegun: false, ...given, bodyText }, patterns);
}

describe('the terse shapes people meet', () => {
  it.each([
    [
      'a code and a sentence',
      {
        error: {
          code: 'INSUFFICIENT_BALANCE',
          message: 'You do not have enough credits to perform this action. Please recharge your account.',
        },
      },
      'INSUFFICIENT_BALANCE',
    ],
    ['a bare sentence', { error: 'Insufficient account balance' }, null],
    [
      'type and code',
      { error: { message: 'Insufficient balance', type: 'insufficient_balance', code: 'insufficient_balance' } },
      'insufficient_balance',
    ],
    // https://github.com/songquanpeng/one-api, relay/controller: the form of one-api and new-api.
    [
      'the relay form',
      {
        error: {
          message: '用户额度不足',
          type: 'new_api_error',
          param: '',
          code: 'insufficient_user_quota',
        },
      },
      'insufficient_user_quota',
    ],
    [
      'without the envelope',
      { code: 'INSUFFICIENT_BALANCE', message: 'Insufficient account balance' },
      'INSUFFICIENT_BALANCE',
    ],
    // https://api-docs.deepseek.com/quick_start/error_codes: 402.
    [
      'a code that says something else',
      { error: { message: 'Insufficient Balance', type: 'unknown_error', param: null, code: 'invalid_request_error' } },
      'invalid_request_error',
    ],
    // https://platform.openai.com/docs/guides/error-codes: 429 insufficient_quota.
    [
      'a type only',
      { error: { message: 'You exceeded your current quota.', type: 'insufficient_quota', param: null, code: null } },
      'insufficient_quota',
    ],
    ['余额不足', { error: { code: '1113', message: '余额不足或无可用资源包,请充值。' } }, '1113'],
    ['plain text', 'Insufficient balance', null],
    ['cut JSON', '{"error":{"message":"Insufficient balance for', null],
    ['a list', '[{"error":"Insufficient balance"}]', null],
  ])('%s says money and no more', (_name, body, code) => {
    for (const status of [400, 402, 403, 429]) {
      expect(read(body, { status })).toEqual({
        says: 'money',
        status,
        code,
        availableNano: null,
        neededNano: null,
        unit: null,
        retryAfterMs: null,
        providerRequestId: null,
        hasAnswerBegun: false,
      });
    }
  });

  it('is recognised inside a stream that began well', () => {
    const found = read({ error: 'Insufficient account balance' }, { status: 200, hasAnswerBegun: true });
    expect(found).toMatchObject({ says: 'money', status: 200, hasAnswerBegun: true });
  });
});

describe('what decides', () => {
  it('is the status where the words are new', () => {
    expect(read({ detail: 'No.' }, { status: 402 })?.says).toBe('money');
    expect(read('Account is empty', { status: 402 })?.says).toBe('money');
    expect(read({ error: { message: 'slow down' } }, { status: 429 })?.says).toBe('rate-limit');
  });

  it('is the code before the words, and the words before the status', () => {
    const limited = {
      error: { code: 'rate_limit_exceeded', message: 'Rate limit reached; insufficient quota for now.' },
    };
    expect(read(limited, { status: 402 })?.says).toBe('rate-limit');
    expect(read({ error: { message: 'Insufficient balance' } }, { status: 429 })?.says).toBe('money');
  });

  it('is the provider’s own pattern before the general ones', () => {
    const own: RefusalPattern = { says: 'supplier-empty', code: /^upstream_error$/ };
    const body = { error: { message: 'x', type: 'upstream_error', code: 'insufficient_quota' } };
    expect(read(body, { status: 429 }, [own])?.says).toBe('supplier-empty');
    expect(read(body, { status: 429 })?.says).toBe('money');
  });

  it('is every part that a pattern names', () => {
    const own: RefusalPattern = { says: 'frozen', status: [403], code: /^locked$/, message: /frozen/ };
    const body = { error: { message: 'It is frozen.', code: 'locked' } };
    expect(read(body, { status: 403 }, [own])?.says).toBe('frozen');
    expect(read(body, { status: 400 }, [own])).toBeNull();
    expect(read({ error: { message: 'It is frozen.', code: 'other' } }, { status: 403 }, [own])).toBeNull();
    expect(read({ error: { message: 'It is locked.', code: 'locked' } }, { status: 403 }, [own])).toBeNull();
  });
});

describe('not a refusal for money', () => {
  it.each([
    ['an invalid key', { error: { message: 'Incorrect API key provided.', code: 'invalid_api_key' } }, 401],
    ['an overload', { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }, 529],
    ['a retired model', 'The model `x` has been decommissioned and is no longer supported.', 400],
    ['unbalanced brackets', { error: 'SyntaxError', message: 'Unbalanced brackets near position 402' }, 400],
    [
      'a billing service that is down',
      { error: 'upstream connect error', message: "no healthy upstream for 'billing-balance-api'" },
      503,
    ],
    ['a page of a proxy', '<!doctype html><title>402 Payment Required</title>insufficient balance', 402],
    ['a page after blanks', '\n <html>insufficient balance', 403],
    ['nothing', '', 402],
    ['blanks', ' \n', 402],
    [
      'a chat about the subject',
      { choices: [{ message: { content: 'A 402 error means insufficient balance.' } }] },
      200,
    ],
    ['an empty object', {}, 400],
    ['an error of null', { error: null }, 500],
  ])('%s', (_name, body, status) => {
    expect(read(body, { status })).toBeNull();
  });
});

describe('amounts', () => {
  const own: RefusalPattern = {
    says: 'money',
    amounts: { pattern: /left: \$(?<available>-?[\d.]+)(?:, need: \$(?<needed>[\d.]+))?/, unit: 'USD' },
  };
  it.each([
    ['left: $0.05, need: $0.053', 50_000_000n, 53_000_000n, 'USD'],
    ['left: $0.05', 50_000_000n, null, 'USD'],
    ['left: $-0.000002', -2000n, null, 'USD'],
    ['left: $1.2.3', null, null, null],
    ['nothing said', null, null, null],
  ])('"%s"', (message, availableNano, neededNano, unit) => {
    expect(read({ error: { message } }, {}, [own])).toMatchObject({ availableNano, neededNano, unit });
  });
});

describe('amounts of a refusal nobody described', () => {
  it.each([
    ['用户额度不足, 剩余额度: ＄0.05', 50_000_000n, null, 'USD'],
    ['pre-consume quota failed, user quota: ＄0.090214, need quota: ＄0.913616', 90_214_000n, 913_616_000n, 'USD'],
    // A relay's points are worth what the relay says.
    ['user [1] quota [50000000] preConsumedQuota [150000000] is not enough', null, null, null],
    ['Insufficient credits. Required: 12.0 credits, available: 4.5 credits', null, null, null],
  ])('"%s"', (message, availableNano, neededNano, unit) => {
    expect(read({ error: { message } })).toMatchObject({ says: 'money', availableNano, neededNano, unit });
  });
});

describe('what support and clients ask for', () => {
  it.each([
    ['12', 12_000],
    ['0', 0],
    ['0.5', 500],
    [' 3 ', 3000],
    ['999999999', 86_400_000],
    ['-1', null],
    ['soon', null],
    ['', null],
    ['Wed, 21 Oct 2026 07:28:00 GMT', null],
    ['Infinity', null],
  ])('waits for Retry-After "%s": %s ms', (header, retryAfterMs) => {
    const found = read({ error: 'x' }, { status: 429, headers: { 'retry-after': header } });
    expect(found?.retryAfterMs).toBe(retryAfterMs);
  });

  it.each([
    [{ 'x-request-id': 'req_1' }, 'x', 'req_1'],
    [{ 'request-id': 'req_2' }, 'x', 'req_2'],
    [{}, '用户额度不足 (request id: 2024092600274)', '2024092600274'],
    [{}, 'x (Request ID: 2024.a-b:c)', '2024.a-b:c'],
    [{}, 'Insufficient Balance (request_id: e1f8c686-3ba1-4d72)', 'e1f8c686-3ba1-4d72'],
    [{ 'x-ds-trace-id': '0123abcd' }, 'x (request_id: e1f8)', '0123abcd'],
    [{ 'x-oneapi-request-id': '2024', 'x-request-id': 'first' }, 'x (request id: supplier)', 'first'],
    [{ 'x-request-id': '<script>' }, 'x', null],
    [{ 'x-request-id': 'a'.repeat(129) }, 'x', null],
    [{}, 'x', null],
  ])('keeps the request id of %j and "%s": %s', (headers, message, id) => {
    expect(read({ error: { message } }, { status: 402, headers })?.providerRequestId).toBe(id);
  });

  it.each([
    [{ code: 402 }, '402'],
    [{ code: 'a b', type: 'billing_error' }, 'billing_error'],
    [{ code: 'x'.repeat(65) }, null],
    [{ code: '<b>' }, null],
    [{ code: { a: 1 }, type: ['b'] }, null],
  ])('keeps no code but a plain one: %j', (fields, code) => {
    expect(read({ error: { message: 'x', ...fields } }, { status: 402 })?.code).toBe(code);
  });
});

it.each([
  ['its own', 'A', { 'x-oneapi-request-id': 'A' }, 'money'],
  [
    'its own, behind a proxy that numbers requests too',
    'A',
    { 'x-oneapi-request-id': 'A', 'x-request-id': '7f' },
    'money',
  ],
  ['no id in the headers', 'A', {}, 'money'],
  ['another one', 'B', { 'x-oneapi-request-id': 'A', 'x-request-id': '7f' }, 'supplier-empty'],
  ['two', 'B) (request id: A', { 'x-oneapi-request-id': 'A' }, 'supplier-empty'],
] as const)('whose empty wallet: words with %s', (_name, id, headers, says) => {
  const patterns: readonly RefusalPattern[] = [
    { says: 'supplier-empty', isPassedOn: true, code: /^empty$/ },
    { says: 'money', code: /^empty$/ },
  ];
  const bodyText = JSON.stringify({ error: { code: 'empty', message: `no money (request id: ${id})` } });
  expect(readRefusal({ status: 403, headers, bodyText, hasAnswerBegun: false }, patterns)?.says).toBe(says);
});

describe('hostile bodies', () => {
  it('never throws, and never keeps text of the body but code and request id', () => {
    const values = fc.oneof(
      fc.string(),
      fc.json(),
      fc.jsonValue().map((value) => JSON.stringify({ error: value })),
    );
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 599 }), (bodyText, status) => {
        const found = readRefusal({ status, headers: {}, bodyText, hasAnswerBegun: false }, []);
        if (found === null) return;
        const { code, providerRequestId, ...rest } = found;
        expect(code ?? '').toMatch(/^[\w.-]{0,64}$/);
        expect(providerRequestId ?? '').toMatch(/^[\w.:-]{0,128}$/);
        expect(Object.values(rest).filter((value) => typeof value === 'string')).toEqual([found.says]);
      }),
    );
  });

  it.each([
    ['deeply nested', '{"error":'.repeat(50_000)],
    ['a long message', JSON.stringify({ error: `${'a'.repeat(1_000_000)} insufficient balance` })],
    ['a prototype key', '{"__proto__":{"error":"Insufficient balance"},"error":{"__proto__":{"code":"x"}}}'],
    ['a bare number', '402'],
    ['null', 'null'],
  ])('%s is no reason to fail', (_name, bodyText) => {
    expect(() => read(bodyText, { status: 400 })).not.toThrow();
    expect(read(bodyText, { status: 400 })).toBeNull();
  });
});
