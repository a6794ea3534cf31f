import { afterEach, describe, expect, it } from 'vitest';
import { consoleOriginOf, findPriceAndPayer, gatherFacts } from '../../lib/engine/call-facts.ts';
import type { AccountContext, CallContext } from '../../lib/engine/ports.ts';
import { resolveLinks } from '../../lib/engine/resolve-links.ts';
import { reviewCall } from '../../lib/engine/review-call.ts';
import { putPriceFileInForce } from '../../lib/prices/file-prices.ts';
import type { Provider } from '../../lib/providers/provider.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import { NOW, ONE } from '../domain/samples.ts';
import { filedRow, heldFile } from '../prices/filed.ts';
import { batch, chat, request } from './calls.ts';

function sandbox(): Provider {
  const found = findProvider('sandbox');
  if (found === null) throw new Error('the sandbox is a provider of every test build');
  return found;
}

const account: AccountContext = {
  id: 'sandbox:acc_1',
  isAssumed: false,
  consoleOrigin: null,
  balances: [],
  key: null,
  keyReadAt: null,
  costs: [],
  ownLimits: {},
  falseAsks: 0,
};
const context = (change: Partial<AccountContext> | null): CallContext => ({
  account: change && { ...account, ...change },
});
const facts = (given: CallContext, origin: string, draft = chat) =>
  gatherFacts({ provider: sandbox(), draft, context: given, origin, now: NOW });

describe('a key whose limit begins anew at a time', () => {
  const key = { name: 'k', billing: null, limitNano: ONE, usedNano: ONE, unit: 'USD' } as const;
  const factsAt = (resetsAt: string) =>
    facts(context({ key: { ...key, resetsAt }, keyReadAt: NOW }), 'http://a.example');

  it('is used up until then', () => {
    expect(factsAt('2027-01-01 00:00').key).toMatchObject({ usedNano: ONE, resetsAt: '2027-01-01 00:00' });
  });

  it('has used nobody knows how much from then on', () => {
    expect(factsAt('2026-11-21 00:00').key).toEqual({ ...key, usedNano: null });
  });
});

describe('links', () => {
  it.each([
    [
      'the console that was seen',
      'http://a.localhost:4118',
      'http://evil.example',
      'http://a.localhost:4118/console#top-up',
    ],
    [
      'the page itself, on the provider’s own host',
      null,
      'http://127.0.0.1:4120',
      'http://127.0.0.1:4120/console#top-up',
    ],
    ['nowhere on a stranger’s page', null, 'http://evil.example', null],
    ['nowhere on a stranger’s port', null, 'http://127.0.0.1:80', null],
    ['nowhere on an extension’s page', null, 'moz-extension://abc', null],
    ['nowhere on an opaque page', null, 'null', null],
  ])('start at %s', (_name, consoleOrigin, origin, recharge) => {
    expect(facts(context({ consoleOrigin }), origin).links.recharge).toBe(recharge);
    expect(consoleOriginOf(sandbox(), context({ consoleOrigin }), origin) === null).toBe(recharge === null);
  });

  it('that are addresses of the provider stay as they are', () => {
    const links = { recharge: 'https://sample.com/pay', keys: '/keys', transactions: null };
    expect(resolveLinks({ ...sandbox(), links }, null)).toEqual({ ...links, keys: null, models: null });
  });
});

describe('what is known of a call', () => {
  const origin = 'http://127.0.0.1:4118';

  it('is little where no account is known, and nothing of that is 0', () => {
    expect(facts(context(null), origin)).toMatchObject({
      balance: null,
      key: null,
      fits: { outputTokensMax: null, batchKeep: null, cheaper: null },
      ownLimitNano: 500_000_000n,
      ownLimitRule: { kind: 'floor' },
      rechargeMinNano: 5n * ONE,
      reserveAllNano: null,
    });
    expect(facts(context(null), origin, { ...chat, model: 'unheard-of' })).toMatchObject({
      estimate: null,
      rechargeMinNano: null,
      ownLimitNano: null,
    });
  });

  it('is each unit’s own balance', () => {
    const balances = ['USD', 'credits'].map((unit, index) => ({
      reading: { unit, availableNano: BigInt(index) * ONE, frozenNano: null, at: NOW, source: 'console' } as const,
      spentSinceNano: 0n,
      openNano: 0n,
    }));
    expect(facts(context({ balances }), origin).balance).toMatchObject({ unit: 'USD', usableNano: 0n });
    expect(facts(context({ balances }), origin, batch).balance).toMatchObject({ unit: 'credits', usableNano: ONE });
  });

  it('is what one record costs', () => {
    expect(facts(context(null), origin, batch).batch).toEqual({ count: 25, eachNano: 18n * ONE, unit: 'credits' });
    expect(facts(context(null), origin).batch).toBeNull();
  });
});

