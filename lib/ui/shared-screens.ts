import { oneAtATime } from '../domain/one-at-a-time.ts';
import { openAboutStore } from './about-store.ts';
import { openAccountsStore } from './accounts-store.ts';
import { openAccuracyStore } from './accuracy-store.ts';
import { openCallsStore } from './calls-store.ts';
import type { SharedSource } from './dashboard-source.ts';
import { openOverviewStore } from './overview-store.ts';
import { openPricesStore } from './prices-store.ts';
import { openRefusalsStore, type RefusalsDeeds } from './refusals-store.ts';
import { openSpendStore } from './spend-store.ts';

/** Goes to an address of the dashboard: those who listen to it hear of it, however it is gone to. */
export function goTo(address: string, how: 'step' | 'same' = 'step'): void {
  if (how === 'step') location.hash = address;
  else location.replace(address);
}

/**
 * The stores of those screens over one source. `hash`: what the address asks for at first; `estimate`: what is done with a
 * request of a refusal's sizes.
 */
export function openSharedScreens(source: SharedSource, hash: string, estimate: RefusalsDeeds['estimate']) {
  const calls = openCallsStore(source, goTo, hash);
  const prices = openPricesStore(source);
  const accuracy = openAccuracyStore(source);
  const overview = openOverviewStore(source);
  const accounts = openAccountsStore(source);
  const about = openAboutStore(source);
  const spend = openSpendStore(source, goTo);
  const refusals = openRefusalsStore(source, { go: goTo, estimate });
  let looked: string | null = null;
  const readScreen: Readonly<Record<string, (() => Promise<unknown>) | undefined>> = {
    overview: () => overview.reload(),
    calls: () => calls.begin(),
    spend: () => spend.visit(location.hash),
    accounts: () => accounts.reload(),
    prices: () => prices.reload(),
    refusals: () => refusals.visit(location.hash),
    about: () => about.reload(),
  };
  // Calls may end many times a second: what is read is not read beside itself.
  const readAnew = new Map(
    Object.entries({ prices, overview, accounts, spend }).map(([name, { reload }]) => [name, oneAtATime(reload)]),
  );
  return {
    parts: { about, accounts, accuracy, calls, overview, prices, refusals, spend },
    /** Something was written. */
    onChange: (what: 'ledger' | 'settings'): void => {
      readAnew.get(looked ?? '')?.();
      if (what === 'ledger') calls.onLedgerChanged();
    },
    /** The address has changed: other calls, days or spend may be asked for. */
    visit: (address: string): void => {
      calls.visit(address);
      if (looked === 'spend') void spend.visit(address);
      if (looked === 'refusals') void refusals.visit(address);
    },
    /**
     * A screen is looked at, of these or another: what it counts is counted anew. `read`: what another shows. Resolves when it is
     * read.
     */
    reload: async (screen: string, read = readScreen[screen]): Promise<void> => {
      looked = screen;
      await read?.().catch(() => undefined);
      // Calls are found from every screen, but what the first one shows does not wait for them.
      void calls.begin();
      if (screen === 'calls') void accuracy.reload();
    },
  };
}
