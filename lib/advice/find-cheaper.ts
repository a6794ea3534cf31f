import { canStandIn } from '../domain/abilities.ts';
import { percentOf, type Unit } from '../domain/money.ts';
import { inputTokensOf } from '../domain/price.ts';
import type { CallRecord } from '../domain/record.ts';
import { abilitiesOf } from '../prices/find-prices.ts';
import { findProvider } from '../providers/registry.ts';
import { costAt, type Pricer } from './price-book.ts';
import { recountUsage } from './recount-usage.ts';
import type { Place } from './savings-places.ts';

/** A task is small with so many tokens at most: a word, a label, a yes or no. */
export const SMALL_INPUT_TOKENS = 1000;
export const SMALL_OUTPUT_TOKENS = 200;
/** A cheaper model is worth its risk where it costs half at most, percent. */
const HALF_PERCENT = 50;
/** Cheaper models that are worked out beside each other, of each model. */
const MODELS_MAX = 6;
/** Models and places that are told apart. */
const PLACES_MAX = 500;

/** Small tasks of a model, and the cheaper one that could have done them. Nano-units. */
export interface Cheaper {
  readonly place: Place;
  readonly instead: string;
  readonly unit: Unit;
  readonly calls: number;
  readonly wasNano: bigint;
  readonly wouldNano: bigint;
}

interface Sum {
  readonly place: Place;
  readonly unit: Unit;
  readonly candidates: readonly string[];
  calls: number;
  wasNano: bigint;
  /** By candidate; null: one of the calls has no price there. */
  readonly would: (bigint | null)[];
}

/** Looks at small tasks one by one. `add` says whether it is one. */
export function openCheaper(pricer: Pricer): {
  readonly isSmall: (record: CallRecord) => boolean;
  readonly add: (record: CallRecord) => void;
  readonly end: () => readonly Cheaper[];
} {
  const sums = new Map<string, Sum>();
  return {
    isSmall,
    add(record) {
      const { provider, model, origin, cost, usage, draft } = record;
      if (cost === null || usage === null || model === null) return;
      const name = JSON.stringify([provider, model, origin, cost.unit]);
      let sum = sums.get(name);
      if (sum === undefined) {
        if (sums.size >= PLACES_MAX) return;
        const candidates = candidatesFor(record, pricer);
        const place = { provider, model, origin };
        sum = { place, unit: cost.unit, candidates, calls: 0, wasNano: 0n, would: candidates.map(() => 0n) };
        sums.set(name, sum);
      }
      sum.calls += 1;
      sum.wasNano += cost.likelyNano;
      for (const [at, other] of sum.candidates.entries()) {
        const before = sum.would[at] ?? null;
        const price = before === null ? null : pricer.priceOf(record, { model: other });
        const { likely } = recountUsage(usage, { from: model, to: other, draft });
        const nano = price === null || price.unit !== cost.unit ? null : costAt(likely, price, draft);
        sum.would[at] = before === null || nano === null ? null : before + nano;
      }
    },
    end: () => [...sums.values()].flatMap((sum) => nearest(sum) ?? []),
  };
}

/** Short text, answered in full, with nothing that asks for more than a plain answer. */
function isSmall({ draft, usage, outcome, cost, model, wasted }: CallRecord): boolean {
  if (outcome !== 'answer' || usage === null || cost === null || cost.likelyNano <= 0n || model === null) return false;
  if (draft === null || draft.units !== null || draft.each !== undefined || draft.effort !== undefined) return false;
  if (draft.uncounted !== undefined || draft.media !== undefined || draft.traits?.includes('tools')) return false;
  if (usage['output-tokens'] === undefined || wasted?.lostTokens !== undefined) return false;
  return inputTokensOf(usage) <= SMALL_INPUT_TOKENS && usage['output-tokens'] <= SMALL_OUTPUT_TOKENS;
}

/** Those that can stand in, by what this call would cost: of those at half its cost or less the dearest. */
function candidatesFor(record: CallRecord, pricer: Pricer): readonly string[] {
  const { draft, model, cost, usage } = record;
  const provider = findProvider(record.provider);
  if (provider === null || draft === null || cost === null || usage === null || model === null) return [];
  const asked = abilitiesOf(provider, model);
  return pricer
    .modelsBeside(record)
    .flatMap((name) => {
      if (!canStandIn(draft, asked, abilitiesOf(provider, name))) return [];
      const price = pricer.priceOf(record, { model: name });
      const nano = price?.unit === cost.unit ? costAt(usage, price, draft) : null;
      return nano === null || nano <= 0n || nano > percentOf(cost.likelyNano, HALF_PERCENT) ? [] : [{ name, nano }];
    })
    .toSorted((a, b) => (a.nano < b.nano ? 1 : -1))
    .slice(0, MODELS_MAX)
    .map(({ name }) => name);
}

/** The dearest that costs half at most: what is nearest to the model that was chosen. */
function nearest({ candidates, would, ...sum }: Sum): Cheaper | null {
  const found = candidates
    .flatMap((instead, at) => {
      const wouldNano = would[at] ?? null;
      return wouldNano === null || wouldNano > percentOf(sum.wasNano, HALF_PERCENT) ? [] : [{ instead, wouldNano }];
    })
    .toSorted((a, b) => (a.wouldNano < b.wouldNano ? 1 : -1))[0];
  return found === undefined ? null : { ...sum, ...found };
}
