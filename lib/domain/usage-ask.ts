import type { WireId } from './call.ts';
import type { DayPaths, StatementAsk } from './statement-ask.ts';

/** How a provider is asked with a key what it counted a day, model by model. */
export interface UsageAsk extends StatementAsk {
  /** Of which calls it tells, by what they speak. Absent: of all. */
  readonly wires?: readonly WireId[];
  readonly reads: UsagePaths;
}

/** Where an answer has tokens. Bounded paths (json-path) inside a count; figures of one list are added up, the first must be there. */
export interface UsagePaths extends DayPaths {
  readonly model: string;
  /** All tokens of the input, those read from a cache and those written to one among them. */
  readonly input: readonly string[];
  /** Of these, the ones that were read from a cache. Absent: it does not tell. */
  readonly cached?: readonly string[];
  /** Empty: what is asked about has no output. */
  readonly output: readonly string[];
  /** How many calls. Absent: it does not tell. */
  readonly calls?: string;
}

/** What a provider says it counted of a model on one day. */
export interface DayUsage {
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  /** As the provider names it; '': it names none. */
  readonly model: string;
  readonly inputTokens: number;
  /** Of these, read from a cache; null: not told. */
  readonly cachedTokens: number | null;
  readonly outputTokens: number;
  /** Null: not told. */
  readonly calls: number | null;
}