describe('a cheaper model', () => {
  afterEach(() => putPriceFileInForce(null));
  const reading = { unit: 'USD', availableNano: ONE / 20n, frozenNano: null, at: NOW, source: 'console' } as const;
  const given = context({ balances: [{ reading, spentSinceNano: 0n, openNano: 0n }] });
  const cheaper = () => facts(given, 'http://127.0.0.1:4118').fits.cheaper;

  it('is one by the prices in force, as the call itself is priced', () => {
    expect(cheaper()).toEqual({ model: 'toll-medium', reserveNano: 43_960_000n });
    const row = filedRow({ list: 'sandbox', model: 'toll-medium' });
    putPriceFileInForce(heldFile([{ ...row, rates: { 'input-tokens': 25_000_000, 'output-tokens': 100_000_000 } }]));
    expect(cheaper()).toMatchObject({ model: 'toll-mini' });
    putPriceFileInForce(heldFile([{ ...row, rates: {} }]));
    expect(cheaper()).toMatchObject({ model: 'toll-mini' });
  });
});

describe('a provider with two currencies and hours of its own', () => {
  const deepseek = findProvider('deepseek');
  if (deepseek === null) throw new Error('DeepSeek is a provider of every build');
  const draft = { ...chat, model: 'deepseek-flash', outputTokensMax: null };
  /** Monday, 2026-11-23, 01:00 UTC: the first millisecond of the peak. */
  const PEAK = Date.UTC(2026, 10, 23, 1);
  const wallets = (...all: readonly (readonly [string, bigint])[]) =>
    context({
      balances: all.map(([unit, whole]) => ({
        reading: { unit, availableNano: whole * ONE, frozenNano: null, at: PEAK, source: 'console' } as const,
        spentSinceNano: 0n,
        openNano: 0n,
      })),
    });
  const factsAt = (given: CallContext, now: number) =>
    gatherFacts({ provider: deepseek, draft, context: given, origin: 'https://app.example', now });
  const pricedAt = (given: CallContext, startedAt: number, unit?: string) =>
    findPriceAndPayer({ provider: deepseek, draft, context: given, times: { startedAt, endedAt: PEAK + 1 }, unit });

  it('is priced in the wallet that has money, whichever is listed first', () => {
    expect(factsAt(wallets(['CNY', 0n], ['USD', 7n]), PEAK)).toMatchObject({
      estimate: { unit: 'USD', reserveNano: 0n },
      balance: { unit: 'USD', usableNano: 7n * ONE },
      others: [],
      fits: { outputTokensMax: null, cheaper: null },
    });
    expect(factsAt(wallets(['CNY', 7n], ['USD', 0n]), PEAK)).toMatchObject({ estimate: { unit: 'CNY' } });
    expect(factsAt(wallets(['CNY', 7n], ['USD', 7n]), PEAK).others).toMatchObject([{ unit: 'CNY' }]);
  });

  it('is priced by the start of the call, twice as dear at the peak', () => {
    const { estimate: dear } = factsAt(wallets(['CNY', 7n]), PEAK);
    const { estimate: cheap } = factsAt(wallets(['CNY', 7n]), PEAK - 1);
    expect(dear?.likelyNano).toBe((cheap?.likelyNano ?? 0n) * 2n);
    expect(pricedAt(wallets(['CNY', 7n]), PEAK - 1).price?.rates['output-tokens']).toBe(4_000_000n);
    expect(pricedAt(wallets(['CNY', 7n]), PEAK).price?.rates['output-tokens']).toBe(8_000_000n);
  });

  it('stays in the unit it was forecast in when that wallet ran dry meanwhile', () => {
    const now = pricedAt(wallets(['CNY', 0n], ['USD', 7n]), PEAK, 'CNY');
    expect([now.price?.unit, now.payer.unit]).toEqual(['CNY', 'USD']);
    expect(pricedAt(wallets(['CNY', 0n], ['USD', 7n]), PEAK, 'EUR').price?.unit).toBe('USD');
  });

  it('links to its console although that was never seen', () => {
    expect(factsAt(context(null), PEAK).links.recharge).toBe('https://platform.deepseek.com/top_up');
    const seen = context({ consoleOrigin: 'http://deepseek.localhost:4218' });
    expect(factsAt(seen, PEAK).links.recharge).toBe('http://deepseek.localhost:4218/top_up');
  });
});

