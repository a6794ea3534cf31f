import type { AccountCheck } from './check-relays.ts';
import type { Money } from './money.ts';
import type { Text } from './text.ts';

/** What the screen about relays shows: values that travel between the ledger and the screen. */
export interface RelayView {
  /** So many days back. */
  readonly days: number;
  /** Calls looked at. */
  readonly calls: number;
  /** There are more of them in these days: only the newest of each provider were looked at. */
  readonly isPart: boolean;
  readonly models: readonly RelayModel[];
}

/** One model, through every account it was called by. */
export interface RelayModel {
  readonly model: string;
  readonly accounts: readonly RelayAccount[];
}

/** How what was billed stands to what was counted; `nothing`: no call of it can be compared. */
export type RelayFinding = 'more' | 'less' | 'usual' | 'few' | 'nothing';

/** One account's calls of one model. */
export interface RelayAccount {
  readonly account: string;
  readonly name: string;
  readonly finding: RelayFinding;
  /** What was seen, the findings first. */
  readonly lines: readonly Text[];
  /** What could explain a finding; empty: there is none. */
  readonly could: readonly Text[];
  /** What can be shown to the support, a line each; empty: there is nothing to ask. */
  readonly note: readonly Text[];
  readonly spent: RelaySpent | null;
}

/** Real money for an answer. */
export interface RelaySpent extends Pick<NonNullable<AccountCheck['spent']>, 'median' | 'mean' | 'perThousand'> {
  /** A usual answer in the currency the user reads it in; null: no rate was set for it. */
  readonly shown: Money | null;
  /** A usual answer at what the provider sells its dollar for, yuan; null: that is not known. */
  readonly recharged: { readonly low: Money; readonly high: Money } | null;
}
