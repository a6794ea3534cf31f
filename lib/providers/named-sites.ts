import type { NamedSite } from './provider.ts';

/**
 * Relays of a family that are known by name: what their own documentation says of them. In what pages get, builds leave
 * names, links and help out.
 */
export const namedSites: readonly NamedSite[] = [
  {
    // https://docs.laozhang.ai, read 2026-11-21.
    id: 'new-api@api.laozhang.ai',
    name: 'Laozhang API',
    state: 'listed',
    hosts: ['api.laozhang.ai', 'api2.laozhang.ai', 'api-vip.laozhang.ai', 'api-cf.laozhang.ai'],
    facts: usualFacts('https://api.laozhang.ai'),
    links: {
      recharge: '/account/profile',
      keys: '/token',
      transactions: '/log',
      models: 'https://docs.laozhang.ai/models',
      prices: '/account/pricing',
    },
    help: {
      billing: 'prepaid',
      support: 'mailto:hi@laozhang.ai',
      // https://docs.laozhang.ai/en/pricing
      bonuses: [
        { from: '50', unit: 'USD', percent: 5, source: 'https://docs.laozhang.ai/en/pricing' },
        { from: '100', unit: 'USD', percent: 10, source: 'https://docs.laozhang.ai/en/pricing' },
        { from: '500', unit: 'USD', percent: 15, source: 'https://docs.laozhang.ai/en/pricing' },
      ],
    },
    rechargeMin: { USD: '5' },
    doubts: [
      // The page of the account is documented; that one pays there is not.
      { about: 'links.recharge', mark: 'unverified' },
      // In the English page only; the Chinese one has no table of July 2026.
      { about: 'help.bonuses', mark: 'low' },
      { about: 'rechargeMin.USD', mark: 'low' },
    ],
  },
  {
    // https://docs.apiyi.com, read 2026-11-21.
    id: 'new-api@api.apiyi.com',
    name: 'API易 (apiyi)',
    state: 'listed',
    hosts: ['api.apiyi.com'],
    facts: usualFacts('https://api.apiyi.com'),
    links: {
      recharge: '/account/profile',
      keys: '/token',
      transactions: '/log',
      models: 'https://docs.apiyi.com/',
    },
    help: {
      billing: 'prepaid',
      // Since 2026-08-02; a recharge begins the year of the whole balance anew. https://docs.apiyi.com/ja/faq/balance-validity-period
      creditsLastDays: 365,
      refunds: { kind: 'unused-within-days', days: 30, source: 'https://docs.apiyi.com/ja/faq/refund-policy' },
      arrivals: [
        { by: 'alipay', minutes: [0, 1], source: 'https://docs.apiyi.com/zh-Hant/getting-started' },
        { by: 'wechat', minutes: [0, 1], source: 'https://docs.apiyi.com/zh-Hant/getting-started' },
      ],
    },
    // By card $50 (Stripe). https://docs.apiyi.com/faq/payment-methods
    rechargeMin: { USD: '5' },
    doubts: [
      { about: 'links.recharge', mark: 'unverified' },
      { about: 'links.transactions', mark: 'unverified' },
    ],
  },
];

/** Their documentations say that 500,000 points are a dollar; the software is a fork whose habits nobody has shown. */
function usualFacts(origin: string): NamedSite['facts'] {
  return { origin, name: null, perUnit: '500000', shown: { unit: 'USD', perUnit: '1' }, generation: 'one-api' };
}
