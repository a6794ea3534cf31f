import type { CallRecord } from '../../lib/domain/record.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import type { Condition } from '../../lib/watch/alert.ts';
import { findRefusals, REFUSALS_MS } from '../../lib/watch/find-refusals.ts';
import { readNamedAccounts } from '../balance/account-name.ts';
import { rechargeLink } from '../balance/links-at.ts';
import type { Finder } from './finder.ts';

/** Of the last day so many calls are looked at, the newest: they are read between calls under way. */
const CALLS_MAX = 300;

/** Accounts whose provider refuses one call after the other, and calls whose end nobody saw. */
export const findCalls: Finder = {
  kinds: ['refusals', 'lost-calls'],
  find: async ({ store, now }) => {
    const newest = await store.transact(async ({ records }) =>
      records
        .where('openedAt')
        .between(now - REFUSALS_MS, Number.MAX_SAFE_INTEGER)
        .reverse()
        .limit(CALLS_MAX)
        .toArray(),
    );
    const named = await readNamedAccounts(store);
    const refusals = findRefusals(newest, {
      nameOf: (id, account) => (account === null ? (findProvider(id)?.name ?? id) : named(account).title),
      rechargeOf: rechargeLink,
    });
    return { conditions: [...refusals, ...findLost(newest)] };
  },
};

function findLost(calls: readonly CallRecord[]): readonly Condition[] {
  const lost = calls.filter(({ certainty, outcome }) => certainty === 'unknown' && outcome === 'cut');
  if (lost.length === 0) return [];
  return [
    {
      ...{ key: 'self|lost-calls', kind: 'lost-calls', level: 'note', subject: { kind: 'self' }, link: null },
      title: { key: 'alert.lost.head', params: { n: lost.length } },
      meaning: [{ key: 'alert.lost.means' }],
      todo: [{ key: 'alert.lost.todo' }],
      unseenFrom: 0,
    },
  ];
}
