import { findRecharge, lastBalance, type ReadBalance } from '../../lib/advice/find-recharge.ts';
import type { SinceQuestion } from '../../lib/advice/since-recharge.ts';
import { parseDecimal } from '../../lib/domain/money.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import type { LedgerStore } from '../ledger/open-ledger.ts';
import { openWatchTables } from '../ledger/watch-tables.ts';

/** Accounts that are told of at once. */
const ACCOUNTS_MAX = 20;
/** Readings of one account that are looked at, the newest: about a year of one an hour. */
const READINGS_MAX = 10_000;
/** A rise by less is none where the provider does not say what its smallest recharge is. */
const RISE_MIN_NANO = 500_000_000n;

/** Of which accounts, and since when, it can be told where the money went. `account` null: of all with a balance. */
export function gatherMarks(
  store: LedgerStore,
  { account, from }: { readonly account: string | null; readonly from: number },
): Promise<readonly SinceQuestion[]> {
  return store.transactBelow(async ({ tx, ledger, tables }) => {
    const rows = await tables.readings.toArray();
    const asked = rows.filter((row) => account === null || row.account === account).slice(0, ACCOUNTS_MAX);
    const { balanceHistory } = openWatchTables(tx, ledger);
    const questions: SinceQuestion[] = [];
    for (const { account: id, unit, reading } of asked) {
      const points = await balanceHistory
        .where('[account+unit+at]')
        .between([id, unit, 0], [id, unit, Number.MAX_SAFE_INTEGER])
        .reverse()
        .limit(READINGS_MAX)
        .toArray();
      const history: readonly ReadBalance[] = points.toReversed();
      const isNewer = reading.at > (history.at(-1)?.at ?? 0);
      const readings = isNewer ? [...history, { at: reading.at, reading }] : history;
      const row = await tables.accounts.get(id);
      const mark = findRecharge(readings, riseMinOf(row?.provider ?? '', unit));
      // Money may have been seen to arrive before there was a history of balances.
      const arrivedAt = mark?.kind === 'rise' ? null : (row?.arrivedAt ?? null);
      const isBetter = arrivedAt !== null && (mark === null || arrivedAt < mark.at);
      questions.push({
        ...{ account: id, unit, last: lastBalance(readings), from: arrivedAt ?? from },
        mark: isBetter ? null : mark,
      });
    }
    return questions;
  });
}

function riseMinOf(provider: string, unit: string): bigint {
  return parseDecimal(findProvider(provider)?.rechargeMin[unit]) ?? RISE_MIN_NANO;
}
