import { readPath } from '../domain/json-path.ts';
import { parseDecimal } from '../domain/money.ts';
import { isOnHost } from '../domain/surface.ts';
import { findProvider, findSurfaceById } from '../providers/registry.ts';
import type { RequestOf } from '../webext/messages.ts';
import { fingerprintKey } from './fingerprint.ts';

const LABEL_CHARS_MAX = 200;
/** Above this a figure is not a balance but a mistake or an "unlimited" sentinel, whole units. */
const UNITS_MAX = 10n ** 15n;
const NANO = 10n ** 9n;

/**
 * Reads what a console page loaded into what may be stored. Null when it is not the provider's own console or the body
 * says nothing we know. Keys leave as fingerprints only.
 */
export function readConsole(
  surfaceId: string,
  bodyText: string,
  secretHex: string,
): RequestOf<'balances'> | RequestOf<'keys'> | null {
  const surface = findSurfaceById(surfaceId);
  const provider = surface && findProvider(surface.provider);
  if (!provider || !isOnHost(provider.console, location)) return null;
  const body = parseJson(bodyText);
  if (body === undefined) return null;
  if (provider.balances?.surface === surfaceId) return readBalances(surfaceId, body, provider.balances);
  return provider.keys?.surface === surfaceId ? readKeys(surfaceId, body, provider.keys, secretHex) : null;
}

type Provider = NonNullable<ReturnType<typeof findProvider>>;

function readBalances(
  surface: string,
  body: unknown,
  paths: NonNullable<Provider['balances']>,
): RequestOf<'balances'> | null {
  const account = labelAt(body, paths.account);
  const each = readPath(body, paths.each);
  if (account === null || !Array.isArray(each)) return null;
  const balances = each.slice(0, 32).flatMap((entry: unknown) => {
    const unit = labelAt(entry, paths.unit);
    if (unit === null) return [];
    return [{ unit, availableNano: amountAt(entry, paths.available), frozenNano: amountAt(entry, paths.frozen) }];
  });
  return { kind: 'balances', surface, account, accountName: labelAt(body, paths.accountName), balances };
}

function readKeys(
  surface: string,
  body: unknown,
  paths: NonNullable<Provider['keys']>,
  secretHex: string,
): RequestOf<'keys'> | null {
  const account = labelAt(body, paths.account);
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
        name: labelAt(entry, paths.name) ?? '',
        billing: billing === 'per-token' || billing === 'per-request' ? billing : null,
        limitNano: amountAt(entry, paths.limit),
        usedNano: amountAt(entry, paths.used),
        unit: labelAt(entry, paths.unit) ?? '',
      } as const,
    ];
  });
  return { kind: 'keys', surface, account, keys };
}

function labelAt(value: unknown, path: string): string | null {
  const found = readPath(value, path);
  return typeof found === 'string' && found !== '' && found.length <= LABEL_CHARS_MAX ? found : null;
}

/** A decimal at a path, nano-units; null for anything else, NaN and absurd amounts included. */
function amountAt(value: unknown, path: string): bigint | null {
  const nano = parseDecimal(readPath(value, path));
  return nano !== null && nano < UNITS_MAX * NANO && nano > -UNITS_MAX * NANO ? nano : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The path that repeats the console's own balance read from this page; null when this page is no console of it. */
export function balancePath(surfaceId: string): { readonly surface: string; readonly path: string } | null {
  const surface = findSurfaceById(surfaceId);
  const provider = surface && findProvider(surface.provider);
  const balance = provider?.balances && findSurfaceById(provider.balances.surface);
  if (!provider || !balance || !isOnHost(provider.console, location)) return null;
  return { surface: balance.id, path: balance.path };
}
