import type { CallRecord } from '../../lib/domain/record.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import type { Condition } from '../../lib/watch/alert.ts';
import { findRefusals, REFUSALS_MS, type RefusalReader } from '../../lib/watch/find-refusals.ts';
import { rechargeLink } from '../balance/links-at.ts';
import type { Finder } from './finder.ts';

/** Of the last day so many calls are looked at, the newest: they are read between calls under way. */
const CALLS_MAX = 300;

const READER: RefusalReader = {
  nameOf: (id) => findProvider(id)?.name ?? id,
  rechargeOf: rechargeLink,
};

/** Providers that refuse one call after the other, and calls whose end nobody saw. */
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
    return { conditions: [...findRefusals(newest, READER), ...findLost(newest)] };
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
