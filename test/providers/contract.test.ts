import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../lib/domain/call.ts';
import { costOf } from '../../lib/domain/cost-of.ts';
import { estimateCall } from '../../lib/domain/estimate-call.ts';
import { parsePath, readPath } from '../../lib/domain/json-path.ts';
import { parseDecimal, toDecimal } from '../../lib/domain/money.ts';
import { readRefusal } from '../../lib/domain/read-refusal.ts';
import { findSurface, isOnHost, type Surface } from '../../lib/domain/surface.ts';
import type { Provider } from '../../lib/providers/provider.ts';
import { everySurface, findPrice, findProvider, findSurfaceById, providers } from '../../lib/providers/registry.ts';
import { wires } from '../../lib/wires/registry.ts';
import type { AnswerFixture, ConsoleFixture, RefusalsFixture } from './fixture.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures');

function fixtures<T>(provider: Provider, kind: RegExp): readonly T[] {
  const folder = join(FIXTURES, provider.id);
  const names = readdirSync(folder).filter((name) => kind.test(name));
  return names.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
}

function surfaceOf(id: string): Surface {
  const surface = findSurfaceById(id);
  if (surface === null) throw new Error(`there is no surface ${id}`);
  return surface;
}

/** An address on each host and edge port of a surface. */
function placesOf(surface: Surface): readonly URL[] {
  const ports = surface.ports ?? [''];
  return surface.hosts.flatMap((host) =>
    ports.map(
      (port) => new URL(`${port === '' ? 'https' : 'http'}://${host.replace('*', 'any')}:${port}${surface.path}`),
    ),
  );
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

describe.each(providers.map((provider) => [provider.id, provider] as const))('provider %s', (id, provider) => {
  it('names itself in a way that can be a file and part of an id', () => {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
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

  it('prices with date and source, one price for each model', () => {
    const seen = new Set<string>();
    for (const price of provider.prices) {
      const key = `${price.model} ${Object.keys(price.rates).sort()}`;
      expect(seen).not.toContain(key);
      seen.add(key);
      expect(new Date(price.date).toISOString().slice(0, 10)).toBe(price.date);
      expect(price.source.trim()).not.toBe('');
      expect(price.unit).toMatch(/^\S.{0,30}$/);
      const rates = Object.values(price.rates);
      expect(rates.length).toBeGreaterThan(0);
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

  it('reads balances and keys from surfaces on its own console, by paths that can be read', () => {
    for (const [paths, kind] of [
      [provider.balances, 'balance'],
      [provider.keys, 'keys'],
    ] as const) {
      if (paths === null) continue;
      const { surface, ...rest } = paths;
      expect(surfaceOf(surface)).toMatchObject({ provider: id, kind, method: 'GET' });
      for (const place of placesOf(surfaceOf(surface))) expect(isOnHost(provider.console, place)).toBe(true);
      for (const path of Object.values(rest)) expect(parsePath(path)).not.toBeNull();
    }
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
      const price = draft && findPrice(provider, draft);
      if (draft === null || price === null) throw new Error(`${answer.surface} cannot be read or priced`);
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
      expect(billed).toBeLessThanOrEqual(estimate?.reserveNano ?? -1n);
    }
  });

  it('is understood when it refuses', () => {
    const [recording] = fixtures<RefusalsFixture>(provider, /^refusals\.json$/);
    expect(recording?.refusals.length).toBeGreaterThan(0);
    for (const { name, status, headers, body, expected } of recording?.refusals ?? []) {
      const found = readRefusal({ status, headers, bodyText: body, hasAnswerBegun: false }, provider.refusals);
      const decimal = (nano: bigint | null | undefined): string | null => (nano == null ? null : toDecimal(nano));
      const { says, unit } = found ?? {};
      const read = { says, available: decimal(found?.availableNano), needed: decimal(found?.neededNano), unit };
      expect({ name, ...read }).toEqual({ name, ...expected });
      expect(found?.status).toBe(status);
    }
  });

  it('is understood when its console shows balances and keys', () => {
    const listed = (body: unknown, paths: Readonly<Record<string, string>>, names: readonly string[]) => {
      const each = readPath(body, paths.each ?? '');
      if (!Array.isArray(each)) throw new Error('there is no list');
      return each.map((entry) => Object.fromEntries(names.map((name) => [name, readPath(entry, paths[name] ?? '')])));
    };
    const sameAmounts = (value: unknown): unknown => {
      const nano = parseDecimal(value);
      return nano === null ? value : toDecimal(nano);
    };
    for (const [paths, kind, names] of [
      [provider.balances, /^balance\.json$/, ['unit', 'available', 'frozen']],
      [provider.keys, /^keys\.json$/, ['name', 'billing', 'limit', 'used', 'unit']],
    ] as const) {
      if (paths === null) continue;
      const [recording] = fixtures<ConsoleFixture>(provider, kind);
      if (recording === undefined) throw new Error(`${id} has no ${kind}`);
      const body: unknown = JSON.parse(recording.body);
      expect(recording.surface).toBe(paths.surface);
      expect(readPath(body, paths.account)).toMatch(/\S/);
      const found = listed(body, { ...paths }, names).map((entry) =>
        Object.fromEntries(Object.entries(entry).map(([name, value]) => [name, sameAmounts(value)])),
      );
      expect(found).toEqual(recording.expected);
      if ('key' in paths) for (const entry of listed(body, { ...paths }, ['key'])) expect(entry.key).toMatch(/\S{8}/);
    }
  });
});
