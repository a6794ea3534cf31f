import type { Confidence } from './balance.ts';
import type { WalletPaths } from './read-balances.ts';

/** How what is left is asked for with a key: where, with which kind of key, and how sure the answer is. */
export type BalanceAsk = AskedPlace & {
  /** Sent with it. Absent: nothing. */
  readonly query?: Readonly<Record<string, string>>;
  /** Keys with this ending are answered at another host. Absent: all at the same. */
  readonly hostByKey?: { readonly ends: string; readonly host: string };
  /** Where the key goes. Absent: `Authorization: Bearer`. */
  readonly key?: KeyPlace;
  readonly keyKind: KeyKind;
  /** Environment variables that customarily hold such a key, the most usual first. */
  readonly variables: readonly [string, ...string[]];
  /** What must be said beside the key. Absent: nothing. */
  readonly id?: AskedId;
  /** `wallet`: money; `key`: what a limit leaves to the key, which says nothing of the money behind it. */
  readonly of: 'wallet' | 'key';
  /** When what is left expires or is counted anew: a day as ISO text begins with, or epoch seconds. Absent: it does not say. */
  readonly endsAt?: string;
  /** What stands where when there is no limit. Absent: it does not say. */
  readonly isUnlimited?: { readonly at: string; readonly is: true | null };
  readonly confidence: Confidence;
  /** What people should know about the figure. Absent: nothing. */
  readonly notes?: readonly BalanceNote[];
  /** The page that shows address and answer, and the day it did. */
  readonly source: string;
  readonly date: string;
};

/** A balance surface of the provider, read as its pages' answers are; or an address that is asked with a key only. */
type AskedPlace =
  | { readonly surface: string }
  | {
      /** Absent: the site itself. */
      readonly host?: string;
      readonly path: string;
      readonly reads: WalletPaths;
      /** Answers of other addresses that belong to it, by name: what is read then has them, and the first one as `main`. */
      readonly also?: Readonly<Record<string, string>>;
    };

/** Where a request carries the key. `basic`: as the password, with the id as the name. */
export type KeyPlace =
  | { readonly in: 'header'; readonly name: string; readonly before?: string }
  | { readonly in: 'query'; readonly name: string }
  | { readonly in: 'basic' };

/** What kind of key it takes: `scoped` is an ordinary one that was given a right for it, `account` signs in to the account. */
export type KeyKind = 'ordinary' | 'scoped' | 'management' | 'admin' | 'account';

/** Whose balance is asked for, where the key alone does not say. */
export interface AskedId {
  readonly what: 'team' | 'project' | 'account' | 'user';
  readonly variable: string;
  /** The header it goes in. Absent: the star of the path. */
  readonly header?: string;
  /** Where the provider itself says it to the same key. Absent: nowhere. */
  readonly find?: { readonly path: string; readonly at: string };
  /** It works without on some sites. Absent: it does not. */
  readonly isOptional?: true;
}

/** What a figure leaves out, or is late with. */
export const BALANCE_NOTES = [
  'late',
  'packs',
  'spend-limit',
  'undocumented',
  'disputed',
  'other-unit',
  'pay-as-you-go',
] as const;
export type BalanceNote = (typeof BALANCE_NOTES)[number];

/** Why no ordinary key reads a balance. */
export const NO_BALANCE_REASONS = [
  'console-only',
  'spend-only',
  'session-only',
  'cloud-key',
  'ended',
  'plan-only',
] as const;

/** That nothing is answered to a key, why, and by whom that is said. */
export interface NoBalanceByKey {
  readonly why: (typeof NO_BALANCE_REASONS)[number];
  readonly source: string;
  readonly date: string;
}
