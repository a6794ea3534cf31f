import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Balance } from '../../lib/domain/balance.ts';
import type { RefusalReading } from '../../lib/domain/call.ts';
import { decideRefusal, decideShortage, keyLeftNano } from '../../lib/domain/decide-cause.ts';
import { estimateCall } from '../../lib/domain/estimate-call.ts';
import type { CallFacts, KeyFacts } from '../../lib/domain/facts.ts';
import { readRefusal } from '../../lib/domain/read-by-meaning.ts';
import { balanceOf, batchDraft, batchPrice, chatDraft, chatPrice, factsOf, NOW, ONE, refusalOf } from './samples.ts';

/** What the sample call sets aside: 1,200 in and 4,096 out at $10 and $30 per million. */
const RESERVE = 134_880_000n;

const key = (change: Partial<KeyFacts> = {}): KeyFacts => ({
  name: 'dev-1',
  billing: 'per-token',
  limitNano: null,
  usedNano: null,
  unit: 'USD',
  ...change,
});

const batchFacts = (balance: Balance | null, change: Partial<CallFacts> = {}): CallFacts =>
  factsOf(balance, {
    estimate: estimateCall(batchDraft(25), batchPrice(), null),
    batch: { count: 25, eachNano: 18n * ONE, unit: 'credits' },
    ...change,
  });

describe('a shortage before sending', () => {
  it.each<[string, CallFacts, ReturnType<typeof decideShortage>]>([
    ['set aside just above available', factsOf(balanceOf(RESERVE - 1n)), 'not-enough'],
    ['set aside exactly what is available', factsOf(balanceOf(RESERVE)), null],
    ['set aside below available', factsOf(balanceOf(RESERVE + 1n)), null],
    ['nothing left', factsOf(balanceOf(0n)), 'depleted'],
    ['a debt', factsOf(balanceOf(-1n)), 'depleted'],
    ['no balance read', factsOf(null), null],
    ['a balance that is unknown', factsOf(balanceOf(null)), null],
    ['no price', factsOf(balanceOf(0n), { estimate: null }), null],
    ['spend since the reading', factsOf(balanceOf(RESERVE, { spentSinceNano: 1n })), 'not-enough'],
    ['the missing part frozen', factsOf(balanceOf(RESERVE - 1n, { frozenNano: 1n })), 'frozen'],
    ['a frozen part that would not do', factsOf(balanceOf(RESERVE - 2n, { frozenNano: 1n })), 'not-enough'],
    ['the missing part set aside by own calls', factsOf(balanceOf(RESERVE, { openNano: 1n })), 'in-flight'],
    ['own calls that would not free enough', factsOf(balanceOf(RESERVE - 1n, { openNano: 1n })), 'not-enough'],
    ['a frozen part that is unknown', factsOf(balanceOf(1n, { frozenNano: null })), 'not-enough'],
    ['a batch of which a part fits', batchFacts(balanceOf(392n * ONE, { unit: 'credits' })), 'batch'],
    ['a batch of which one record fits', batchFacts(balanceOf(18n * ONE, { unit: 'credits' })), 'batch'],
    ['a batch of which nothing fits', batchFacts(balanceOf(18n * ONE - 1n, { unit: 'credits' })), 'depleted'],
    ['a batch that fits', batchFacts(balanceOf(450n * ONE, { unit: 'credits' })), null],
  ])('%s', (_name, facts, cause) => {
    expect(decideShortage(facts)).toBe(cause);
  });

  it('is that of a key whose limit is used up, also where nothing is set aside', () => {
    const estimate = estimateCall(chatDraft(), { ...chatPrice(), setsAside: 'nothing' }, null);
    const left = (usedNano: bigint) =>
      decideShortage(factsOf(null, { estimate, key: key({ limitNano: ONE, usedNano }) }));
    expect([left(ONE - 1n), left(ONE), left(2n * ONE)]).toEqual([null, 'key-limit', 'key-limit']);
  });

  it('is judged by the lowest count of the input: a maybe is no reason to stop anybody', () => {
    const draft = chatDraft({ inputTokens: { low: 1000, likely: 1200, high: 1500 } });
    const estimate = estimateCall(draft, chatPrice(), null);
    const low = estimate?.reserveLowNano ?? 0n;
    expect(decideShortage(factsOf(balanceOf(low), { estimate }))).toBeNull();
    expect(decideShortage(factsOf(balanceOf(low - 1n), { estimate }))).toBe('not-enough');
  });

  it('is unknown where the provider’s rule is unknown', () => {
    const estimate = estimateCall(chatDraft({ outputTokensMax: null }), chatPrice({ outputTokensDefault: null }), null);
    expect(decideShortage(factsOf(balanceOf(0n), { estimate }))).toBeNull();
  });

  it('counts calls that wait under one card together', () => {
    const facts = factsOf(balanceOf(RESERVE), { callsWaiting: 2, reserveAllNano: RESERVE * 2n });
    expect(decideShortage(facts)).toBe('not-enough');
  });

  it.each<[string, Balance | null, KeyFacts, ReturnType<typeof decideShortage>]>([
    [
      'the key’s own limit is short',
      balanceOf(ONE),
      key({ limitNano: ONE, usedNano: ONE - RESERVE + 1n }),
      'key-limit',
    ],
    ['the key’s own limit just suffices', balanceOf(ONE), key({ limitNano: ONE, usedNano: ONE - RESERVE }), null],
    ['the key is over its limit', balanceOf(ONE), key({ limitNano: ONE, usedNano: ONE * 2n }), 'key-limit'],
    ['only the key is known', null, key({ limitNano: 1n, usedNano: 0n }), 'key-limit'],
    ['the limit is in another unit', balanceOf(ONE), key({ limitNano: 1n, usedNano: 0n, unit: 'CNY' }), null],
    ['the account is short too', balanceOf(0n), key({ limitNano: 1n, usedNano: 0n }), 'depleted'],
  ])('with a key: %s', (_name, balance, facts, cause) => {
    expect(decideShortage(factsOf(balance, { key: facts }))).toBe(cause);
  });

  it('is asked about exactly where reserve passes usable, for any amounts', () => {
    fc.assert(
      fc.property(
        fc.bigInt(-(10n ** 12n), 10n ** 12n),
        fc.bigInt(0n, 10n ** 12n),
        fc.bigInt(0n, 10n ** 12n),
        (available, frozenNano, openNano) => {
          const balance = balanceOf(available, { frozenNano, openNano });
          expect(decideShortage(factsOf(balance)) === null).toBe(available - openNano >= RESERVE);
        },
      ),
    );
  });
});

