import type { Accuracy, CostSum, LedgerAccuracy, ModelAccuracy } from '../domain/accuracy.ts';
import { percentChange } from '../domain/money.ts';
import type { CallRecord } from '../domain/record.ts';
import { binomialInterval, openScorer } from '../forecast/score.ts';

/** What of a record a score is made of. */
export type ScoredRecord = Pick<
  CallRecord,
  'provider' | 'model' | 'outcome' | 'usage' | 'cost' | 'certainty' | 'estimateLikelyNano' | 'forecast' | 'counted'
>;

/** Scores every answer whose length was forecast and was billed, all together and by model; others are passed over. */
export function scoreLedger(records: Iterable<ScoredRecord>): LedgerAccuracy {
  const all = openTally();
  const models = new Map<string, { readonly of: ScoredRecord; readonly tally: Tally }>();
  for (const record of records) {
    if (!isScored(record)) continue;
    all.add(record);
    const key = JSON.stringify([record.provider, record.model]);
    const known = models.get(key) ?? { of: record, tally: openTally() };
    models.set(key, known);
    known.tally.add(record);
  }
  const scores = [...models.values()].map(
    ({ of, tally }): ModelAccuracy => ({ provider: of.provider, model: of.model, ...tally.score() }),
  );
  return { all: all.score(), models: scores.sort((one, other) => other.calls - one.calls) };
}

/** Whether an answer came of which was said how long it would be. */
export function isScored({ outcome, usage, forecast }: ScoredRecord): boolean {
  const isForecast = (forecast?.basis?.output.high ?? 0) > 0;
  return outcome === 'answer' && isForecast && usage?.['output-tokens'] !== undefined;
}

interface Tally {
  readonly add: (record: ScoredRecord) => void;
  readonly score: () => Accuracy;
}

function openTally(): Tally {
  const scorer = openScorer();
  const sums = new Map<string, CostSum>();
  const costErrors: number[] = [];
  const within: [number, number, number] = [0, 0, 0];
  let hits = 0;
  let input: Accuracy['input'] = null;

  function addCost({ cost, certainty, estimateLikelyNano: likelyNano }: ScoredRecord): void {
    if (cost === null || certainty !== 'billed' || likelyNano === null || cost.likelyNano <= 0n) return;
    const { unit, likelyNano: billedNano } = cost;
    const known = sums.get(unit) ?? { unit, likelyNano: 0n, billedNano: 0n };
    sums.set(unit, {
      unit,
      likelyNano: known.likelyNano + likelyNano,
      billedNano: known.billedNano + billedNano,
    });
    costErrors.push((percentChange(billedNano, likelyNano) ?? 0) / 100);
  }

  return {
    add(record) {
      const { low, likely, high } = record.forecast?.basis?.output ?? { low: 0, likely: 0, high: 0 };
      const came = record.usage?.['output-tokens'] ?? 0;
      scorer.add({ p10: low, p50: likely, p90: high }, came);
      if (came >= low && came <= high) hits++;
      for (const [at, bound] of [low, likely, high].entries()) within[at] = (within[at] ?? 0) + (came <= bound ? 1 : 0);
      const side = record.counted?.input;
      if (typeof side === 'object') {
        const { calls, billed, counted } = input ?? { calls: 0, billed: 0, counted: 0 };
        input = { calls: calls + 1, billed: billed + side.billed, counted: counted + side.counted };
      }
      addCost(record);
    },
    score() {
      const score = scorer.score();
      return {
        ...score,
        insideRange: binomialInterval(hits, score.calls),
        within: score.calls === 0 ? null : [within[0] / score.calls, within[1] / score.calls, within[2] / score.calls],
        input,
        costError: medianOf(costErrors),
        sums: [...sums.values()],
      };
    },
  };
}

function medianOf(errors: readonly number[]): number | null {
  const sorted = [...errors].sort((one, other) => one - other);
  return sorted[Math.ceil(sorted.length / 2) - 1] ?? null;
}
