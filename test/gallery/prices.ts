import type { PriceShown, PriceView, RateView } from '../../lib/domain/price-view.ts';

const rate = (meter: RateView['meter'], likely: bigint, low = likely, high = likely): RateView => ({
  meter,
  low,
  likely,
  high,
});
const tokens = (input: bigint, output: bigint): readonly RateView[] => [
  rate('input-tokens', input),
  rate('output-tokens', output),
];
const priced = (change: Partial<PriceShown>): PriceShown => ({
  unit: 'USD',
  origin: 'base',
  rates: tokens(2_500_000n, 10_000_000n),
  date: '2026-11-19',
  link: 'https://github.com/pydantic/genai-prices',
  notes: [],
  ...change,
});

/** One model for each place that a price can be from. */
export function galleryPrices(): readonly PriceView[] {
  const view = (model: string | null, price: PriceShown | null, change: Partial<PriceView> = {}): PriceView => ({
    ...{
      provider: 'laozhang',
      providerName: 'Laozhang API',
      model,
      accountName: 'dev@example.org',
      price,
      lesson: null,
    },
    ...change,
  });
  const enrich = { provider: 'enrich', providerName: 'Enrich', accountName: null };
  return [
    view(
      'claude-fable-5-2',
      priced({
        origin: 'site',
        link: null,
        notes: [{ key: 'price.times', params: { times: { kind: 'decimal', digits: '0.85' } } }],
      }),
    ),
    view('gpt-4-turbo-2024-04-09', priced({ origin: 'own', link: null, rates: tokens(10_000_000n, 30_000_000n) })),
    view(
      'gpt-4o-mini',
      priced({
        origin: 'bills',
        rates: [...tokens(165_000n, 660_000n), rate('cached-input-tokens', 82_500n)],
        notes: [
          { key: 'price.changed', params: { n: 4 } },
          { key: 'price.learned', params: { n: 4, percent: 2 } },
          { key: 'prices.above', params: { count: 200_000 } },
        ],
      }),
    ),
    view(
      'kimi-k3-preview-with-a-name-as-long-as-relays-give-them-2026-11-17',
      priced({
        origin: 'drops',
        link: null,
        unit: 'CNY',
        rates: [
          rate('input-tokens', 4_000_000n, 3_912_000n, 4_081_000n),
          rate('output-tokens', 16_000_000n, 15_400_000n, 16_600_000n),
        ],
        notes: [{ key: 'price.drops', params: { n: 7 } }],
      }),
    ),
    view('o5-mini', null, { lesson: { kind: 'few', drops: 2, least: 4 } }),
    view('o5', null, { lesson: { kind: 'untold', drops: 9 } }),
    view(
      null,
      priced({
        origin: 'provider',
        unit: 'credits',
        link: 'https://enrich.example/pricing',
        rates: [rate('records', 18n * 10n ** 12n)],
      }),
      enrich,
    ),
    view(
      'enrich-deep',
      priced({
        origin: 'overlay',
        unit: 'credits',
        link: 'https://docs.enrich.example/credits',
        rates: [rate('pages', 25n * 10n ** 11n)],
        notes: [
          { key: 'price.third-party', params: { date: '2026-11-10' } },
          { key: 'prices.steps', params: { what: { key: 'meter.pages' }, count: 10 } },
          { key: 'prices.leastCount', params: { what: { key: 'meter.pages' }, count: 20 } },
          {
            key: 'prices.callMin',
            params: { rate: { kind: 'rate', unit: 'credits', picoPerUnit: 5n * 10n ** 12n, per: 1 } },
          },
          { key: 'prices.guess' },
        ],
      }),
      enrich,
    ),
  ];
}
