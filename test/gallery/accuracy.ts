import type { AccuracyView } from '../../lib/domain/accuracy.ts';
import type { CallRecord, Forecast } from '../../lib/domain/record.ts';
import { scoreLedger } from '../../lib/engine/score-ledger.ts';
import { nano } from '../domain/explain-examples.ts';
import { chatRecord } from '../domain/samples.ts';

/** What was said of a call of 1,204 tokens in. */
export const galleryForecast: Forecast = {
  lowNano: nano('0.0150'),
  highNano: nano('0.0380'),
  mostNano: nano('0.1349'),
  basis: {
    input: { low: 1168, likely: 1204, high: 1240 },
    output: { low: 310, likely: 720, high: 1900 },
    outputMax: 4096,
    calls: 46,
    of: 'model',
    thought: { low: 120, likely: 400, high: 1300 },
  },
};

/** Calls to a model of which every `missed`th answer was longer than said. */
function calls(model: string | null, times: number, missed: number): readonly CallRecord[] {
  return Array.from({ length: times }, (_none, at) =>
    chatRecord({
      provider: at % 9 === 0 && model === 'gpt-4o-mini' ? 'enrich' : 'laozhang',
      model,
      forecast: galleryForecast,
      estimateLikelyNano: nano('0.0186'),
      usage: { 'input-tokens': 1204, 'output-tokens': at % missed === 0 ? 2600 : 500 + (at % 7) * 60 },
      ...(model === null && { certainty: 'estimated' }),
    }),
  );
}

/** A model that is right, one whose ranges are too narrow, one with few calls. */
export function galleryAccuracy(names: Readonly<Record<string, string>>): AccuracyView {
  const records = [
    ...calls('gpt-4-turbo-2024-04-09', 640, 5),
    ...calls('anthropic/claude-3-5-sonnet-20241022-extended-thinking-preview', 212, 3),
    ...calls('gpt-4o-mini', 46, 40),
    ...calls(null, 4, 9),
  ];
  const { models } = scoreLedger(records);
  return {
    calls: records.length,
    models: models.map((model) => ({ ...model, providerName: names[model.provider] ?? model.provider })),
  };
}
