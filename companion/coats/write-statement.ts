import type { CostPaths } from '../../lib/domain/cost-ask.ts';
import { groupBy } from '../../lib/domain/group-by.ts';
import { parseDecimal, timesNano, toDecimal } from '../../lib/domain/money.ts';
import type { DayPaths, StatementAsk } from '../../lib/domain/statement-ask.ts';
import type { UsagePaths } from '../../lib/domain/usage-ask.ts';
import { dayOfIso, isoDayOf } from '../../lib/domain/utc-day.ts';
import type { Provider } from '../../lib/providers/provider.ts';
import type { SandboxTransaction } from '../sandbox/world.ts';
import { setAt } from './set-at.ts';

const NANO = 10n ** 9n;

/** What the provider's own reports say of a day, at the address of one: the counterpart of its readers. Null: it has none there. */
export function writeStatement(
  { costsByKey, usageByKey = [] }: Pick<Provider, 'costsByKey' | 'usageByKey'>,
  path: string,
  { unit, calls }: { readonly unit: string; readonly calls: Calls },
): unknown {
  const usage = usageByKey.find((ask) => ask.path === path);
  // Where one address tells both, each row has both.
  const writers = [
    ...(costsByKey?.path === path ? [(row: unknown, of: Calls) => writeCost(row, costsByKey.reads, unit, of)] : []),
    ...(usage === undefined ? [] : [(row: unknown, of: Calls) => writeUsage(row, usage.reads, of)]),
  ];
  const ask = usage ?? costsByKey;
  if (ask === undefined || writers.length === 0) return null;
  // Of several reports one is of calls that have no output.
  const told = usageByKey.length < 2 || usage === undefined ? calls : calls.filter(isOf(usage.reads));
  const rows = [...groupBy(told, ({ atMs, model }) => `${isoDayOf(atMs)} ${model ?? ''}`).values()].map((of) => ({
    day: isoDayOf(of[0]?.atMs ?? 0),
    row: writers.reduce<unknown>((row, write) => write(row, of), {}),
  }));
  return setAt({}, ask.reads.list, writeDays(rows, ask));
}

function isOf({ output }: UsagePaths): (call: SandboxTransaction) => boolean {
  return ({ completionTokens }) => output.length > 0 === (completionTokens ?? 0) > 0;
}

type Calls = readonly SandboxTransaction[];
interface Row {
  readonly day: string;
  readonly row: unknown;
}

/** Buckets of days, or rows that have their day. */
function writeDays(rows: readonly Row[], { reads, from }: Pick<StatementAsk, 'from'> & { readonly reads: DayPaths }) {
  const dayAs = (day: string): unknown =>
    from === undefined ? day : from.form === 'seconds' ? dayOfIso(day) * 86_400 : `${day}T00:00:00Z`;
  const { items, day: at } = reads;
  if (items === undefined) return rows.map(({ day, row }) => setAt(row, at, dayAs(day)));
  return [...groupBy(rows, ({ day }) => day)].map(([day, of]) =>
    setAt(
      setAt({}, at, dayAs(day)),
      items,
      of.map(({ row }) => row),
    ),
  );
}

function writeCost(row: unknown, { amount, perUnit = '1', unit: at }: CostPaths, unit: string, calls: Calls): unknown {
  const nano = calls.reduce((sum, { amountNano }) => sum - amountNano, 0n);
  const figure = toDecimal(timesNano(nano, parseDecimal(perUnit) ?? NANO) / NANO);
  const written = setAt(row, amount, figure);
  return at.startsWith('$') ? setAt(written, at, unit) : written;
}

/** Nothing of it came from a cache. */
function writeUsage(row: unknown, { model, input, cached = [], output, calls: at }: UsagePaths, calls: Calls): unknown {
  const sum = (of: 'promptTokens' | 'completionTokens'): number =>
    calls.reduce((all, call) => all + (call[of] ?? 0), 0);
  const [first = '', ...others] = input;
  const figures: readonly (readonly [string, unknown])[] = [
    [model, calls[0]?.model ?? null],
    [first, sum('promptTokens')],
    ...[...others, ...cached].map((path) => [path, 0] as const),
    ...output.slice(0, 1).map((path) => [path, sum('completionTokens')] as const),
    ...(at === undefined ? [] : [[at, calls.length] as const]),
  ];
  return figures.reduce<unknown>((written, [path, value]) => setAt(written, path, value), row);
}
