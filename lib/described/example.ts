import type { Description } from './description.ts';

/** What somebody who describes an API begins with; docs/describe-your-api.md goes through it. */
export const EXAMPLE = {
  $schema: './api-description.schema.json',
  tollkeeper: 1,
  id: 'acme',
  name: 'Acme Data',
  console: 'https://console.acme.example',
  calls: [
    {
      name: 'enrich',
      url: 'https://api.acme.example/v1/enrich',
      meter: 'records',
      count: { of: 'elements', path: '$.companies[*]' },
      billed: '$.meta.records',
    },
    { name: 'chat', url: 'https://api.acme.example/v1/messages', speaks: 'anthropic-messages' },
  ],
  prices: [
    {
      unit: 'credits',
      rates: { records: { price: '18', per: 1 } },
      source: 'https://acme.example/pricing',
      date: '2026-11-21',
    },
    {
      model: 'acme-large',
      unit: 'USD',
      rates: { 'input-tokens': { price: '3', per: 1_000_000 }, 'output-tokens': { price: '15', per: 1_000_000 } },
      setsAside: 'bound',
      outputTokensDefault: 4096,
      source: 'https://acme.example/pricing',
      date: '2026-11-21',
    },
  ],
  balances: [
    {
      name: 'wallets',
      url: 'https://console.acme.example/api/wallets',
      each: '$.wallets',
      account: '$.user.id',
      accountName: '$.user.email',
      unit: '$.unit',
      available: '$.total',
      minus: ['$.held'],
      frozen: '$.held',
    },
  ],
  refusals: [
    {
      says: 'money',
      status: [402, 403],
      message: ['not enough credits'],
      amounts: { text: 'You have {available} credits, this needs {needed}', unit: 'credits' },
    },
    { says: 'rate-limit', status: [429] },
  ],
  links: { recharge: '/billing', keys: '/keys', transactions: '/usage' },
} as const satisfies Description;
