import { groupBy } from '../../lib/domain/group-by.ts';
import { toDecimal } from '../../lib/domain/money.ts';
import { idsStandingFor, isOwnWallet } from '../../lib/ledger/ledger-context.ts';
import type { BalancePoint } from '../../lib/ledger/rows.ts';
import { findRises } from '../../lib/watch/rises.ts';
import { dayIn, daysFrom } from '../api/days.ts';
import { readAccountNames } from '../balance/account-name.ts';
import type { LedgerStore } from '../ledger/open-ledger.ts';
import { openWatchTables } from '../ledger/watch-tables.ts';
import type { ReportWords } from './report-words.ts';
import type { ReportSection } from './sections.ts';

/** How one balance went. Amounts are decimals. */
export interface BalanceTrend {
  /** What people call its account. */
  readonly name: string;
  readonly unit: string;
  /** Every day of the report, in order: what was read last on it; null: it was not read then. */
  readonly days: readonly { readonly day: string; readonly amount: string | null }[];
}

const READINGS_MAX = 2000;
/** Balances that one report shows. */
const TRENDS_MAX = 20;

interface Known {
  readonly at: number;
  readonly nano: bigint;
}

/** How balances went, as far as they were read. */
export async function balanceSection(
  { store, zone }: { readonly store: LedgerStore; readonly zone: string },
  { start, end }: { readonly start: number; readonly end: number },
  words: ReportWords,
): Promise<ReportSection | null> {
  const points = await store.transactBelow(async ({ tx, ledger, tables }) => {
    const { balanceHistory } = openWatchTables(tx, ledger);
    const accounts = await tables.accounts.toArray();
    const read = (id: string) =>
      balanceHistory.where('[account+at]').between([id, start], [id, end]).limit(READINGS_MAX).toArray();
    // One wallet may have been read under several accounts.
    const found = accounts
      .filter((row) => isOwnWallet(accounts, row))
      .map(async ({ id }) => {
        const own = await Promise.all(idsStandingFor(accounts, id).map(read));
        return own.flat().map((point) => ({ ...point, account: id }));
      });
    return (await Promise.all(found)).flat();
  });
  const groups = groupBy(points, ({ account, unit }) => JSON.stringify([account, unit]));
  const nameOf = await readAccountNames(store);
  const days = daysFrom(dayIn(zone, start), dayIn(zone, end - 1));
  const told = [...groups.values()].flatMap((own) => tellBalance(own, { nameOf, days, zone, words }) ?? []);
  if (told.length === 0) return null;
  const heads = (['account', 'first', 'least', 'last', 'recharged'] as const).map((head) =>
    words.say(`report.head.${head}`),
  );
  const shown = told.slice(0, TRENDS_MAX);
  return {
    ...{ id: 'balances', title: words.say('report.balances'), heads },
    summary: shown.map(({ said }) => said),
    rows: shown.map(({ row }) => row),
    trends: shown.map(({ trend }) => trend),
  };
}

interface Telling {
  readonly nameOf: (account: string) => string;
  readonly days: readonly string[];
  readonly zone: string;
  readonly words: ReportWords;
}

function tellBalance(
  own: readonly BalancePoint[],
  { nameOf, days, zone, words }: Telling,
): { readonly said: string; readonly row: readonly string[]; readonly trend: BalanceTrend } | null {
  const points = own.toSorted((a, b) => a.at - b.at);
  const read = points.flatMap(({ at, reading: { availableNano: nano } }): Known[] =>
    nano === null ? [] : [{ at, nano }],
  );
  const [first, last] = [read[0], read.at(-1)];
  if (first === undefined || last === undefined) return null;
  const least = read.reduce((one, other) => (other.nano < one.nano ? other : one));
  const paid = findRises(points).reduce((sum, { nano }) => sum + nano, 0n);
  const unit = points[0]?.unit ?? '';
  const name = nameOf(points[0]?.account ?? '');
  const show = ({ nano }: Pick<Known, 'nano'>): string => words.have(toDecimal(nano), unit);
  const params = { name, first: show(first), last: show(last), least: show(least), day: dayIn(zone, least.at) };
  const lastOf = new Map(read.map(({ at, nano }) => [dayIn(zone, at), toDecimal(nano)]));
  return {
    said: words.join([
      read.length === 1 ? words.say('report.balance.once', params) : words.say('report.balance.went', params),
      ...(paid > 0n ? [words.say('report.balance.recharged', { money: show({ nano: paid }) })] : []),
    ]),
    row: [name, show(first), show(least), show(last), paid > 0n ? show({ nano: paid }) : '–'],
    trend: { name, unit, days: days.map((day) => ({ day, amount: lastOf.get(day) ?? null })) },
  };
}