describe('the same refusal body in different contexts', () => {
  const body = JSON.stringify({
    error: { message: 'Insufficient balance', type: 'insufficient_balance', code: 'insufficient_balance' },
  });
  const read = readRefusal({ status: 402, headers: {}, bodyText: body, hasAnswerBegun: false }, []);

  it.each<[ReturnType<typeof decideRefusal>, CallFacts]>([
    ['depleted', factsOf(balanceOf(0n))],
    ['not-enough', factsOf(balanceOf(50_000_000n))],
    ['frozen', factsOf(balanceOf(400_000n, { frozenNano: 12n * ONE }))],
    ['in-flight', factsOf(balanceOf(ONE, { openNano: ONE - 1n }))],
    ['billing-mismatch', factsOf(balanceOf(7n * ONE), { key: key({ billing: 'per-request' }) })],
    ['key-limit', factsOf(balanceOf(43n * ONE), { key: key({ limitNano: 10n * ONE, usedNano: 10n * ONE }) })],
    ['batch', batchFacts(balanceOf(392n * ONE, { unit: 'credits' }))],
    ['unsure', factsOf(null)],
  ])('is %s', (cause, facts) => {
    expect(read).not.toBeNull();
    expect(read && decideRefusal(read, facts)).toBe(cause);
  });

  it.each<[string, CallFacts]>([
    ['the balance would have sufficed', factsOf(balanceOf(7n * ONE))],
    ['the balance is unknown', factsOf(balanceOf(null))],
    ['neither price nor balance is known', factsOf(null, { estimate: null })],
    ['a batch has no balance', batchFacts(null)],
    ['the key has no limit', factsOf(null, { key: key() })],
    ['too little was read three days ago', factsOf(balanceOf(50_000_000n, { at: NOW - 3 * 86_400_000 }))],
    ['nothing was read three days ago', factsOf(balanceOf(0n, { at: NOW - 3 * 86_400_000 }))],
    ['too little was read while a call ran', factsOf(balanceOf(50_000_000n, { isBlurred: true }))],
    [
      'the key’s limit was used up when its console was last looked at',
      factsOf(balanceOf(43n * ONE), { key: key({ limitNano: 10n * ONE, usedNano: 10n * ONE }), isKeyOld: true }),
    ],
  ])('is unsure where %s', (_name, facts) => {
    expect(decideRefusal(refusalOf(), facts)).toBe('unsure');
  });
});

