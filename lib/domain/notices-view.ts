import type { Unit } from './money.ts';
import type { Text } from './text.ts';
import type { Threshold } from './threshold.ts';

/** When nobody wants to be told of what can wait: minutes after midnight, `[from, until)`; `until` below `from`: over midnight. */
export interface NoticeHours {
  readonly from: number;
  readonly until: number;
}

/** How somebody recharges; `coins` are any that move on a chain. */
export type PayingBy = 'card' | 'transfer' | 'coins';

/** When and how a person wants to hear of things, beside quiet hours. */
export interface NoticeHabits {
  /** What can wait comes together once a day, at this minute after midnight; null: as it happens. */
  readonly digestAt: number | null;
  /** Days on which nobody works, `YYYY-MM-DD`. */
  readonly daysOff: readonly string[];
  /** By account. `by`: how it is recharged; `seenAt`: when its lines were set or confirmed, epoch ms; null: nobody said. */
  readonly accounts: Readonly<Record<string, { readonly by: PayingBy | null; readonly seenAt: number | null }>>;
}

/** When it is told what runs out. */
export interface NoticesView extends Pick<NoticeHabits, 'digestAt' | 'daysOff'> {
  /** Whether a notification says so: wanted, and allowed by the browser. */
  readonly isOn: boolean;
  readonly hours: NoticeHours | null;
  /** A paired companion tells it: this browser does not besides. */
  readonly isElsewhere: boolean;
  readonly accounts: readonly WatchedView[];
}

/** A wallet that is watched. */
export interface WatchedView {
  readonly account: string;
  readonly accountName: string;
  /** What can be used in each unit, nano-units (null: not known), and how long that lasts (null: nobody can say yet). */
  readonly balances: readonly { readonly unit: Unit; readonly nano: bigint | null; readonly lasts: Text | null }[];
  readonly thresholds: readonly Threshold[];
  /** Nobody has chosen any: these are the usual ones. */
  readonly isUsual: boolean;
  /** How it is recharged; null: nobody said, so that only the lines above say when it is told. */
  readonly paidBy: PayingBy | null;
  /** Nobody has looked at what was chosen for 90 days. */
  readonly isReviewDue: boolean;
}
