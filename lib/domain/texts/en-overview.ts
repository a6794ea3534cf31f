/** The sentences of the dashboard's first screen, in English: part of the one catalogue (en.ts). */
export const enOverview = {
  'dash.overview': 'Overview',
  'over.loading': 'Reading …',
  'over.none': 'Nothing to show yet',
  'over.noneHow':
    'Open the console or the playground of an API provider and let Tollkeeper watch it: balances and calls appear here.',
  'over.span.day': 'Today',
  'over.span.week': 'This week',
  'over.span.month': 'This month',
  'over.calls': '{n} calls',
  'over.calls.one': '{n} call',
  'over.where': 'Where it went',
} as const satisfies Readonly<Record<string, string>>;
