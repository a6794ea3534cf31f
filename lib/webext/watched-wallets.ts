import { accountTitle } from '../domain/account-title.ts';
import { balanceNow } from '../domain/balance.ts';
import { resolveLinks } from '../engine/resolve-links.ts';
import { balancesOf, isOwnWallet, standsFor, type WalletRows } from '../ledger/ledger-context.ts';
import type { AccountRow, PriceListRow } from '../ledger/rows.ts';
import { findProvider } from '../providers/registry.ts';
import { nameOf } from '../screens/account-name.ts';
import type { WatchedWallet } from '../watch/find-low.ts';
import type { Pace } from './watch-state.ts';

/** A balance that is looked at. */
export interface SeenWallet extends WatchedWallet {
  readonly row: AccountRow;
}

/** Every balance of every wallet, with what is known of its pace. */
export function seeWallets(
  wallets: WalletRows,
  lists: readonly PriceListRow[],
  paces: readonly Pace[],
): readonly SeenWallet[] {
  return wallets.accounts
    .filter((row) => isOwnWallet(wallets.accounts, row))
    .flatMap((row) => {
      const name = accountTitle(nameOf(row.provider, lists), row.name);
      return balancesOf(row, wallets, null).map(({ reading, spentSinceNano }): SeenWallet => {
        const { unit, at, isPart, isUnlimited } = reading;
        const pace = paces.find((one) => one.account === row.id && one.unit === unit);
        return {
          ...{ row, account: row.id, name, provider: nameOf(row.provider, lists), unit, readAt: at },
          // Without what running calls have set aside: that comes back.
          usableNano: isHeldBack(row, wallets, at) ? null : balanceNow(reading, spentSinceNano, 0n).usableNano,
          isNotAll: isPart === true || isUnlimited === true,
          ...{ usualDayNano: pace?.usualDayNano ?? null, rechargeNano: pace?.rechargeNano ?? null },
          link: rechargeOf(row),
        };
      });
    });
}

/** Where an account is recharged, of its provider's own table; null: nowhere that we know. */
export function rechargeOf({ provider: id, consoleOrigin }: AccountRow): string | null {
  const provider = findProvider(id);
  return provider === null ? null : resolveLinks(provider, consoleOrigin).recharge;
}

/** Whether a reading lacks what a call that still runs has set aside. */
function isHeldBack(row: AccountRow, { accounts, open }: WalletRows, readAt: number): boolean {
  if (findProvider(row.provider)?.isReserveInReading !== true) return false;
  const isOfIt = (id: string | null): boolean => id !== null && standsFor(accounts, id)?.id === row.id;
  return open.some((call) => call.isSent && call.openedAt <= readAt && isOfIt(call.account));
}