describe('a review whose ledger fails', () => {
  const ledger = {
    readContext: async () => context(null),
    findRecord: async () => null,
    findOpenCall: async () => null,
    putOpenCall: async () => {},
    countFreeUse: async () => [],
  };
  const failure = new Error('[ledger] full');
  const fail = (): Promise<never> => Promise.reject(failure);

  it.each(['readContext', 'findRecord', 'findOpenCall', 'putOpenCall'] as const)(
    'rejects when %s does',
    async (port) => {
      const broken = { ...ledger, [port]: fail };
      const review = reviewCall(request('a'), {
        now: () => NOW,
        dayOf: () => '2026-11-20',
        transact: (work) => work(broken),
      });
      await expect(review).rejects.toBe(failure);
    },
  );

  it('has given no verdict before the open call is written', async () => {
    const events: string[] = [];
    const slow = {
      ...ledger,
      putOpenCall: async () => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        events.push('written');
      },
    };
    await reviewCall(request('a'), { now: () => NOW, dayOf: () => '2026-11-20', transact: (work) => work(slow) }).then(
      () => events.push('verdict'),
    );
    expect(events).toEqual(['written', 'verdict']);
  });
});

describe('money that does not count here', () => {
  const HOUR_MS = 3_600_000;
  const other = { id: 'sandbox:acc_2', name: 'Team', at: NOW - HOUR_MS };
  const empty = { reading: { unit: 'USD', availableNano: 0n, frozenNano: 0n, at: NOW, source: 'console' } } as const;
  const unpaid = { balances: [{ ...empty, spentSinceNano: 0n, openNano: 0n }] };
  const withPlan = { ...sandbox(), subscription: 'Toll Plus' };
  const found = (given: CallContext, provider: Provider = sandbox()) =>
    gatherFacts({ provider, draft: chat, context: given, origin: 'https://a.example', now: NOW }).elsewhere;

  it.each([
    ['arrived in another account an hour ago', context({ arrivedElsewhere: other }), sandbox(), 'other-account'],
    ['arrived there days ago', context({ arrivedElsewhere: { ...other, at: NOW - 25 * HOUR_MS } }), sandbox(), null],
    ['arrived there, and whose the key is is not known', context(null), sandbox(), null],
    ['is at the other host of the same company', { ...context({}), twin: 'Toll (.ai)' }, sandbox(), 'twin'],
    ['was never paid in, and there is a subscription', context(unpaid), withPlan, 'subscription'],
    ['was never paid in, and there is none', context(unpaid), sandbox(), null],
    ['was paid in once', context({ ...unpaid, arrivedAt: 1 }), withPlan, null],
    ['was spent', context({ ...unpaid, costs: [{ unit: 'USD', nano: 1n }] }), withPlan, null],
    ['was never read', context({}), withPlan, null],
  ])('because it %s', (_name, given, provider, kind) => {
    expect(found(given, provider)?.kind ?? null).toBe(kind);
  });

  it('is named', () => {
    expect(found(context({ arrivedElsewhere: other }))).toEqual({
      kind: 'other-account',
      other: 'Team',
      account: 'acc_1',
    });
  });
});
