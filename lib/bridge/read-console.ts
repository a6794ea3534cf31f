import type { ConsoleReaders } from '../domain/console-readers.ts';
import { parseJson } from '../domain/json-path.ts';
import type { BalancePaths } from '../domain/read-balances.ts';
import type { SiteFacts } from '../domain/site-facts.ts';
import { isOnHost, matchPath } from '../domain/surface.ts';
import { findFamily, findProvider, findSurfaceById, isConsolePage } from '../providers/page-registry.ts';
import type { PageProvider } from '../providers/provider.ts';
import type { RequestOf } from '../webext/messages.ts';
import { isolatedWorld } from '../webext/page-ui.ts';
import { fingerprintKey } from './fingerprint.ts';

/** What a console page said, as it may be stored. */
export type ConsoleReading = RequestOf<'balances'> | RequestOf<'keys'> | RequestOf<'prices'> | RequestOf<'groups'>;

/** What a console's answers are read with. */
export interface ReadingDesk {
  /** The key of the fingerprints. */
  readonly secretHex: string;
  /** What the site said of itself; null: it is no site of a family, or not known yet. */
  readonly facts: SiteFacts | null;
  /** What was asked for. */
  readonly url: string;
  /** When the page asked for it, epoch ms. */
  readonly askedAt: number;
}

interface SignedIn {
  readonly account: string;
  readonly name: string | null;
  readonly group: string | null;
}

/** Who is signed in, by provider, as this document's console said last. */
const signedIn = new Map<string, SignedIn>();
/** Balances that came before anybody was known to be signed in, by surface. */
const waiting = new Map<string, Wallets>();
/** Later it may be somebody else who is signed in, ms. */
const WAITING_MS_MAX = 30_000;

type Wallets = Pick<RequestOf<'balances'>, 'surface' | 'balances' | 'group' | 'askedAt'>;

/** The account of who is signed in at the console of a surface's provider, as this document knows; null: nobody. */
export function signedInAt(surfaceId: string): string | null {
  const provider = findSurfaceById(surfaceId)?.provider;
  return (provider !== undefined && signedIn.get(provider)?.account) || null;
}

/**
 * Reads what a console page loaded into what may be stored. Empty when it is not the provider's own console, the body
 * says nothing we know, it is not known yet whose it is, or what reads it is not here. Keys leave as fingerprints only.
 */
export function readConsole(surfaceId: string, bodyText: string, desk: ReadingDesk): readonly ConsoleReading[] {
  const surface = findSurfaceById(surfaceId);
  const provider = surface && findProvider(surface.provider, desk.facts);
  if (!provider || !isConsolePage(provider, location)) return [];
  const readers = isolatedWorld.__tollkeeperReaders;
  // What nobody here can read is no list that is gone, and nobody who has signed out.
  if (readers === undefined) return [];
  const body = parseJson(bodyText);
  const family = findFamily(provider.id);
  if (surface.kind === 'prices' && family && desk.facts) {
    const prices = readers.readSitePrices(family, body, new Date().toISOString().slice(0, 10));
    const userGroup = signedIn.get(provider.id)?.group ?? null;
    return [{ kind: 'prices', surface: surfaceId, prices: prices && { ...prices, userGroup } }];
  }
  if (surface.kind === 'groups') {
    const groupRatios = family?.readGroups?.(body) ?? null;
    const userGroup = signedIn.get(provider.id)?.group ?? null;
    return groupRatios === null ? [] : [{ kind: 'groups', surface: surfaceId, userGroup, groupRatios }];
  }
  if (provider.identity?.surface === surfaceId) return body === undefined ? [] : identify(provider, body, readers);
  const paths = provider.balances.find((candidate) => candidate.surface === surfaceId);
  if (paths) {
    const named = matchPath(surface.path, URL.parse(desk.url)?.pathname ?? '');
    return readWallets(provider, paths, body, named, desk.askedAt, readers);
  }
  if (provider.keys?.surface !== surfaceId) return [];
  const list = readers.readKeyList(body, provider.keys);
  return list === null ? [] : [keysOf(surfaceId, list, desk.secretHex)];
}

/** Somebody is signed in (or, where the answer names nobody, nobody is): what waited for that belongs to them. */
function identify(provider: PageProvider, body: unknown, { readWho }: ConsoleReaders): readonly ConsoleReading[] {
  const kept = provider.balances.flatMap(({ surface }) => {
    const wallets = waiting.get(surface);
    waiting.delete(surface);
    return wallets ?? [];
  });
  const who = provider.identity && readWho(body, provider.identity);
  if (!who) {
    signedIn.delete(provider.id);
    return [];
  }
  signedIn.set(provider.id, { ...who, group: null });
  return kept
    .filter(({ askedAt }) => Date.now() - askedAt <= WAITING_MS_MAX)
    .map((wallets) => ({ kind: 'balances', ...wallets, account: who.account, accountName: who.name }));
}

function readWallets(
  provider: PageProvider,
  paths: BalancePaths,
  body: unknown,
  named: string | null,
  askedAt: number,
  { readTold }: ConsoleReaders,
): readonly ConsoleReading[] {
  const { surface } = paths;
  const { balances, group, account: told, name: toldName } = readTold(body, paths);
  // Whoever the balance names is signed in; where it should and does not, nobody is.
  if (told !== null) signedIn.set(provider.id, { account: told, name: toldName, group });
  // Where many answers have one address, those without it say nothing of that.
  else if (paths.account !== null && paths.isReadOnce !== true) signedIn.delete(provider.id);
  if (balances === null) return [];
  if (paths.isAccountInPath) {
    if (!named) return [];
    // The page may look at another organisation than the one it began with.
    const isKnown = signedIn.get(provider.id)?.account === named;
    if (!isKnown) signedIn.set(provider.id, { account: named, name: toldName, group });
  }
  const known = signedIn.get(provider.id);
  const wallets = { surface, balances, group, askedAt };
  if (known === undefined) {
    if (paths.account === null) waiting.set(surface, wallets);
    return [];
  }
  return [{ kind: 'balances', ...wallets, account: known.account, accountName: toldName ?? known.name }];
}

function keysOf(
  surface: string,
  list: NonNullable<ReturnType<ConsoleReaders['readKeyList']>>,
  secretHex: string,
): RequestOf<'keys'> {
  const keys = list.keys.flatMap(({ key, ...facts }) => {
    const fingerprint = fingerprintKey(key, secretHex);
    return fingerprint === null ? [] : [{ fingerprint, ...facts }];
  });
  return { kind: 'keys', surface, account: list.account, keys };
}

/**
 * Where the console's own balance can be read again from this page, as the tap knows it; null when this page is no console
 * of the surface's provider.
 */
export function balancePath(surfaceId: string): { readonly surface: string; readonly path: string } | null {
  const provider = findProvider(findSurfaceById(surfaceId)?.provider ?? '');
  if (provider === null || !isConsolePage(provider, location)) return null;
  const balance = provider.balances
    .filter(({ isReadOnce }) => !isReadOnce)
    .map(({ surface }) => findSurfaceById(surface))
    // Where its path names somebody, nobody knows who that is now.
    .find((surface) => surface !== null && !surface.isPattern && isOnHost(surface, location));
  if (balance == null) return null;
  const family = findFamily(provider.id);
  const name = balance.id.slice(balance.id.lastIndexOf('/'));
  return { surface: family === null ? balance.id : family.id + name, path: balance.path };
}
