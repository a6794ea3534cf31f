import type { Text } from './text.ts';

/** What is looked at, in the order it is shown. */
export const SELF_CHECKS = ['ledger', 'kept', 'room', 'sites', 'companion', 'balances', 'prices'] as const;
export type SelfCheck = (typeof SELF_CHECKS)[number];

/** `good`: as it should be; `note`: it is so, and may be meant; `bad`: something does not work. */
export type CheckState = 'good' | 'note' | 'bad';

/** What came of looking at one thing. */
export interface Checked {
  readonly check: SelfCheck;
  readonly state: CheckState;
  /** How it is, and what to do where something is. */
  readonly says: Text;
}

/** What this is, and whether it works. */
export interface AboutView {
  /** Names and versions, as they are. */
  readonly versions: readonly {
    readonly of:
      | 'extension'
      | 'browser'
      | 'storage'
      | 'companion'
      | 'node'
      | 'database'
      | 'zone'
      | 'prices'
      | 'providers';
    readonly is: string;
  }[];
  readonly checks: readonly Checked[];
}

/** What a browser and its storage say of themselves; null: they do not. */
export interface SelfFacts {
  /** False: what is stored cannot be read. */
  readonly isLedgerRead: boolean;
  /** Whether the browser may throw it away when the disk is full. */
  readonly isKept: boolean | null;
  readonly usedBytes: number | null;
  readonly quotaBytes: number | null;
  /** Sites that may be watched, and whether scripts are registered for them. */
  readonly sites: number;
  readonly isRegistered: boolean;
  /** Why the companion was not reached last; null: it was, or none is paired. */
  readonly companionProblem: string | null;
  readonly isPaired: boolean;
  readonly pricesDays: number;
}

/** Of so much of its room it is told, percent. */
const NEARLY_FULL_PERCENT = 80;
/** Public lists change: older ones are told of, days. */
const PRICES_OLD_DAYS = 90;

/** What the facts come to. */
export function judgeSelf(facts: SelfFacts): readonly Checked[] {
  const { isLedgerRead, isKept, sites, isRegistered, isPaired, companionProblem, pricesDays } = facts;
  return [
    isLedgerRead ? come('ledger', 'good', 'good') : come('ledger', 'bad', 'bad'),
    isKept === false
      ? come('kept', 'note', 'note')
      : come('kept', isKept === null ? 'note' : 'good', isKept === null ? 'unknown' : 'good'),
    roomOf(facts),
    sites === 0
      ? come('sites', 'note', 'none')
      : isRegistered
        ? come('sites', 'good', 'good', sites)
        : come('sites', 'bad', 'bad', sites),
    !isPaired
      ? come('companion', 'note', 'none')
      : companionProblem === null
        ? come('companion', 'good', 'good')
        : come('companion', 'bad', 'bad'),
    judgePrices(pricesDays),
  ];
}

/** Of the public list, by its age in days. */
export function judgePrices(days: number): Checked {
  return days > PRICES_OLD_DAYS
    ? come('prices', 'note', 'old', days)
    : come('prices', 'good', 'good', Math.max(0, days));
}

function come(check: SelfCheck, state: CheckState, how: string, n = 0): Checked {
  return { check, state, says: { key: `about.${check}.${how}` as Text['key'], params: { n } } };
}

function roomOf({ usedBytes, quotaBytes }: SelfFacts): Checked {
  if (usedBytes === null || !quotaBytes) return come('room', 'note', 'unknown');
  const percent = Math.round((usedBytes / quotaBytes) * 100);
  return percent >= NEARLY_FULL_PERCENT ? come('room', 'bad', 'bad', percent) : come('room', 'good', 'good', percent);
}
