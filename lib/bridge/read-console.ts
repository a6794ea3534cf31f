import { parseJson, readPath } from '../domain/json-path.ts';
import { type BalancePaths, readAmount, readBalances, readLabel } from '../domain/read-balances.ts';
import { isOnHost } from '../domain/surface.ts';
import type { Provider } from '../providers/provider.ts';
import { findProvider, findSurfaceById } from '../providers/registry.ts';
import type { RequestOf } from '../webext/messages.ts';
import { fingerprintKey } from './fingerprint.ts';

/** What a console page said, as it may be stored. */
export type ConsoleReading = RequestOf<'balances'> | RequestOf<'keys'>;

/** Who is signed in, by provider, as this document's console said last. */
const signedIn = new Map<string, { readonly account: string; readonly name: string | null }>();
/** Balances that came before anybody was known to be signed in, by surface. */
const waiting = new Map<string, WalletsOf>();

type WalletsOf = Pick<RequestOf<'balances'>, 'surface' | 'balances'>;

/**
 * Reads what a console page loaded into what may be stored. Empty when it is not the provider's own console, the body
 * says nothing we know, or it is not known yet whose it is. Keys leave as fingerprints only.
 */
export function readConsole(surfaceId: string, bodyText: string, secretHex: string): readonly ConsoleReading[] {
  const surface = findSurfaceById(surfaceId);
  const provider = surface && findProvider(surface.provider);
  if (!provider || !isOnHost(provider.console, location)) return [];
  const body = parseJson(bodyText);
  if (body === undefined) return [];
  if (provider.identity?.surface === surfaceId) return identify(provider, body);
  const paths = provider.balances.find((candidate) => candidate.surface === surfaceId);
  if (paths) return readWallets(provider, paths, body);
  const keys = provider.keys?.surface === surfaceId ? readKeys(surfaceId, body, provider.keys, secretHex) : null;
  return keys ? [keys] : [];
}

/** Somebody is signed in (or, where the answer names nobody, nobody is): what waited for that belongs to them. */
function identify(provider: Provider, body: unknown): readonly ConsoleReading[] {
  const account = provider.identity && readLabel(body, provider.identity.account);
  if (!provider.identity || account === null) {
    signedIn.delete(provider.id);
    return [];
  }
  const name = provider.identity.name === null ? null : readLabel(body, provider.identity.name);
  signedIn.set(provider.id, { account, name });
  return provider.balances.flatMap(({ surface }) => {
    const wallets = waiting.get(surface);
    waiting.delete(surface);
    return wallets ? [{ kind: 'balances', ...wallets, account, accountName: name } as const] : [];
  });
}

function readWallets(provider: Provider, paths: BalancePaths, body: unknown): readonly ConsoleReading[] {
  const balances = readBalances(body, paths);
  if (balances === null) return [];
  const { surface } = paths;
  const known = signedIn.get(provider.id);
  const account = paths.account === null ? (known?.account ?? null) : readLabel(body, paths.account);
  if (account === null) {
    if (paths.account === null) waiting.set(surface, { surface, balances });
    return [];
  }
  const accountName = paths.accountName === null ? (known?.name ?? null) : readLabel(body, paths.accountName);
  return [{ kind: 'balances', surface, account, accountName, balances }];
}

function readKeys(
  surface: string,
  body: unknown,
  paths: NonNullable<Provider['keys']>,
  secretHex: string,
): RequestOf<'keys'> | null {
  const account = readLabel(body, paths.account);
  const each = readPath(body, paths.each);
  if (account === null || !Array.isArray(each)) return null;
  const keys = each.slice(0, 500).flatMap((entry: unknown) => {
    const key = readPath(entry, paths.key);
    const fingerprint = typeof key === 'string' ? fingerprintKey(key, secretHex) : null;
    if (fingerprint === null) return [];
    const billing = readPath(entry, paths.billing);
    return [
      {
        fingerprint,
        name: readLabel(entry, paths.name) ?? '',
        billing: billing === 'per-token' || billing === 'per-request' ? billing : null,
        limitNano: readAmount(entry, paths.limit),
        usedNano: readAmount(entry, paths.used),
        unit: readLabel(entry, paths.unit) ?? '',
      } as const,
    ];
  });
  return { kind: 'keys', surface, account, keys };
}

/** The path that repeats the console's own balance read from this page; null when this page is no console of it. */
export function balancePath(surfaceId: string): { readonly surface: string; readonly path: string } | null {
  const surface = findSurfaceById(surfaceId);
  const provider = surface && findProvider(surface.provider);
  const paths = provider?.balances.find(({ isRepeatable }) => isRepeatable);
  const balance = paths && findSurfaceById(paths.surface);
  if (!provider || !balance || !isOnHost(provider.console, location)) return null;
  return { surface: balance.id, path: balance.path };
}
