import { readTool, requestKind } from '../../lib/domain/call-names.ts';
import {
  SPEND_BY,
  type SpendBy,
  type SpendPart,
  type SpendQuery,
  type SpendView,
} from '../../lib/domain/spend-view.ts';
import { daysOfPeriod, type SpendSource, viewSpend } from '../../lib/domain/sum-spend.ts';
import { nameSpend, partOfDay } from '../../lib/screens/name-spend.ts';
import { daySpan, daysBefore, daysIn } from '../api/days.ts';
import type { LedgerStore } from '../ledger/open-ledger.ts';
import { type CallPart, readCallParts, USE_ROWS_MAX } from '../ledger/read-use.ts';
import { readDaySums } from '../report/day-sums.ts';

/** Sums by day know these; the others are summed of the calls themselves. */
const OF_DAYS: readonly SpendBy[] = ['provider', 'model'];

type Store = Pick<LedgerStore, 'transactBelow'>;
type Found = Pick<SpendSource, 'parts' | 'since'>;
type Span = { readonly from: string; readonly to: string };

/** What was spent, as asked for. `zone`: whose days are meant (IANA name); `now`: epoch ms. @throws LedgerError */
export async function readSpend(
  store: Store,
  query: SpendQuery,
  { zone, now }: { readonly zone: string; readonly now: number },
): Promise<SpendView> {
  const range = daysOfPeriod(query.period, daysIn(zone)(now));
  const isOfDays = SPEND_BY.every((by) => OF_DAYS.includes(by) || (query.by !== by && query.within[by] === undefined));
  const span = { from: range.before.from, to: range.days.to };
  const found: Found = isOfDays
    ? { parts: (await readDaySums(store, span.from, span.to)).map(partOfDay), since: null }
    : await readHours(store, { span, zone, withKind: query.by === 'kind' || query.within.kind !== undefined });
  const names = await store.transactBelow(async ({ tables }) => ({
    accounts: await tables.accounts.toArray(),
    keys: await tables.keys.toArray(),
    lists: await tables.priceLists.toArray(),
  }));
  return viewSpend({ ...found, lacks: [], nameOf: (by, id) => nameSpend(by, id, names) }, query, range);
}

interface AskedHours {
  readonly span: Span;
  readonly zone: string;
  /** Whether calls are told apart by what was asked for, which takes longer. */
  readonly withKind: boolean;
}

/** An hour counts where it began. Where there are more than are read, the oldest days are left out, and it is said from when on. */
async function readHours(store: Store, { span, zone, withKind }: AskedHours): Promise<Found> {
  const rows = await store.transactBelow((below) => readCallParts(below, daySpan({ ...span, zone }), withKind));
  const dayOf = daysIn(zone);
  const oldest = rows.at(-1);
  const since = rows.length < USE_ROWS_MAX || oldest === undefined ? null : daysBefore(dayOf(oldest.at), -1);
  const parts = rows.map((row) => partOfHour(row, dayOf)).filter(({ day }) => since === null || day >= since);
  return { parts, since };
}

function partOfHour(row: CallPart, dayOf: (at: number) => string): SpendPart {
  const { at, provider, account, model, key, origin, surface, unit, nano, calls } = row;
  return {
    ...{ day: dayOf(at), provider, model: model ?? '', account: account ?? '', key: key ?? '', origin: origin ?? '' },
    ...{
      kind: surface === null ? '' : requestKind(surface),
      label: readTool(origin ?? '')?.label ?? '',
      unit,
      nano,
      calls,
      unknownCalls: 0,
    },
  };
}
