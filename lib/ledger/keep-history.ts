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
  const all = history.where('[account+unit+at]').between([account, unit, 0], [account, unit, Number.MAX_SAFE_INTEGER]);
  let last = await all.reverse().first();
  while (last !== undefined && last.at > aheadFrom) {
    await history.delete([account, unit, last.at]);
    last = await all.reverse().first();
  }
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
