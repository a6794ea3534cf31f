import { openForecaster } from '../../lib/forecast/forecaster.ts';
import { openScorer, type Score } from '../../lib/forecast/score.ts';
import type { TracedCall } from './read-trace.ts';

/** How right the forecasts of a trace were: of all of it, and model by model where it names more than one. */
export interface Replayed {
  readonly all: Score;
  readonly models: readonly (Score & { readonly model: string })[];
}

/** Models that are scored by themselves; the rest counts in the whole. */
const MODELS_MAX = 100;
const ANY = 'any';

/** Forecasts every call of a trace from those before it, then tells the forecaster what came. */
export async function replayTrace(calls: AsyncIterable<TracedCall>): Promise<Replayed> {
  const forecaster = openForecaster();
  const all = openScorer();
  const models = new Map<string, ReturnType<typeof openScorer>>();
  for await (const { model, inputTokens, outputTokens } of calls) {
    const groups = model === null ? [ANY] : [ANY, model];
    const forecast = forecaster.predict(groups, inputTokens, null);
    forecaster.observe(groups, { inputTokens, outputTokens, isCut: false });
    all.add(forecast, outputTokens);
    if (model === null) continue;
    if (!models.has(model) && models.size < MODELS_MAX) models.set(model, openScorer());
    models.get(model)?.add(forecast, outputTokens);
  }
  return {
    all: all.score(),
    models: models.size < 2 ? [] : [...models].map(([model, scorer]) => ({ model, ...scorer.score() })),
  };
}
