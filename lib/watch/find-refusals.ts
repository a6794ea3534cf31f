import { groupBy } from '../domain/group-by.ts';
import type { CallRecord } from '../domain/record.ts';
import type { Condition } from './alert.ts';

/** So many refusals one after the other are a run. */
const RUN_MIN = 3;
/** Calls that are older are not looked at, ms. */
export const REFUSALS_MS = 86_400_000;

/** What is known of a provider beside its calls. */
export interface RefusalReader {
  /** What people call it, or its account; `account` null: nobody knows which one. */
  readonly nameOf: (provider: string, account: string | null) => string;
  /** Where it is recharged, of its own table; null: nowhere that we know. */
  readonly rechargeOf: (provider: string) => string | null;
}

/**
 * The newest calls of each account, as far back as its provider refused all of them for money: another account of the same provider
 * goes on. Calls of which nobody knows the account are the provider's. `calls`: of {@link REFUSALS_MS}, the newest first.
 */
export function findRefusals(calls: readonly CallRecord[], reader: RefusalReader): readonly Condition[] {
  const groups = groupBy(calls, ({ provider, account }) => JSON.stringify([provider, account]));
  return [...groups.values()].flatMap((own): readonly Condition[] => {
    const end = own.findIndex(({ outcome }) => outcome !== 'refusal');
    const run = end < 0 ? own : own.slice(0, end);
    const third = run[RUN_MIN - 1];
    if (third === undefined) return [];
    const { provider, account, refusalCause: cause } = run[0] ?? third;
    const params = { n: run.length, cause: { key: `cause.${cause ?? 'unsure'}` } } as const;
    const subject =
      account === null ? ({ kind: 'provider', id: provider } as const) : ({ kind: 'account', id: account } as const);
    return [
      {
        ...{ key: `${subject.kind}:${subject.id}|refusals`, kind: 'refusals', level: 'urgent', subject },
        link: cause === 'depleted' ? reader.rechargeOf(provider) : null,
        title: { key: 'alert.refusals.head', params: { provider: reader.nameOf(provider, account) } },
        meaning: [{ key: 'alert.refusals.means', params }],
        todo: [{ key: 'alert.refusals.todo' }],
        // That nobody has called since does not say that calls would go through.
        unseenFrom: third.openedAt + REFUSALS_MS,
      },
    ];
  });
}
