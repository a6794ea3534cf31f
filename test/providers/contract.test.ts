import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../lib/domain/call.ts';
import { costOf } from '../../lib/domain/cost-of.ts';
import { estimateCall } from '../../lib/domain/estimate-call.ts';
import { parsePath } from '../../lib/domain/json-path.ts';
import { parseDecimal, toDecimal } from '../../lib/domain/money.ts';
import { priceAt } from '../../lib/domain/price.ts';
import { readBalances, readLabel } from '../../lib/domain/read-balances.ts';
import { readKeyList } from '../../lib/domain/read-keys.ts';
import { readRefusal } from '../../lib/domain/read-refusal.ts';
import type { SiteFacts } from '../../lib/domain/site-facts.ts';
import { findSurface, isOnHost, type Surface } from '../../lib/domain/surface.ts';
import type { Provider } from '../../lib/providers/provider.ts';
import {
  everySurface,
  families,
  findPrices,
  findProvider,
  findSurfaceById,
  type PriceQuery,
  providers,
} from '../../lib/providers/registry.ts';
import { wires } from '../../lib/wires/registry.ts';
import type { AnswerFixture, ConsoleFixture, RefusalsFixture, SitePricing } from './fixture.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures');

/** A site of each family, as it was recognised. */
const site: SiteFacts = {
  origin: 'https://relay.example',
  name: 'Relay under test',
  perUnit: '500000',
  shown: { unit: 'USD', perUnit: '1' },
  generation: '2026',
};
const siteOf = (family: string): string => `${family}@relay.example`;
const described = [
  ...providers,
  ...families.map((family) => findProvider(siteOf(family.id), site)).filter((provider) => provider !== null),
];

/** Recordings of a family name its surfaces without a host. */
const atSite = (id: string, surface: string): string => (id.includes('@') ? surface.replace(/^[^/]+/, id) : surface);

function fixtures<T>(provider: Provider, kind: RegExp): readonly T[] {
  const folder = join(FIXTURES, provider.id.replace(/@.*/, ''));
  const names = readdirSync(folder).filter((name) => kind.test(name));
  return names.map((name) => {
    const recording = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    const surface = recording.surface ?? recording.recordings?.[0]?.surface;
    return { ...recording, ...(surface ? { surface: atSite(provider.id, surface) } : {}) };
  });
}

function surfaceOf(id: string): Surface {
  const surface = findSurfaceById(id);
  if (surface === null) throw new Error(`there is no surface ${id}`);
  return surface;
}

/** An address on each host and edge port of a surface, testing places included. */
function placesOf(surface: Surface): readonly URL[] {
  return [surface, ...(surface.testing ? [surface.testing] : [])].flatMap(({ hosts, ports }) =>
    hosts.flatMap((host) =>
      (ports ?? ['']).map(
        (port) => new URL(`${port === '' ? 'https' : 'http'}://${host.replace('*', 'any')}:${port}${surface.path}`),
      ),
    ),
  );
}

/** What the site listed for the recorded call, read as the bridge reads it. */
function listed(provider: Provider, pricing: SitePricing, surface: Surface): PriceQuery {
  const family = families.find(({ id }) => provider.id.startsWith(`${id}@`));
  const body = { data: [pricing.row], group_ratio: { [pricing.group]: pricing.groupRatio } };
  const facts = { ...site, perUnit: String(pricing.quotaPerUnit) };
  const prices = family?.readPrices(body, facts, '2026-11-21') ?? null;
  const hasKey = surface.isSessionPaid !== true;
  return { site: { facts, prices }, tariff: { hasKey, keyGroup: pricing.group, userGroup: 'default' } };
}

describe('the registry', () => {
  it('has providers, each id and name once', () => {
    expect(providers.length).toBeGreaterThan(0);
    expect(new Set(providers.map(({ id }) => id)).size).toBe(providers.length);
    expect(new Set(providers.map(({ name }) => name)).size).toBe(providers.length);
    for (const provider of providers) expect(findProvider(provider.id)).toBe(provider);
    expect(findProvider('nobody')).toBeNull();
    expect(findSurfaceById('nobody/nothing')).toBeNull();
  });

  it('has each surface once, and no address belongs to two', () => {
    expect(new Set(everySurface.map(({ id }) => id)).size).toBe(everySurface.length);
    for (const surface of everySurface) {
      for (const place of placesOf(surface)) {
        const found = everySurface.filter((other) => findSurface([other], surface.method, place));
        expect(found.map(({ id }) => id)).toEqual([surface.id]);
      }
    }
  });
});

