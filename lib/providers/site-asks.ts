import type { BalanceAsk, NoBalanceByKey } from '../domain/balance-ask.ts';
import type { WalletPaths } from '../domain/read-balances.ts';
import type { SiteFacts } from '../domain/site-facts.ts';
import type { Provider } from './provider.ts';

/**
 * How what is left is asked of a provider with a key: as its file says, or, of a site of a family, as that software answers
 * and in what the site counts. Null: nobody has looked.
 */
export function asksOf(provider: Provider, facts: SiteFacts | null): readonly BalanceAsk[] | NoBalanceByKey | null {
  if (provider.balanceByKey !== undefined) return provider.balanceByKey;
  return ASKS.get(provider.id.replace(/@.*/, ''))?.(provider.id, facts) ?? null;
}

/** Apart from all else of a family: pages ask nothing with a key. */
const ASKS: ReadonlyMap<string, typeof askNewApi> = new Map([
  ['litellm', askLitellm],
  ['new-api', askNewApi],
  ['sub2api', askSub2api],
]);

const SINGLE = { isSingle: true, unit: 'USD', frozen: null, isUsable: null } as const satisfies Partial<WalletPaths>;

/** Its answers to OpenAI's old questions are in what the site shows, whatever the field is called. */
function askNewApi(id: string, facts: SiteFacts | null): readonly BalanceAsk[] {
  const perUnit = facts?.perUnit ?? '0';
  const shown = facts === null ? '0' : (facts.shown?.perUnit ?? perUnit);
  const ofKey = { keyKind: 'ordinary', variables: ['NEW_API_KEY', 'ONE_API_KEY'], of: 'key' } as const;
  return [
    {
      surface: `${id}/account`,
      // A token of the account, not a key for models; forks want it without "Bearer".
      key: { in: 'header', name: 'authorization' },
      keyKind: 'account',
      variables: ['NEW_API_ACCESS_TOKEN', 'ONE_API_ACCESS_TOKEN'],
      id: { what: 'user', variable: 'NEW_API_USER_ID', header: 'new-api-user', isOptional: true },
      of: 'wallet',
      confidence: 'high',
      source:
        'Calcium-Ion/new-api middleware/auth.go ef8ae4db; https://docs.laozhang.ai/api-capabilities/balance-query',
      date: '2026-11-21',
    },
    {
      path: '/api/usage/token/',
      reads: { ...SINGLE, lists: ['$.data'], perUnit, available: '$.total_available' },
      isUnlimited: { at: '$.data.unlimited_quota', is: true },
      ...ofKey,
      confidence: 'high',
      source: 'QuantumNous/new-api-docs docs/en/api/token-usage.md',
      date: '2026-11-21',
    },
    {
      path: '/v1/dashboard/billing/subscription',
      also: { usage: '/v1/dashboard/billing/usage' },
      reads: {
        ...SINGLE,
        lists: ['$'],
        perUnit: shown,
        available: '$.main.hard_limit_usd',
        // In hundredths, since ever: dates of the question are ignored.
        minus: [{ at: '$.usage.total_usage', perUnit: `${shown}e2` }],
        unlimitedFrom: '100000000',
      },
      ...ofKey,
      confidence: 'medium',
      source: 'songquanpeng/one-api controller/billing.go 8df4a267',
      date: '2026-11-21',
    },
  ];
}

/** There are no wallets: a key has a budget, or none. */
function askLitellm(): readonly BalanceAsk[] {
  return [
    {
      path: '/key/info',
      reads: { ...SINGLE, lists: ['$.info'], available: '$.max_budget', minus: ['$.spend'] },
      isUnlimited: { at: '$.info.max_budget', is: null },
      endsAt: '$.info.budget_reset_at',
      keyKind: 'ordinary',
      variables: ['LITELLM_API_KEY'],
      of: 'key',
      confidence: 'medium',
      source: 'steipete/CodexBar docs/litellm.md',
      date: '2026-08-21',
    },
  ];
}

/** The wallet of who made the key, where the key pays from that; else what the key's own quota leaves. */
function askSub2api(): readonly BalanceAsk[] {
  const common = {
    path: '/v1/usage',
    keyKind: 'ordinary',
    variables: ['SUB2API_API_KEY'],
    confidence: 'medium',
    source: 'steipete/CodexBar Resources/Plugins/sub2api.js',
    date: '2026-08-21',
  } as const;
  const unit = '$.unit';
  return [
    { ...common, of: 'wallet', reads: { ...SINGLE, unit, lists: ['$'], available: '$.balance' } },
    { ...common, of: 'key', reads: { ...SINGLE, unit, lists: ['$.quota'], available: '$.remaining' } },
  ];
}
