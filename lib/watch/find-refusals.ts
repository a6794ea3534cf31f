import type { CallRecord } from '../domain/record.ts';
import type { Condition } from './alert.ts';

/** So many refusals one after the other are a run. */
const RUN_MIN = 3;
/** Calls that are older are not looked at, ms. */
export const REFUSALS_MS = 86_400_000;

/** What is known of a provider beside its calls. */
export interface RefusalReader {
  /** What people call it. */
  readonly nameOf: (provider: string) => string;
  /** Where it is recharged, of its own table; null: nowhere that we know. */
  readonly rechargeOf: (provider: string) => string | null;
}

/** The newest calls at each provider, as far back as it refused all of them for money. `calls`: of {@link REFUSALS_MS}, the newest first. */
export function findRefusals(calls: readonly CallRecord[], reader: RefusalReader): readonly Condition[] {
  return [...new Set(calls.map(({ provider }) => provider))].flatMap((provider): readonly Condition[] => {
    const own = calls.filter((call) => call.provider === provider);
    const end = own.findIndex(({ outcome }) => outcome !== 'refusal');
    const run = end < 0 ? own : own.slice(0, end);
    const third = run[RUN_MIN - 1];
    if (third === undefined) return [];
    const cause = run[0]?.refusalCause ?? 'unsure';
    const params = { n: run.length, cause: { key: `cause.${cause}` } } as const;
    const link = cause === 'depleted' ? reader.rechargeOf(provider) : null;
    return [
      {
        ...{ key: `provider:${provider}|refusals`, kind: 'refusals', level: 'urgent', link },
        subject: { kind: 'provider', id: provider },
        title: { key: 'alert.refusals.head', params: { provider: reader.nameOf(provider) } },
        meaning: [{ key: 'alert.refusals.means', params }],
        todo: [{ key: 'alert.refusals.todo' }],
        // That nobody has called since does not say that calls would go through.
        unseenFrom: third.openedAt + REFUSALS_MS,
      },
    ];
  });
}
