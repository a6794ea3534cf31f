import type { CallRecord } from '../../lib/domain/record.ts';
import { hideSecrets } from '../events/hide-secrets.ts';
import type { EndedCall, News } from '../events/news.ts';

/** Different values of a label that are told apart; what comes after them is counted as `other`. */
export const NAMES_MAX = 200;
const OTHER = 'other';

/** Upper bounds of the histograms' buckets, seconds: fine around a tenth of a millisecond, where our own work is. */
export const SECONDS = [0.00005, 0.0001, 0.0002, 0.00035, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1, 5];

/** How often something took how long. */
export interface Histogram {
  /** As many as {@link SECONDS}, and one for what took longer; not cumulative. */
  readonly counts: number[];
  sum: number;
}

/** Sums of one provider's model; units of money are apart. */
interface ModelSums {
  readonly provider: string;
  readonly model: string;
  readonly calls: Map<string, number>;
  readonly tokens: Map<string, number>;
  /** Nano-units, by unit. */
  readonly cost: Map<string, bigint>;
  /** Calls whose cost nobody can tell. */
  unknown: number;
}

/** What was counted since this run began. Read as it stands. */
export interface Tally {
  readonly hear: (news: News) => void;
  readonly took: (operation: 'reserve' | 'settle', ms: number) => void;
  readonly models: () => Iterable<ModelSums>;
  /** By provider, whose it was (`provider`, `tollkeeper`) and cause. */
  readonly refusals: () => Iterable<{ provider: string; by: string; cause: string; count: number }>;
  readonly overhead: Histogram;
  readonly ledger: Readonly<Record<'reserve' | 'settle', Histogram>>;
}

/** Opens an empty tally. It needs the same room however many calls there are. */
export function openTally(): Tally {
  const models = new Map<string, ModelSums>();
  const refusals = new Map<string, { provider: string; by: string; cause: string; count: number }>();
  const overhead = emptyHistogram();
  const ledger = { reserve: emptyHistogram(), settle: emptyHistogram() };
  const providers = new Set<string>();

  const sumsOf = ({ provider, model }: Pick<EndedCall, 'provider' | 'model'>): ModelSums => {
    const named = bounded(provider, providers);
    const name = hideSecrets(model ?? '');
    const known = models.get(`${named} ${name}`);
    if (known !== undefined) return known;
    const shown = models.size < NAMES_MAX ? name : OTHER;
    const key = `${named} ${shown}`;
    const sums = models.get(key) ?? emptySums(named, shown);
    models.set(key, sums);
    return sums;
  };

  const refuse = (provider: string, by: string, cause: string): void => {
    const named = bounded(provider, providers);
    const key = `${named} ${by} ${cause}`;
    const known = refusals.get(key) ?? { provider: named, by, cause, count: 0 };
    known.count += 1;
    refusals.set(key, known);
  };

  const hear = (news: News): void => {
    if (news.kind !== 'call-ended') return;
    const { call } = news;
    const { record, replaced, refusal } = call;
    const sums = sumsOf(call);
    if (call.oursMs !== null) add(overhead, call.oursMs);
    if (refusal !== null) refuse(call.provider, 'tollkeeper', refusal.type);
    else if (record?.refusalCause) refuse(call.provider, 'provider', record.refusalCause);
    if (replaced === null) increase(sums.calls, outcomeOf(call), 1);
    if (record !== null) book(sums, record, replaced);
  };

  return {
    hear,
    took: (operation, ms) => add(ledger[operation], ms),
    models: () => models.values(),
    refusals: () => refusals.values(),
    overhead,
    ledger,
  };
}

/** What became of a call, in one word: of few. */
export function outcomeOf({ record, refusal, how }: EndedCall): string {
  if (record !== null) return record.outcome;
  return refusal !== null ? 'stopped' : (how ?? 'unknown');
}

/** A sum only grows: what takes another's place adds what it is more, and what it is less stays counted. */
function book(sums: ModelSums, record: CallRecord, replaced: CallRecord | null): void {
  const { cost, certainty, usage } = record;
  if (cost === null || certainty === 'unknown') sums.unknown += replaced === null ? 1 : 0;
  if (cost !== null) {
    const before = replaced?.cost?.unit === cost.unit ? replaced.cost.likelyNano : 0n;
    const more = cost.likelyNano - before;
    if (more > 0n) sums.cost.set(cost.unit, (sums.cost.get(cost.unit) ?? 0n) + more);
  }
  for (const [meter, count] of Object.entries(usage ?? {})) {
    const more = count - (replaced?.usage?.[meter as keyof typeof usage] ?? 0);
    if (more > 0) increase(sums.tokens, meter, more);
  }
}

function increase(counts: Map<string, number>, name: string, by: number): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}

function bounded(name: string, known: Set<string>): string {
  if (known.has(name)) return name;
  if (known.size >= NAMES_MAX) return OTHER;
  known.add(name);
  return name;
}

function emptySums(provider: string, model: string): ModelSums {
  return { provider, model, calls: new Map(), tokens: new Map(), cost: new Map(), unknown: 0 };
}

function emptyHistogram(): Histogram {
  return { counts: SECONDS.map(() => 0).concat(0), sum: 0 };
}

function add(histogram: Histogram, ms: number): void {
  const seconds = ms / 1000;
  const found = SECONDS.findIndex((bound) => seconds <= bound);
  const index = found === -1 ? SECONDS.length : found;
  histogram.counts[index] = (histogram.counts[index] ?? 0) + 1;
  histogram.sum += seconds;
}
