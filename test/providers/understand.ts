import { toDecimal } from '../../lib/domain/money.ts';
import { type Price, rateOf } from '../../lib/domain/price.ts';
import { readBalances, readLabel, readUnit, type WalletReading } from '../../lib/domain/read-balances.ts';
import { readKeyList } from '../../lib/domain/read-keys.ts';
import type { SiteFacts } from '../../lib/domain/site-facts.ts';
import type { Surface } from '../../lib/domain/surface.ts';
import { findPrices } from '../../lib/prices/find-prices.ts';
import type { Provider, ProviderFamily } from '../../lib/providers/provider.ts';
import { findFamily } from '../../lib/providers/registry.ts';
import { readSitePrices } from '../../lib/providers/site-lists.ts';
import { chatDraft } from '../domain/samples.ts';

/** What a reading of a surface means, as the fixtures write it; null: it is not what is described. */
export function understand(provider: Provider, surface: Surface, bodyText: string, facts: SiteFacts): object | null {
  const body = parse(bodyText);
  const family = findFamily(provider.id);
  if (surface.kind === 'balance') return balancesOf(provider, surface, body);
  if (surface.kind === 'identity') return identityOf(provider, body);
  if (surface.kind === 'keys') return keysOf(provider, body);
  if (surface.kind === 'site') return siteOf(family?.recognise(body, facts.origin) ?? null);
  if (surface.kind === 'groups') return family?.readGroups?.(body) ?? null;
  if (surface.kind === 'prices' && family) return pricesOf(provider, family, body, facts);
  throw new Error(`nothing reads ${surface.id}`);
}

/** A page where JSON was expected says nothing. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const decimal = (nano: bigint | null): string | null => (nano === null ? null : toDecimal(nano));

function balancesOf({ balances }: Provider, { id }: Surface, body: unknown): object | null {
  const paths = balances.find(({ surface }) => surface === id);
  if (paths === undefined) throw new Error(`no paths lead into ${id}`);
  // Whose it is, where the answer says so itself.
  if (paths.account !== null && readUnit(body, paths.account) === null) return null;
  return readBalances(body, paths)?.map(walletOf) ?? null;
}

/** A wallet as the fixtures write it: parts as `paid in 3`, what is not in the figure in brackets. */
export function walletOf({ unit, availableNano, frozenNano, isUnlimited, parts }: WalletReading): object {
  return {
    unit,
    available: decimal(availableNano),
    frozen: decimal(frozenNano),
    ...(isUnlimited && { isUnlimited }),
    ...(parts && { parts: parts.map(({ kind, nano, isApart }) => wordOf(`${kind} ${toDecimal(nano)}`, isApart)) }),
  };
}

const wordOf = (word: string, isApart = false): string => (isApart ? `(${word})` : word);

function identityOf({ identity }: Provider, body: unknown): object | null {
  const account = identity && readLabel(body, identity.account);
  return account ? { account, name: identity?.name ? readLabel(body, identity.name) : null } : null;
}

function keysOf({ keys }: Provider, body: unknown): object | null {
  const list = keys && readKeyList(body, keys);
  if (list === null) return null;
  return list.keys.map(({ key, name, billing, limitNano, usedNano, unit, resetsAt, group }) => {
    if (!/\S{8}/.test(key)) throw new Error(`${name} has no key`);
    const reset = resetsAt === undefined ? {} : { resetsAt };
    const entry = { name, billing, limit: decimal(limitNano), used: decimal(usedNano), unit, ...reset };
    return group === undefined ? entry : { ...entry, group };
  });
}

function siteOf(facts: SiteFacts | null): object | null {
  return facts && { perUnit: facts.perUnit, shown: facts.shown };
}

/** What every model that has a price costs whom the first group is billed to; where that is a guess, it is left out. */
function pricesOf(provider: Provider, family: ProviderFamily, body: unknown, facts: SiteFacts): object | null {
  const prices = readSitePrices(family, body, '2026-11-21');
  if (prices === null || prices.models.length === 0) return null;
  const tariff = { hasKey: true, keyGroup: '', userGroup: Object.keys(prices.groupRatios)[0] ?? null };
  const perMillion: Record<string, object> = {};
  const perCall: Record<string, string | null> = {};
  for (const { name } of prices.models) {
    const [price] = findPrices(provider, chatDraft({ model: name }), { site: { facts, prices }, tariff });
    if (price === undefined || price.isGuess) continue;
    if (price.rates.requests === undefined) perMillion[name] = tokensOf(price);
    else perCall[name] = decimal(price.rates.requests / 1000n);
  }
  return { perMillion, perCall, groups: prices.groupRatios };
}

/** Pico-units a token are millionths of a unit for a million tokens. */
function tokensOf(price: Price): object {
  const million = (meter: 'input-tokens' | 'output-tokens' | 'cached-input-tokens'): string | null => {
    const pico = rateOf(price, meter);
    return pico === null ? null : toDecimal(pico * 1000n);
  };
  return {
    input: million('input-tokens'),
    output: million('output-tokens'),
    cached: million('cached-input-tokens'),
  };
}
