import type { SpendBy, SpendPart, SpendQuery, SpendView } from '../../lib/domain/spend-view.ts';
import { addDays, daysOfPeriod, viewSpend } from '../../lib/domain/sum-spend.ts';
import { nano } from '../domain/explain-examples.ts';

const DAYS = 400;
/** A year that ends on the same day whenever the picture is taken. */
const TODAY = '2026-11-21';
const MODELS: readonly (readonly [provider: string, model: string, cents: number])[] = [
  ['openai', 'gpt-5', 90],
  ['openai', 'gpt-5-mini', 14],
  ['anthropic', 'claude-sonnet-4-5-20250929', 160],
  ['laozhang', 'deepseek-chat', 22],
  ['laozhang', 'anthropic/claude-3-5-sonnet-20241022-extended-thinking-preview', 41],
  ['gemini', 'gemini-2.5-pro', 30],
  ['mistral', 'mistral-large-latest', 12],
  ['groq', 'llama-3.3-70b-versatile', 5],
  ['openrouter', 'qwen/qwen3-max', 9],
  ['together', 'Kimi-K2', 4],
];
const PROVIDERS: Readonly<Record<string, string>> = {
  openai: 'OpenAI',
  anthropic: 'Anthropic',
  gemini: 'Google Gemini',
  mistral: 'Mistral',
  groq: 'Groq',
  openrouter: 'OpenRouter',
  together: 'Together AI',
  enrich: 'Enrich',
};

/** A year of somebody who works on weekdays, more from month to month, and spends credits elsewhere. */
export function gallerySpend(query: SpendQuery, isEmpty: boolean, relay: string): SpendView {
  const parts = isEmpty ? [] : Array.from({ length: DAYS }, (_, ago) => partsOf(ago)).flat();
  const nameOf = (by: SpendBy, id: string): string => {
    if (by === 'provider') return id === 'laozhang' ? relay : (PROVIDERS[id] ?? id);
    if (by === 'account') return `${PROVIDERS[id.split(':')[0] ?? ''] ?? relay} · dev@example.org`;
    return id;
  };
  const isOfDays = query.by === 'provider' || query.by === 'model';
  const source = { parts, lacks: [], since: isOfDays || isEmpty ? null : '2026-09-22', nameOf };
  return viewSpend(source, query, daysOfPeriod(query.period, TODAY));
}

function partsOf(ago: number): readonly SpendPart[] {
  const day = addDays(TODAY, -ago);
  const isWeekend = new Date(`${day}T12:00:00Z`).getUTCDay() % 6 === 0;
  const dollars = MODELS.map(([provider, model, cents], index): SpendPart => {
    // As uneven as days are, and the same each time.
    const wave = 0.6 + ((ago * 7919 + index * 104_729) % 89) / 100;
    const calls = Math.round((isWeekend ? 4 : 30) * wave);
    const sum = ((cents * wave * (isWeekend ? 0.12 : 1)) / 100) * (1 - ago / 600);
    return {
      ...{ day, provider, model, unit: 'USD', calls, unknownCalls: index === 3 && ago % 9 === 0 ? 1 : 0 },
      nano: nano(sum.toFixed(9)),
      account: `${provider}:1`,
      key: index % 2 === 0 ? 'prod' : '8f21c0aa',
      origin: index % 3 === 0 ? '' : 'https://playground.example.org',
      kind: index % 4 === 0 ? 'responses' : 'chat',
      label: index % 5 === 0 ? 'nightly' : '',
    };
  });
  const credits = { provider: 'enrich', model: '', unit: 'credits', calls: 2, unknownCalls: 0, nano: nano('36') };
  return isWeekend
    ? dollars
    : [
        ...dollars,
        { day, ...credits, account: 'enrich:1', key: '', origin: 'https://enrich.example', kind: 'enrich', label: '' },
      ];
}
