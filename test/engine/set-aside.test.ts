import { describe, expect, it } from 'vitest';
import type { BalanceReading } from '../../lib/domain/balance.ts';
import type { KeyFacts } from '../../lib/domain/facts.ts';
import type { Price } from '../../lib/domain/price.ts';
import { reserveNano } from '../../lib/domain/reserve.ts';
import { gatherFacts } from '../../lib/engine/call-facts.ts';
import type { AccountContext } from '../../lib/engine/ports.ts';
import { findPrices, type PriceQuery } from '../../lib/prices/find-prices.ts';
import type { Provider } from '../../lib/providers/provider.ts';
import { families, findProvider } from '../../lib/providers/registry.ts';
import { readSitePrices } from '../../lib/providers/site-lists.ts';
import { chatDraft, chatPrice, NOW, ONE } from '../domain/samples.ts';

/** 1,200 tokens in at $10 and 4,096 out at $30 a million. */
const RESERVE = 134_880_000n;
const draft = chatDraft();
const key: KeyFacts = { name: 'k', billing: 'per-token', limitNano: null, usedNano: null, unit: 'USD' };

function provider(price: Price): Provider {
  const sandbox = findProvider('sandbox');
  if (sandbox === null) throw new Error('the sandbox is a provider of every test build');
  return { ...sandbox, prices: [price] };
}

/** What is set aside, and what of it stays so while the call runs, of an account with so much. */
function setAside(
  change: Partial<Price>,
  availableNano: bigint,
  given: { key?: KeyFacts | null; print?: string } = {},
) {
  const reading: BalanceReading = { unit: 'USD', availableNano, frozenNano: 0n, at: NOW, source: 'console' };
  const account: AccountContext = {
    id: 'sandbox:acc_1',
    isAssumed: false,
    consoleOrigin: null,
    balances: [{ reading, spentSinceNano: 0n, openNano: 0n }],
    key: given.key === undefined ? key : given.key,
    keyReadAt: NOW,
    costs: [],
    ownLimits: {},
    falseAsks: 0,
  };
  const { estimate } = gatherFacts({
    provider: provider(chatPrice(change)),
    draft,
    context: { account },
    origin: 'https://app.example',
    fingerprint: given.print ?? 'f'.repeat(64),
    now: NOW,
  });
  return { tested: estimate?.reserveNano, held: estimate?.heldNano ?? estimate?.reserveNano };
}

describe('what is set aside', () => {
  it('is prompt and max_tokens, or what the model has at most where none is given', () => {
    expect(reserveNano(draft, chatPrice(), 1200)).toBe(RESERVE);
    const unbounded = chatDraft({ outputTokensMax: null });
    expect(reserveNano(unbounded, chatPrice({ outputTokensDefault: 4096 }), 1200)).toBe(RESERVE);
    expect(reserveNano(unbounded, chatPrice({ outputTokensDefault: 128_000 }), 1200)).toBe(3_852_000_000n);
    // Nobody says what it has at most: that is unknown, not nothing.
    expect(reserveNano(unbounded, chatPrice({ outputTokensDefault: null }), 1200)).toBeNull();
  });

  it('is prompt and max_tokens at OpenRouter, and nothing where calls are billed afterwards', () => {
    expect(findProvider('openrouter')?.prices.every(({ setsAside }) => setsAside === undefined)).toBe(true);
    for (const id of ['openai', 'anthropic', 'google-gemini', 'groq', 'mistral', 'xai'])
      expect(findProvider(id)?.basePrices?.setsAside, id).toBe('nothing');
  });

  it.each([
    [10n * ONE, RESERVE],
    [10n * ONE + 1n, 0n],
  ])('is given back at once to who is trusted, above an amount: %s', (available, held) => {
    expect(setAside({ trusts: { kind: 'above', nano: 10n * ONE } }, available)).toEqual({ tested: RESERVE, held });
  });

  it.each([
    [RESERVE * 100n, RESERVE],
    [RESERVE * 100n + 1n, 0n],
  ])('is given back at once to who is trusted, above a multiple of it: %s', (available, held) => {
    expect(setAside({ trusts: { kind: 'times', times: 100n } }, available)).toEqual({ tested: RESERVE, held });
  });

  it('stays so where the key that pays is not described, or has no more left than the bound', () => {
    const trusts = { kind: 'above', nano: 10n * ONE } as const;
    const limited = (leftNano: bigint): KeyFacts => ({ ...key, limitNano: leftNano, usedNano: 0n });
    expect(setAside({ trusts }, 11n * ONE, { key: null }).held).toBe(RESERVE);
    expect(setAside({ trusts }, 11n * ONE, { key: limited(10n * ONE) }).held).toBe(RESERVE);
    expect(setAside({ trusts }, 11n * ONE, { key: limited(10n * ONE + 1n) }).held).toBe(0n);
  });
});

describe('what a relay sets aside', () => {
  const relay = findProvider('new-api@relay.example');
  const family = families.find(({ id }) => id === 'new-api');
  const row = {
    model_name: 'big',
    quota_type: 0,
    model_ratio: 5,
    completion_ratio: 3,
    enable_groups: ['default', 'vip'],
  };
  const list = { data: [row], group_ratio: { default: 1, vip: 0.5, dear: 2 } };
  const facts = { origin: 'https://relay.example', name: null, perUnit: '500000', shown: null, generation: 'new-api' };

  const reserveIn = (keyGroup: string | null): bigint | null => {
    if (relay === null || family === undefined) throw new Error('new-api is a family');
    const prices = readSitePrices(family, list, '2026-11-21');
    const tariff = { hasKey: true, keyGroup, userGroup: 'default' };
    const query: PriceQuery = { site: { facts, prices }, tariff };
    const [price] = findPrices(relay, draft, query);
    return price ? reserveNano(draft, price, 1200) : null;
  };

  it('is question and bound at the price of input, times the ratio of the group that pays', () => {
    // 5,296 tokens at $10 a million.
    expect(reserveIn('default')).toBe(52_960_000n);
    expect(reserveIn('vip')).toBe(26_480_000n);
    expect(reserveIn('dear')).toBe(105_920_000n);
  });
});