/** What is a path: units and other words stand beside them. */
const onlyPaths = (...found: readonly unknown[]): readonly string[] =>
  found.filter((one): one is string => typeof one === 'string' && one.startsWith('$'));

describe.each(described.map((provider) => [provider.id, provider] as const))('provider %s', (id, provider) => {
  it('names itself in a way that can be a file and part of an id', () => {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*(@[a-z0-9.-]+)?$/);
    expect(provider.name.trim()).toBe(provider.name);
    expect(provider.name).not.toBe('');
  });

  it('describes surfaces of its own, a wire for calls and none for readings', () => {
    for (const surface of provider.surfaces) {
      expect(surface.provider).toBe(id);
      expect(surface.id).toMatch(new RegExp(`^${id}/[a-z0-9-]+$`));
      expect(surface.path).toMatch(/^\/[^?#]*$/);
      expect(surface.hosts.length).toBeGreaterThan(0);
      for (const host of surface.hosts) expect(host).toMatch(/^(\*\.)?[a-z0-9.-]+$/);
      if (surface.ports) expect(surface.ports[0]).toBeLessThanOrEqual(surface.ports[1]);
      expect(surface.wire === null).toBe(surface.kind !== 'call');
      expect(surface.rule === null).toBe(surface.wire !== 'metered');
      const paths = surface.rule ? [surface.rule.countPath, surface.rule.costPath ?? '$'] : [];
      for (const path of paths) expect(parsePath(path)).not.toBeNull();
    }
  });

  it('prices with date and source, one price for each model and unit', () => {
    const seen = new Set<string>();
    for (const price of provider.prices) {
      const key = `${price.model} ${price.unit} ${Object.keys(price.rates).sort()}`;
      expect(seen).not.toContain(key);
      seen.add(key);
      expect(new Date(price.date).toISOString().slice(0, 10)).toBe(price.date);
      expect(price.source.trim()).not.toBe('');
      expect(price.unit).toMatch(/^\S.{0,30}$/);
      const rates = [price, ...(price.windows ?? [])].flatMap((entry) => Object.values(entry.rates));
      expect(rates.length).toBeGreaterThan(0);
      for (const { fromMinute, toMinute, weekdays, exceptDays, rates: other } of price.windows ?? []) {
        expect(0 <= fromMinute && fromMinute < toMinute && toMinute <= 1440).toBe(true);
        for (const weekday of weekdays) expect([0, 1, 2, 3, 4, 5, 6]).toContain(weekday);
        for (const day of exceptDays) expect(new Date(day).toISOString().slice(0, 10)).toBe(day);
        expect(Object.keys(other).sort()).toEqual(Object.keys(price.rates).sort());
      }
      for (const rate of rates) expect(rate).toBeGreaterThanOrEqual(0n);
      const prior = price.outputTokensPrior ?? [];
      expect([...prior].sort((a, b) => a - b)).toEqual([...prior]);
      // An answer that costs something has a forecast from the first call on.
      if (price.rates['output-tokens'] !== undefined) expect(prior).toHaveLength(3);
    }
  });

  it('links to its own pages only', () => {
    for (const link of Object.values(provider.links)) {
      if (link === null) continue;
      if (link.startsWith('/')) expect(link).toMatch(/^\/(?!\/)\S*$/);
      else {
        const url = new URL(link);
        expect(url.protocol).toBe('https:');
        const places = [provider.console, ...provider.surfaces];
        expect(places.some((place) => isOnHost(place, url))).toBe(true);
      }
    }
  });

  it('states its smallest recharges as decimals of units it prices in', () => {
    const units = new Set(provider.prices.map(({ unit }) => unit));
    for (const [unit, amount] of Object.entries(provider.rechargeMin)) {
      expect(units).toContain(unit);
      expect(parseDecimal(amount)).toBeGreaterThan(0n);
    }
  });

  it('has its console at an origin of its own, where it has one', () => {
    if (provider.consoleOrigin === null) return;
    const url = new URL(provider.consoleOrigin);
    expect([url.protocol, url.origin]).toEqual(['https:', provider.consoleOrigin]);
    expect(isOnHost(provider.console, url)).toBe(true);
  });

  it('reads balances, keys and who is signed in from surfaces of its own, by paths that can be read', () => {
    const { balances, keys, identity } = provider;
    const isOwn = (surface: string, kind: Surface['kind']): void => {
      expect(surfaceOf(surface)).toMatchObject({ provider: id, kind, method: 'GET' });
    };
    // Keys and names are believed from the console's own address only; a balance may come from the API it loads.
    const isOnConsole = (surface: string): void => {
      for (const place of placesOf(surfaceOf(surface))) expect(isOnHost(provider.console, place)).toBe(true);
    };
    const paths: (string | null)[] = [];
    for (const {
      surface,
      isRepeatable,
      isSingle: _single,
      lists,
      accountNames,
      unit,
      perUnit = '1',
      ...rest
    } of balances) {
      isOwn(surface, 'balance');
      if (isRepeatable) isOnConsole(surface);
      expect(rest.account ?? identity).not.toBeNull();
      expect(lists.length).toBeGreaterThan(0);
      expect(parseDecimal(perUnit)).toBeGreaterThan(0n);
      paths.push(...lists, ...accountNames, ...onlyPaths(unit), ...Object.values(rest));
    }
    for (const [described, kind] of [
      [keys, 'keys'],
      [identity, 'identity'],
    ] as const) {
      if (described === null) continue;
      isOwn(described.surface, kind);
      isOnConsole(described.surface);
      paths.push(...onlyPaths(...Object.values(described).flat()));
    }
    for (const path of paths) if (path !== null) expect(parsePath(path)).not.toBeNull();
  });

  it('has playgrounds that speak to its call surfaces', () => {
    for (const playground of provider.playgrounds) {
      expect(surfaceOf(playground.surface)).toMatchObject({ provider: id, kind: 'call' });
      expect(playground.path).toMatch(/^\//);
      const isBatch = surfaceOf(playground.surface).wire === 'metered';
      expect(playground.typed === 'message').toBe(!isBatch && playground.typed !== 'body');
    }
  });

  it('has refusal patterns without a memory, whose amounts have names', () => {
    for (const { code, message, amounts } of provider.refusals) {
      for (const pattern of [code, message, amounts?.pattern]) expect(pattern?.flags ?? '').toMatch(/^[isu]*$/);
      if (amounts) expect(amounts.pattern.source).toMatch(/\(\?<(available|needed)>/);
    }
  });

  it('has a recording, with source and date, of all it describes', () => {
    const recordings = fixtures<{ readonly source: string; readonly date: string; readonly surface?: string }>(
      provider,
      /\.json$/,
    );
    for (const recording of recordings) {
      expect(recording.source).toMatch(/\S/);
      expect(new Date(recording.date).toISOString().slice(0, 10)).toBe(recording.date);
    }
    const recorded = new Set(recordings.map(({ surface }) => surface));
    for (const surface of provider.surfaces) expect(recorded).toContain(surface.id);
    const streams = fixtures<AnswerFixture>(provider, /^stream-/).map(({ surface }) => surface);
    for (const { id: surface, wire } of provider.surfaces)
      if (wire === 'openai-chat') expect(streams).toContain(surface);
    expect(fixtures<RefusalsFixture>(provider, /^refusals\.json$/)).toHaveLength(1);
  });

  it('bills what our meter reads, to the nano-unit, and what was forecast', () => {
    const answers = fixtures<AnswerFixture>(provider, /^(usage|stream)-/);
    expect(answers.length).toBeGreaterThan(0);
    for (const answer of answers) {
      const surface = surfaceOf(answer.surface);
      const wire = wires[surface.wire ?? 'metered'];
      const draft = wire.readRequest(answer.requestBody, surface.rule);
      const at = Date.parse(answer.at ?? answer.date);
      const query = answer.pricing ? listed(provider, answer.pricing, surface) : undefined;
      const found = draft && findPrices(provider, draft, query).find(({ unit }) => unit === answer.billed.unit);
      if (!draft || !found) throw new Error(`${answer.surface} cannot be read or priced`);
      const price = priceAt(found, { startedAt: at, endedAt: at });
      const meter = wire.openMeter(answer.contentType, surface.rule);
      meter.push(answer.responseBody);
      const { usage, cost, output, errorText, isComplete } = meter.end();
      expect({ errorText, isComplete }).toEqual({ errorText: null, isComplete: true });
      const outcome: Outcome = { kind: 'answer', usage, cost, output };
      const billed = BigInt(answer.billed.nano);
      const exact = { unit: answer.billed.unit, lowNano: billed, likelyNano: billed, highNano: billed };
      expect(costOf(outcome, draft, price, provider.areErrorsFree)).toEqual({ cost: exact, certainty: 'billed' });
      // Without the provider's word, our own count has the truth in its range.
      const blind = costOf({ ...outcome, usage: null, cost: null }, draft, price, provider.areErrorsFree).cost;
      expect(blind && blind.lowNano <= billed && billed <= blind.highNano).toBe(true);
      const estimate = estimateCall(draft, price, []);
      expect(estimate?.unit).toBe(answer.billed.unit);
      if (price.setsAside === 'nothing') expect(estimate?.reserveNano).toBe(0n);
      else if (typeof price.setsAside !== 'object') expect(billed).toBeLessThanOrEqual(estimate?.reserveNano ?? -1n);
      else expect(estimate?.reserveNano).toBeGreaterThan(0n);
    }
  });

  it('is understood when it refuses', () => {
    const [recording] = fixtures<RefusalsFixture>(provider, /^refusals\.json$/);
    expect(recording?.refusals.length).toBeGreaterThan(0);
    for (const { name, status, headers, body, shown, expected } of recording?.refusals ?? []) {
      const told = shown === undefined ? provider : findProvider(id, { ...site, shown });
      const found = readRefusal({ status, headers, bodyText: body, hasAnswerBegun: false }, told?.refusals ?? []);
      const decimal = (nano: bigint | null | undefined): string | null => (nano == null ? null : toDecimal(nano));
      const { says, unit } = found ?? {};
      const read = { says, available: decimal(found?.availableNano), needed: decimal(found?.neededNano), unit };
      expect({ name, ...read }).toEqual({ name, ...expected });
      expect(found?.status).toBe(status);
    }
  });

  it('is understood when its console shows balances', () => {
    const decimal = (nano: bigint | null): string | null => (nano === null ? null : toDecimal(nano));
    for (const paths of provider.balances) {
      const recorded = fixtures<ConsoleFixture>(provider, /\.json$/).filter(
        ({ surface, body }) => surface === paths.surface && body !== undefined,
      );
      expect(recorded.length).toBeGreaterThan(0);
      for (const recording of recorded) {
        const body: unknown = JSON.parse(recording.body);
        if (paths.account !== null) expect(readLabel(body, paths.account)).toMatch(/\S/);
        const found = readBalances(body, paths)?.map(({ unit, availableNano, frozenNano }) => ({
          unit,
          available: decimal(availableNano),
          frozen: decimal(frozenNano),
        }));
        expect(found).toEqual(recording.expected);
      }
    }
  });

  it('is understood when its console shows who is signed in', () => {
    const { identity } = provider;
    if (identity === null) return;
    const [recording] = fixtures<ConsoleFixture>(provider, /^identity\.json$/);
    if (recording === undefined) throw new Error(`${id} has no identity.json`);
    expect(recording.surface).toBe(identity.surface);
    const body: unknown = JSON.parse(recording.body);
    const name = identity.name && readLabel(body, identity.name);
    expect([{ account: readLabel(body, identity.account), name }]).toEqual(recording.expected);
  });

  it('is understood when its console shows keys', () => {
    const { keys } = provider;
    if (keys === null) return;
    const [recording] = fixtures<ConsoleFixture>(provider, /^keys\.json$/);
    if (recording === undefined) throw new Error(`${id} has no keys.json`);
    expect(recording.surface).toBe(keys.surface);
    const body: unknown = JSON.parse(recording.body);
    const list = readKeyList(body, keys);
    expect(list?.account).toMatch(/\S/);
    const decimal = (nano: bigint | null): string | null => (nano === null ? null : toDecimal(nano));
    const found = list?.keys.map(({ name, billing, limitNano, usedNano, unit }) => {
      return { name, billing, limit: decimal(limitNano), used: decimal(usedNano), unit };
    });
    expect(found).toEqual(recording.expected);
    for (const { key } of list?.keys ?? []) expect(key).toMatch(/\S{8}/);
  });
});
