import { percentOf } from '../../lib/domain/money.ts';
import type { Threshold } from '../../lib/domain/threshold.ts';
import type { WatchedWallet } from '../../lib/watch/find-low.ts';
import { lineOf } from '../../lib/watch/threshold.ts';
import { inWatchTables } from '../ledger/in-watch-tables.ts';
import type { LedgerStore } from '../ledger/open-ledger.ts';
import type { WatchedLine } from '../watch/watch-desk.ts';
import type { openWatchedWallets } from './find-balances.ts';
import { readSettings, thresholdsOf } from './settings.ts';

/** Opens the balances below which somebody is told. `now`: epoch ms. Where there is nothing to go by yet there is no line. */
export function openThresholdLines(
  store: LedgerStore,
  read: ReturnType<typeof openWatchedWallets>,
  now: () => number,
): () => Promise<readonly WatchedLine[]> {
  return async () => {
    const settings = await inWatchTables(store, readSettings);
    return (await read(now())).flatMap((wallet) => {
      const { account, unit } = wallet;
      return thresholdsOf(settings, { kind: 'account', id: account }).flatMap((threshold) => {
        const nano = nanoOf(threshold, wallet);
        return nano === null ? [] : [{ account, unit, nano }];
      });
    });
  };
}

/** Days are judged by the forecast when somebody is told; to look more often, so many usual days are near enough. */
function nanoOf(threshold: Threshold, wallet: WatchedWallet): bigint | null {
  const { usualDayNano } = wallet;
  if (threshold.kind !== 'runway') return lineOf(threshold, { ...wallet, limit: null });
  return usualDayNano === null ? null : percentOf(usualDayNano, threshold.days * 100);
}
