import { parseOrigin } from '../domain/surface.ts';
import { putReadingNow } from '../ledger/put-reading.ts';
import { accountRowId } from '../ledger/row-ids.ts';
import type { AccountRow, KeyRow } from '../ledger/rows.ts';
import type { Provider } from '../providers/provider.ts';
import { findProvider, findSurfaceById, isConsolePage } from '../providers/registry.ts';
import { showBadge } from './badge.ts';
import type { Desk } from './desk.ts';
import type { RequestOf } from './messages.ts';
import { writeSettings } from './settings.ts';
import { tellAlerts } from './tell-alerts.ts';

/** No page waits longer for an answer; what says so is no reason to believe it older, ms. */
const AGE_MS_MAX = 5 * 60_000;

/** Stores balances that a console page loaded. Believed only from the provider's own console. */
export async function answerBalances(request: RequestOf<'balances'>, desk: Desk): Promise<null> {
  const provider = findConsoleProvider(request.surface, desk);
  if (provider === null || desk.sender.isPrivate) return null;
  const now = desk.ports.now();
  // Of two tabs that load at once the later answer may be the older one.
  const at = Math.min(Math.max(request.askedAt, now - AGE_MS_MAX), now);
  const isPart = provider.balances.some(({ surface, isPart }) => surface === request.surface && isPart);
  const from = { at, source: 'console', ...(isPart && { isBlurred: true, isPart }) } as const;
  const account = await desk.database.transaction('rw', desk.database.tables, async () => {
    const row = await putAccount(desk, provider, request.account, { name: request.accountName, group: request.group });
    for (const wallet of request.balances) {
      await putReadingNow(desk.database, row.id, { ...wallet, ...from });
    }
    return row;
  });
  await tellAlerts(desk.database);
  // Whether it is low by now is known only here.
  await showBadge(desk.database, account.id, null);
  // Open cards in other tabs listen to this: "$5.00 arrived".
  await writeSettings({ balancesChangedAt: now });
  return null;
}

/** Links key fingerprints to the account whose console lists them. */
export async function answerKeys(request: RequestOf<'keys'>, desk: Desk): Promise<null> {
  const provider = findConsoleProvider(request.surface, desk);
  if (provider === null || desk.sender.isPrivate) return null;
  await desk.database.transaction('rw', desk.database.tables, async () => {
    const row = await putAccount(desk, provider, request.account, { name: null, group: null });
    const known = { provider: provider.id, account: row.id, readAt: desk.ports.now() };
    const before = await desk.database.keys.bulkGet(request.keys.map(({ fingerprint }) => fingerprint));
    const rows = request.keys.map((key, index): KeyRow => {
      const learned = before[index];
      // What was learned of a key holds until its console says that it pays another way.
      const isSame = learned?.refused !== undefined && (learned.how === 'seen' || learned.billing === key.billing);
      return { ...key, ...known, how: 'console', ...(isSame && { refused: learned.refused }) };
    });
    await desk.database.keys.bulkPut(rows);
  });
  return null;
}

/** The provider of a surface, if the page that asks is of its own console; else null. */
export function findConsoleProvider(surfaceId: string, desk: Desk): Provider | null {
  const surface = findSurfaceById(surfaceId);
  const provider = surface && findProvider(surface.provider);
  const page = parseOrigin(desk.sender.origin);
  return provider && page && isConsolePage(provider, page) ? provider : null;
}

/** The account of who is signed in, where that pays and the page may say so; null: not known. */
export function payerOf(
  request: { readonly surface: string; readonly fingerprint: string | null; readonly signedIn: string | null },
  desk: Desk,
): string | null {
  if (request.signedIn === null || request.fingerprint !== null) return null;
  const provider = findConsoleProvider(request.surface, desk);
  return provider && accountRowId(provider.id, request.signedIn);
}

async function putAccount(
  desk: Desk,
  provider: Provider,
  externalId: string,
  { name, group }: { readonly name: string | null; readonly group: string | null },
): Promise<AccountRow> {
  const id = accountRowId(provider.id, externalId);
  const known = await desk.database.accounts.get(id);
  const row: AccountRow = {
    ...known,
    id,
    provider: provider.id,
    name: name ?? known?.name ?? null,
    consoleOrigin: desk.sender.origin,
    group: group ?? known?.group ?? null,
    seenAt: desk.ports.now(),
    ownLimits: known?.ownLimits ?? {},
    falseAsks: known?.falseAsks ?? 0,
  };
  await desk.database.accounts.put(row);
  return row;
}