describe('a refusal that says more', () => {
  const said = ['key-limit', 'supplier-empty', 'billing-mismatch', 'frozen', 'rate-limit'] as const;
  it.each(said)('is believed when it says %s, whatever the balance', (says) => {
    for (const facts of [factsOf(null), factsOf(balanceOf(0n)), factsOf(balanceOf(ONE))]) {
      expect(decideRefusal(refusalOf({ says }), facts)).toBe(says);
    }
  });

  it.each<[string, Partial<RefusalReading>, CallFacts, ReturnType<typeof decideRefusal>]>([
    [
      'what is left and needed, unpriced',
      { availableNano: 5n, neededNano: 6n },
      factsOf(null, { estimate: null }),
      'not-enough',
    ],
    ['nothing left', { availableNano: 0n, neededNano: 6n }, factsOf(null, { estimate: null }), 'depleted'],
    ['a debt', { availableNano: -2000n }, factsOf(null), 'depleted'],
    ['what is left, newer than the reading', { availableNano: 1n }, factsOf(balanceOf(7n * ONE)), 'not-enough'],
    ['that more is needed than we thought', { neededNano: 9n * ONE }, factsOf(balanceOf(7n * ONE)), 'not-enough'],
    [
      'amounts of another unit',
      { availableNano: 1n, neededNano: 2n, unit: 'CNY' },
      factsOf(balanceOf(7n * ONE)),
      'unsure',
    ],
    ['that enough was there', { availableNano: 9n, neededNano: 5n }, factsOf(null, { estimate: null }), 'unsure'],
  ])('states %s', (_name, amounts, facts, cause) => {
    expect(decideRefusal(refusalOf({ unit: 'USD', ...amounts }), facts)).toBe(cause);
  });

  it('leaves a per-request key alone where the call is priced per request or record', () => {
    const facts = batchFacts(balanceOf(392n * ONE, { unit: 'credits' }), { key: key({ billing: 'per-request' }) });
    expect(decideRefusal(refusalOf(), facts)).toBe('batch');
  });
});

describe('what is left of a key', () => {
  it.each([
    [10n, 4n, 6n],
    [10n, 10n, 0n],
    [10n, 11n, 0n],
    [null, 4n, null],
    [10n, null, null],
  ])('with limit %s and use %s is %s', (limitNano, usedNano, left) => {
    expect(keyLeftNano(factsOf(null, { key: key({ limitNano, usedNano }) }))).toBe(left);
  });
});

describe('a provider that sets nothing aside', () => {
  const estimate = estimateCall(chatDraft(), chatPrice({ setsAside: 'nothing' }), null);

  it.each([
    ['a single nano-unit left', balanceOf(1n), null],
    ['nothing left', balanceOf(0n), 'depleted'],
    ['a debt', balanceOf(-ONE), 'depleted'],
    ['money that is frozen', balanceOf(0n, { frozenNano: ONE }), 'frozen'],
    ['a balance nobody knows', balanceOf(null), null],
  ] as const)('refuses with %s: %s', (_name, balance, cause) => {
    expect(decideShortage(factsOf(balance, { estimate }))).toBe(cause);
    expect(decideRefusal(refusalOf(), factsOf(balance, { estimate }))).toBe(cause ?? 'unsure');
  });

  it('takes a free call from an empty wallet', () => {
    const free = estimateCall(chatDraft(), chatPrice({ rates: { 'input-tokens': 0n, 'output-tokens': 0n } }), null);
    expect(decideShortage(factsOf(balanceOf(0n), { estimate: free }))).toBeNull();
  });
});

describe('several wallets', () => {
  it('are no shortage while another one could pay', () => {
    const empty = factsOf(balanceOf(0n));
    expect(decideShortage(empty)).toBe('depleted');
    expect(decideShortage({ ...empty, others: [balanceOf(ONE, { unit: 'CNY' })] })).toBeNull();
    expect(decideShortage({ ...empty, others: [] })).toBe('depleted');
  });
});
