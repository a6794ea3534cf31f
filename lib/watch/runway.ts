import type { Unit } from '../domain/money.ts';

/** Spend of one account (or budget) in one unit by hour: what a forecast is made of. */
export interface HourlySpend {
  readonly unit: Unit;
  /** Epoch ms of the beginning of the first hour; a whole hour of UTC (or a quarter, in zones that are so). */
  readonly startMs: number;
  /** Nano-units an hour, from `startMs` on, without a gap: an hour without calls is 0n. */
  readonly nano: readonly bigint[];
}

/** Spend that is known to come. */
export interface ScheduledSpend {
  /** Epoch ms. */
  readonly at: number;
  readonly nano: bigint;
}

/** What a runway is forecast from. */
export interface RunwayInput {
  readonly spend: HourlySpend;
  /** Left now, what calls in flight hold already taken off, nano-units. */
  readonly leftNano: bigint;
  /** Epoch ms. */
  readonly now: number;
  /** IANA name: whose hours of the week they are. */
  readonly zone: string;
  readonly scheduled: readonly ScheduledSpend[];
}

/** How long a balance or a budget lasts at the usual pace. */
export interface Runway {
  /** When it ends, epoch ms: one of ten runs ends before `p10`, half before `p50`, nine before `p90`. Null: not within the horizon. */
  readonly p10: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
  /** How far was looked, epoch ms. */
  readonly horizon: number;
  /** What an average day at this pace takes, nano-units. */
  readonly perDayNano: bigint;
  /** `weekly`: by the hour of the week; `recent`: there is too little for that, the last days as they were. */
  readonly basis: 'weekly' | 'recent';
  /** Of how many days with calls. */
  readonly days: number;
}
