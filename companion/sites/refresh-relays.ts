import type { AskPorts } from '../../lib/engine/read-balance-by-key.ts';
import { findFamilyByName } from '../balance/find-asked.ts';
import type { LedgerStore } from '../ledger/open-ledger.ts';
import { learnRelay, relayAt } from './learn-relay.ts';
import type { Relay, Sites } from './sites.ts';

/** What relays are asked again with. */
export interface RefreshOptions {
  readonly sites: Pick<Sites, 'relays' | 'putRelay'>;
  readonly store: Pick<LedgerStore, 'transact'>;
  readonly send: AskPorts['send'];
  /** ISO, UTC: lists that were read on another day are asked for again. */
  readonly day: string;
}

/** Asks each relay whose list is of another day; one that does not answer, or lists nothing now, keeps what it said last. */
export async function refreshRelays(options: RefreshOptions): Promise<void> {
  // One after the other: nobody waits for it.
  for (const relay of options.sites.relays()) await refresh(relay, options);
}

async function refresh(relay: Relay, { sites, store, send, day }: RefreshOptions): Promise<void> {
  const family = findFamilyByName(relay.id.replace(/@.*$/s, ''));
  const at = family === null || relay.facts === null ? null : relayAt(family, relay.facts.origin);
  if (family === null || at === null || at.id !== relay.id) return;
  const { id } = relay;
  const known = await store.transact(async ({ priceLists }) => priceLists.get(id));
  if (known?.prices?.readOn === day) return;
  const { facts, prices } = await learnRelay(family, at, { send, day });
  if (facts === null) return;
  // It may have been taken out meanwhile, or added anew by another name.
  const now = sites.relays().find((one) => one.id === id);
  if (now === undefined) return;
  await store.transact(async ({ priceLists }) => {
    await priceLists.put({ provider: id, facts, prices: prices ?? known?.prices ?? null });
  });
  if (JSON.stringify(now.facts) !== JSON.stringify(facts)) sites.putRelay({ ...now, facts });
}

/** The first time shortly after the start: whoever only asks how things stand makes no request, ms. */
const FIRST_MS = 60_000;
const LOOK_MS = 3_600_000;

/** Asks relays again, once a day each. `stop` begins no more. */
export function startRefreshing(
  options: Omit<RefreshOptions, 'day'> & { readonly now: () => number; readonly onTrouble: (error: unknown) => void },
): { readonly stop: () => void } {
  const look = (): void => {
    const day = new Date(options.now()).toISOString().slice(0, 10);
    refreshRelays({ ...options, day }).catch(options.onTrouble);
  };
  const first = setTimeout(look, FIRST_MS);
  const looking = setInterval(look, LOOK_MS);
  for (const timer of [first, looking]) timer.unref();
  return {
    stop: () => {
      clearTimeout(first);
      clearInterval(looking);
    },
  };
}
