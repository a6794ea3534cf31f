import type { CardCause } from '../domain/card.ts';
import type { CallRecord } from '../domain/record.ts';
import type { Text } from '../domain/text.ts';
import type { Condition } from '../watch/alert.ts';

/** What ends a kind of refusal for good, and not only this time. */
export type FixKind = 'auto-recharge' | 'recharge-more' | 'usage-based' | 'raise-limit' | 'another-plan';

/** A cause that came back often enough for a lasting fix to be offered, once a month. */
export interface LastingFix {
  /** The same for a provider, account and cause in one month, in every companion. */
  readonly key: string;
  readonly provider: string;
  /** Null: no account is known. */
  readonly account: string | null;
  readonly cause: CardCause;
  readonly fix: FixKind;
  /** Requests that were refused for it this month. */
  readonly refused: number;
  /** `YYYY-MM`. */
  readonly month: string;
  readonly what: Text;
  readonly todo: Text;
}

/** From this refusal of one cause in a month on. */
export const REFUSALS_MIN = 3;

/** Causes that something lasting helps against, and what. */
const FIXES: Readonly<Partial<Record<CardCause, FixKind>>> = {
  depleted: 'auto-recharge',
  'not-enough': 'recharge-more',
  'billing-mismatch': 'usage-based',
  'key-limit': 'raise-limit',
  'org-limit': 'raise-limit',
  'rate-limit': 'another-plan',
};

/** Providers, accounts and causes that are told apart. */
const CAUSES_MAX = 500;

interface Count {
  readonly provider: string;
  readonly account: string | null;
  readonly cause: CardCause;
  readonly month: string;
  refused: number;
  lastRequest: string;
}

/** Counts refusals one by one, in the order of time: attempts of one request are one. */
export function openLastingFixes(): {
  readonly add: (record: CallRecord) => void;
  readonly end: (nameOf: (provider: string) => string) => readonly LastingFix[];
} {
  const counts = new Map<string, Count>();
  return {
    add({ outcome, refusalCause: cause, provider, account, day, requestId }) {
      if (outcome !== 'refusal' || cause === null || FIXES[cause] === undefined) return;
      const month = day.slice(0, 7);
      const key = JSON.stringify([month, provider, account, cause]);
      const known = counts.get(key);
      if (known === undefined && counts.size >= CAUSES_MAX) return;
      const count = known ?? { provider, account, cause, month, refused: 0, lastRequest: '' };
      if (count.lastRequest !== requestId) count.refused += 1;
      count.lastRequest = requestId;
      counts.set(key, count);
    },
    end: (nameOf) =>
      [...counts.values()]
        .filter(({ refused }) => refused >= REFUSALS_MIN)
        .flatMap((count) => fixOf(count, nameOf(count.provider)) ?? []),
  };
}

function fixOf({ provider, account, cause, month, refused }: Count, name: string): LastingFix | null {
  const fix = FIXES[cause];
  if (fix === undefined) return null;
  const params = { n: refused, provider: name, cause: { key: `cause.${cause}` } } as const;
  return {
    key: `refused:${provider}|${account ?? ''}|${cause}|${month}`,
    ...{ provider, account, cause, fix, refused, month },
    what: { key: 'fix.what', params },
    todo: { key: `fix.${fix}` },
  };
}

/** The links of a provider's own table. */
interface FixLinks {
  readonly recharge: string | null;
  readonly keys: string | null;
  readonly prices?: string | null;
}

/** The one page where a fix is made; null: none is known. Never from an answer. */
export function linkOfFix({ fix }: Pick<LastingFix, 'fix'>, links: FixLinks): string | null {
  if (fix === 'auto-recharge' || fix === 'recharge-more') return links.recharge;
  return fix === 'another-plan' ? (links.prices ?? links.recharge) : links.keys;
}

/** The fix as something that people are told once: its key has the month. */
export function conditionOfFix(fix: LastingFix, link: string | null): Condition {
  const subject =
    fix.account === null
      ? ({ kind: 'provider', id: fix.provider } as const)
      : ({ kind: 'account', id: fix.account } as const);
  return {
    ...{ key: fix.key, kind: 'fix', subject, level: 'note', title: fix.what },
    // With the month it is no news any more, whether somebody did it or not.
    ...{ meaning: [], todo: [fix.todo], link, unseenFrom: 0 },
  };
}
