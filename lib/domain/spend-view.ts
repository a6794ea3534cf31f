import type { Unit } from './money.ts';

/** What was spent, over time and by what: what the screen asks for, and what it shows. Days are local ones, `YYYY-MM-DD`. */

/** What spend can be taken apart by. */
export const SPEND_BY = ['provider', 'model', 'account', 'key', 'origin', 'kind', 'label'] as const;
export type SpendBy = (typeof SPEND_BY)[number];

/** Periods that have a name; today is their last day but for `last-month`. */
export const SPEND_PERIODS = ['7', '30', '90', '365', 'month', 'last-month'] as const;
export type SpendPeriod = (typeof SPEND_PERIODS)[number] | DayRange;

/** Both days are part of it. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

/** What is asked for. */
export interface SpendQuery {
  readonly period: SpendPeriod;
  readonly by: SpendBy;
  /** Only what has these: where somebody has gone into. */
  readonly within: SpendWithin;
  /** Null: the unit that most calls were booked in. */
  readonly unit: Unit | null;
}

/** Keys as sums have them; `''`: not known which. */
export type SpendWithin = Readonly<Partial<Record<SpendBy, string>>>;

/** What the screen begins with. */
export const FIRST_SPEND: SpendQuery = { period: '30', by: 'provider', within: {}, unit: null };

/** What calls of one day came to that have all of this in common. */
export interface SpendPart extends Readonly<Record<SpendBy, string>> {
  readonly day: string;
  /** `''`: their cost is not known at all. */
  readonly unit: Unit;
  readonly nano: bigint;
  readonly calls: number;
  /** Calls of unknown cost: not part of `nano`. */
  readonly unknownCalls: number;
}

/** How long one bar of the chart is. */
export type SpendStep = 'day' | 'week' | 'month';

/** Everything the screen shows. Amounts are nano-units of `unit`. */
export interface SpendView {
  /** What it is taken apart by, and what else it can be. */
  readonly by: SpendBy;
  readonly choices: readonly SpendBy[];
  readonly days: DayRange;
  /** As many days just before, or the same days of the month before. */
  readonly before: DayRange;
  /** Units that were spent in these days, the one of most calls first. */
  readonly units: readonly Unit[];
  /** Null: nothing was spent. */
  readonly unit: Unit | null;
  readonly step: SpendStep;
  /** The first day of each bar, without gaps. */
  readonly steps: readonly string[];
  /** What cost most comes first. */
  readonly groups: readonly SpendGroup[];
  readonly total: SpendSums;
  /** Calls of any unit or none whose cost nobody knows: not in these sums. */
  readonly unknownCalls: number;
  /** The first day of which sums of this kind are kept, where some of these days are older; null: all are there. */
  readonly since: string | null;
  /** What somebody has gone into, by name. */
  readonly path: readonly { readonly by: SpendBy; readonly id: string; readonly name: string }[];
}

/** What calls came to, and those of the time before. */
export interface SpendSums {
  readonly nano: bigint;
  readonly calls: number;
  readonly beforeNano: bigint;
}

/** One provider, model, account, key, site, kind of request or label. */
export interface SpendGroup extends SpendSums {
  /** `''`: not known which; of labels, without one. */
  readonly id: string;
  readonly name: string;
  /** For each of the steps. */
  readonly perStep: readonly bigint[];
}
