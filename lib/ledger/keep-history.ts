import type { BalanceReading } from '../domain/balance.ts';
import type { BalancePoint } from './rows.ts';
import type { LedgerTable } from './table.ts';

/** A reading that is as the one before is kept once in this time, ms. */
const SAME_MS_MIN = 86_400_000;

/**
 * Keeps a reading in the history of its balance: where it differs from the one before, or a day later.
 * @param aheadFrom points from later than this were written while a clock was ahead: they go; epoch ms
 */
export async function keepPoint(
  history: LedgerTable<BalancePoint, [string, string, number]>,
  account: string,
  reading: BalanceReading,
  aheadFrom = Number.POSITIVE_INFINITY,
): Promise<void> {
  const { unit, at } = reading;
  if (aheadFrom < Number.MAX_SAFE_INTEGER) {
    const later = [account, unit, aheadFrom + 1] as const;
    const ahead = history.where('[account+unit+at]').between(later, [account, unit, Number.MAX_SAFE_INTEGER]);
    for (const point of await ahead.toArray()) await history.delete([account, unit, point.at]);
  }
  const all = history.where('[account+unit+at]').between([account, unit, 0], [account, unit, Number.MAX_SAFE_INTEGER]);
  const last = await all.reverse().first();
  if (last !== undefined && last.at >= at) return;
  if (last !== undefined && isSame(last.reading, reading) && at - last.at < SAME_MS_MIN) return;
  await history.put({ account, unit, at, reading });
}

function isSame(one: BalanceReading, other: BalanceReading): boolean {
  return (
    one.availableNano === other.availableNano &&
    one.frozenNano === other.frozenNano &&
    one.isUnlimited === other.isUnlimited
  );
}
