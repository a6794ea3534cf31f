import * as v from 'valibot';
import type { BalanceProblem } from '../../lib/domain/balance-problem.ts';
import type { DayCost } from '../../lib/domain/cost-ask.ts';
import type { DayUsage } from '../../lib/domain/usage-ask.ts';
import type { Statement, StatementAskedBy } from '../../lib/engine/ask-statement.ts';
import type { AskPorts } from '../../lib/engine/read-balance-by-key.ts';
import { readCostsByKey } from '../../lib/engine/read-costs-by-key.ts';
import { readUsageByKey } from '../../lib/engine/read-usage-by-key.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import type { WatchTables } from '../ledger/watch-tables.ts';
import { HISTORY_MS_MAX } from './prune-history.ts';

/** What a provider told by day: the same for every companion over the database. */
export interface StatedDays<Row> {
  /** When it was asked last, with success or not, epoch ms; null: never. */
  readonly triedAt: number | null;
  /** Why it told nothing when it was asked last; null: it did. */
  readonly problem: BalanceProblem | null;
  /** The named account whose key was asked with last; null: none was. */
  readonly name: string | null;
  /** The first day that was told, and the first that was not over then (`YYYY-MM-DD`, UTC): of each between these it is known, also where there was nothing. Null: nothing was ever told. */
  readonly told: { readonly from: string; readonly until: string } | null;
  readonly days: readonly Row[];
}

/** What providers tell by day: where it is kept, and how it is asked for. */
export interface StatementKind<Row extends { readonly day: string }> {
  /** Before the provider's id, in the names of what is kept. */
  readonly prefix: string;
  /** Days are kept for so long, ms. */
  readonly keepsMs: number;
  readonly row: v.GenericSchema<unknown, Row>;
  /** How many questions it takes of a provider; 0: it does not tell. */
  readonly asks: (provider: string) => number;
  readonly read: (provider: string, by: StatementAskedBy, ports: AskPorts) => Promise<Statement<Row>>;
}

/** What was billed, in money. */
export const BILLS: StatementKind<DayCost> = {
  prefix: 'bills|',
  keepsMs: HISTORY_MS_MAX,
  row: v.object({ day: v.string(), unit: v.string(), nano: v.bigint() }),
  asks: (provider) => (findProvider(provider)?.costsByKey === undefined ? 0 : 1),
  read: async (provider, by, ports) => {
    const ask = findProvider(provider)?.costsByKey;
    return ask === undefined ? { kind: 'read', days: [] } : readCostsByKey(ask, by, ports);
  },
};

/** What was counted, in tokens: there is a row for each model, so of fewer days. */
export const COUNTS: StatementKind<DayUsage> = {
  prefix: 'counts|',
  keepsMs: 100 * 86_400_000,
  row: v.object({
    ...{ day: v.string(), model: v.string(), inputTokens: v.number(), cachedTokens: v.nullable(v.number()) },
    ...{ outputTokens: v.number(), calls: v.nullable(v.number()) },
  }),
  asks: (provider) => findProvider(provider)?.usageByKey?.length ?? 0,
  read: async (provider, by, ports) => readUsageByKey(findProvider(provider)?.usageByKey ?? [], by, ports),
};

type States = WatchTables['watchStates'];

/** What is known of a provider; what is kept and not understood comes to the same as nothing. */
export async function readStated<Row extends { readonly day: string }>(
  states: States,
  kind: StatementKind<Row>,
  provider: string,
): Promise<StatedDays<Row>> {
  const schema = v.object({
    triedAt: v.nullable(v.number()),
    problem: v.nullable(v.looseObject({ kind: v.string() })),
    name: v.nullable(v.string()),
    told: v.nullable(v.object({ from: v.string(), until: v.string() })),
    days: v.array(kind.row),
  });
  const read = v.safeParse(schema, (await states.get(kind.prefix + provider))?.value);
  // What kind of problem it is was ours to write.
  if (read.success) return read.output as StatedDays<Row>;
  return { triedAt: null, problem: null, name: null, told: null, days: [] };
}

/** Whoever was ever asked for it. */
export async function statedProviders(
  states: States,
  { prefix }: Pick<StatementKind<never>, 'prefix'>,
): Promise<readonly string[]> {
  const rows = await states.where('name').startsWith(prefix).toArray();
  return rows.map(({ name }) => name.slice(prefix.length));
}

export async function writeStated<Row extends { readonly day: string }>(
  states: States,
  { prefix }: Pick<StatementKind<Row>, 'prefix'>,
  provider: string,
  state: StatedDays<Row>,
): Promise<void> {
  await states.put({ name: prefix + provider, value: state });
}
