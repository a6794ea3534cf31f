import type { CallRecord } from '../../lib/domain/record.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import type { Condition } from '../../lib/watch/alert.ts';
import type { Finder } from './finder.ts';
import { rechargeLink } from './recharge-link.ts';

/** So many refusals one after the other are a run. */
const RUN_MIN = 3;
const DAY_MS = 86_400_000;
/** Of the last day so many calls are looked at, the newest: they are read between calls under way. */
const CALLS_MAX = 300;

/** Providers that refuse one call after the other, and calls whose end nobody saw. */
export const findCalls: Finder = {
  kinds: ['refusals', 'lost-calls'],
  find: async ({ store, now }) => {
    const newest = await store.transact(async ({ records }) =>
      records
        .where('openedAt')
        .between(now - DAY_MS, Number.MAX_SAFE_INTEGER)
        .reverse()
        .limit(CALLS_MAX)
        .toArray(),
    );
    return { conditions: [...findRefusals(newest), ...findLost(newest)] };
  },
};

/** The newest calls at each provider, as far back as it refused all of them for money. `calls`: the newest first. */
function findRefusals(calls: readonly CallRecord[]): readonly Condition[] {
  return [...new Set(calls.map(({ provider }) => provider))].flatMap((provider): readonly Condition[] => {
    const own = calls.filter((call) => call.provider === provider);
    const end = own.findIndex(({ outcome }) => outcome !== 'refusal');
    const run = end < 0 ? own : own.slice(0, end);
    if (run.length < RUN_MIN) return [];
    const known = findProvider(provider);
    const cause = run[0]?.refusalCause ?? 'unsure';
    const params = { n: run.length, cause: { key: `cause.${cause}` } } as const;
    const link = cause === 'depleted' ? rechargeLink(provider) : null;
    return [
      {
        ...{ key: `provider:${provider}|refusals`, kind: 'refusals', level: 'urgent', link },
        subject: { kind: 'provider', id: provider },
        title: { key: 'alert.refusals.head', params: { provider: known?.name ?? provider } },
        meaning: [{ key: 'alert.refusals.means', params }],
        todo: [{ key: 'alert.refusals.todo' }],
      },
    ];
  });
}

function findLost(calls: readonly CallRecord[]): readonly Condition[] {
  const lost = calls.filter(({ certainty, outcome }) => certainty === 'unknown' && outcome === 'cut');
  if (lost.length === 0) return [];
  return [
    {
      ...{ key: 'self|lost-calls', kind: 'lost-calls', level: 'note', subject: { kind: 'self' }, link: null },
      title: { key: 'alert.lost.head', params: { n: lost.length } },
      meaning: [{ key: 'alert.lost.means' }],
      todo: [{ key: 'alert.lost.todo' }],
    },
  ];
}
