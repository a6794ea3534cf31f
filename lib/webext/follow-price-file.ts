import type { HeldPriceFile } from '../domain/price-file.ts';
import { putPriceFileInForce } from '../prices/file-prices.ts';
import { knownRows } from '../prices/judge-file.ts';
import { ownLists } from './own-lists.ts';
import { isHeldChanged, readHeldPriceFile } from './price-file-store.ts';
import { watchSettings } from './settings.ts';

/**
 * Keeps the price file in force before the prices of this context, also when it changes. The function that is returned
 * resolves when it is: whatever looks a price up waits for it.
 */
export function followPriceFile(): () => Promise<void> {
  let known: Promise<void> | null = null;
  watchSettings((names) => {
    if (isHeldChanged(names)) known = null;
  });
  return () => {
    known ??= readHeldPriceFile().then(putKnownInForce, () => {
      known = null;
    });
    return known;
  };
}

function putKnownInForce(held: HeldPriceFile | null): void {
  putPriceFileInForce(held && { ...held, rows: knownRows(held.rows, ownLists()) });
}
