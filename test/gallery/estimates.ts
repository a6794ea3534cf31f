import { carries, explainAllCarried, explainCarries } from '../../lib/domain/carries.ts';
import type { EstimateView, ModelEstimate, ModelRow } from '../../lib/domain/estimator.ts';
import { openEstimateAdder } from '../../lib/domain/sum-estimates.ts';
import { openEstimator } from '../../lib/engine/estimate-pasted.ts';
import { listModels } from '../../lib/prices/list-models.ts';
import { orderModels } from '../../lib/prices/order-models.ts';
import type { EstimatorSource } from '../../lib/ui/estimator-source.ts';

const BALANCE = { unit: 'USD', nano: 3_920_000_000n };
const HOUR_MS = 3_600_000;

/** Estimates as the product makes them, with no calls before and a balance that was read an hour ago. */
export function galleryEstimator(state: string): EstimatorSource {
  const fail = state === 'failed';
  const hasBalance = state !== 'empty';
  const open = (provider: string | null) => openEstimator({ provider, counters: {}, now: Date.now() });
  const rowOf = ({ model, estimate, none, reasons }: ModelEstimate): ModelRow => ({
    ...{ model, estimate, none, reasons },
    carries:
      hasBalance && estimate ? { how: carries(BALANCE, estimate), text: explainCarries(BALANCE, estimate) } : null,
  });
  return {
    close: () => {},
    readProviders: async () => [
      { id: 'anthropic', name: 'Anthropic' },
      { id: 'openai', name: 'OpenAI' },
    ],
    estimate: async (text, { provider, models }): Promise<EstimateView> => {
      if (fail) throw new Error('blocked');
      const estimator = open(provider);
      const own = estimator.estimate(text, [], true);
      const { none, provider: seller, parts } = own;
      if (none !== null || seller === null)
        return { none, providerName: seller?.name ?? null, parts, rows: [], others: [], balance: null };
      const chosen = models.length === 0 ? [] : estimator.estimate(text, models).models;
      const rows = [...own.models, ...chosen].map(rowOf);
      const rest = listModels(seller).filter((model) => !rows.some((row) => row.model === model));
      const priced = estimator
        .estimate(text, rest)
        .models.map(rowOf)
        .flatMap((row) => (row.estimate === null ? [] : [{ ...row, estimate: row.estimate }]));
      const others = orderModels(own.models[0]?.model ?? null, priced);
      const balance = hasBalance ? { money: BALANCE, at: Date.now() - HOUR_MS } : null;
      return { none: null, providerName: seller.name, parts, rows, others, balance };
    },
    estimateFile: async (file, { provider, models }, { onProgress, signal }) => {
      if (fail) throw new Error('blocked');
      onProgress({ requests: 1200, bytes: file.size * 0.4, bytesAll: file.size });
      // A file that never ends, to be looked at and stopped.
      if (state === 'paused') await new Promise((resolve) => signal.addEventListener('abort', resolve));
      const estimator = open(provider);
      const adders = [null, ...models].map((model) => ({ model, adder: openEstimateAdder(), own: '', name: '' }));
      const problems: { line: number; texts: [] }[] = [];
      let [requests, bad] = [0, 0];
      for (const line of (await file.text()).split('\n')) {
        if (line.trim() === '') continue;
        requests += 1;
        for (const one of adders) {
          const {
            none,
            models: estimates,
            provider: seller,
          } = estimator.estimate(line, one.model === null ? [] : [one.model]);
          if (none !== null && one.model === null) bad += 1;
          if (none !== null) continue;
          Object.assign(one, { own: estimates[0]?.model ?? '', name: seller?.name ?? '' });
          one.adder.add(estimates[0]?.estimate ?? null);
        }
      }
      const rows = adders.flatMap(({ model, adder, own, name }) =>
        adder.sums().map((sum) => ({
          ...{ providerName: name, model: model ?? own, isInstead: model !== null, sum },
          carries: hasBalance ? { how: carries(BALANCE, sum), text: explainAllCarried(BALANCE, sum) } : null,
        })),
      );
      return { requests, bad, unknown: 0, problems, rows, totals: [], isCut: false };
    },
  };
}
