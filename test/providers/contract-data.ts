import { expect, it } from 'vitest';
import { providerProblems } from '../../build/check-providers.ts';
import { COST_HEADERS } from '../../lib/domain/cost-headers.ts';
import { parsePath } from '../../lib/domain/json-path.ts';
import { parseDecimal } from '../../lib/domain/money.ts';
import { type AnswerPlace, isOnHost, type MeteredRule, type Surface } from '../../lib/domain/surface.ts';
import type { Provider } from '../../lib/providers/provider.ts';
import { placesOf, surfaceOf } from './described.ts';

/** What is a path: units and other words stand beside them. */
const onlyPaths = (...found: readonly unknown[]): readonly string[] =>
  found.filter((one): one is string => typeof one === 'string' && one.startsWith('$'));

/** A path that stands with what its figures are counted in, or alone. */
const atOf = (one: string | { readonly at: string }): string => (typeof one === 'string' ? one : one.at);

/** Every path of a rule. */
function pathsOf({ count, extras = [], model = '$', ...rule }: MeteredRule): readonly string[] {
  const counted = 'paths' in count ? count.paths : 'path' in count ? [count.path] : [];
  return [...counted, ...extras.map(({ path }) => path), model, ...placesIn(rule).filter((at) => at.startsWith('$'))];
}

/** Every header of a rule. */
function headersOf(rule: MeteredRule): readonly string[] {
  return placesIn(rule).filter((at) => !at.startsWith('$'));
}

function placesIn({ cost = [], billed = [] }: Pick<MeteredRule, 'cost' | 'billed'>): readonly AnswerPlace[] {
  return [...cost.map((place) => (typeof place === 'string' ? place : place.at)), ...billed.map(({ at }) => at)];
}

/** What may differ where a person described a provider: paths that lead to several values, a console on this machine. */
interface Allowed {
  readonly isPath: (path: string) => boolean;
  readonly schemes: readonly string[];
}

const OF_FILES: Allowed = { isPath: (path) => parsePath(path) !== null, schemes: ['https:'] };

/** What holds of the data in every provider's file. */
export function itIsWellDescribed(provider: Provider, { isPath, schemes }: Allowed = OF_FILES): void {
  const { id } = provider;

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
      expect(surface.path.includes('*')).toBe(surface.isPattern === true);
      if (surface.isModelInPath) expect(surface.isPattern).toBe(true);
      expect(surface.hosts.length).toBeGreaterThan(0);
      for (const host of surface.hosts) expect(host).toMatch(/^(\*\.)?[a-z0-9.-]+$/);
      if (surface.ports) expect(surface.ports[0]).toBeLessThanOrEqual(surface.ports[1]);
      expect(surface.wire === null).toBe(surface.kind !== 'call');
      expect(surface.rule === null).toBe(surface.wire !== 'metered');
      for (const path of surface.rule ? pathsOf(surface.rule) : []) expect(isPath(path), path).toBe(true);
      for (const name of surface.rule ? headersOf(surface.rule) : []) expect(COST_HEADERS).toContain(name);
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

  it('has nothing that a build refuses: links are its own, prices have date and source', () => {
    expect(providerProblems([provider])).toEqual([]);
  });

  it('says what is known of its help in figures and with a source', () => {
    const { arrivals = [], bonuses = [], refunds, creditsLastDays = 1, dollarCny = ['1', '1'] } = provider.help;
    for (const { minutes, source } of arrivals) {
      expect(minutes[0]).toBeLessThanOrEqual(minutes[1]);
      expect(source).toMatch(/^https:\/\//);
    }
    for (const { from, percent, source } of bonuses) {
      expect(parseDecimal(from)).toBeGreaterThanOrEqual(0n);
      expect(percent).toBeGreaterThan(0);
      expect(source).toMatch(/^https:\/\//);
    }
    if (refunds) expect(refunds.source).toMatch(/^https:\/\//);
    expect(refunds?.days !== undefined).toBe(refunds?.kind === 'unused-within-days');
    expect(creditsLastDays).toBeGreaterThan(0);
    expect(Number(dollarCny[0])).toBeLessThanOrEqual(Number(dollarCny[1]));
  });

  it('has its doubts about what stands there', () => {
    for (const { about } of provider.doubts) {
      expect(provider).toHaveProperty(about.split('.')[0] ?? '');
      const [, name] = /^surfaces\.(.+)$/.exec(about) ?? [];
      if (name) expect(provider.surfaces.map((one) => one.id)).toContain(`${id}/${name}`);
      const [, link] = /^links\.(.+)$/.exec(about) ?? [];
      if (link) expect(provider.links).toHaveProperty(link);
    }
  });

  it('states its smallest recharges as decimals of units it prices in', () => {
    const units = new Set(provider.prices.map(({ unit }) => unit));
    for (const [unit, amount] of Object.entries(provider.rechargeMin)) {
      if (units.size > 0) expect(units).toContain(unit);
      expect(parseDecimal(amount)).toBeGreaterThan(0n);
    }
  });

  it('has its console at an origin of its own, where it has one', () => {
    if (provider.consoleOrigin === null) return;
    const url = new URL(provider.consoleOrigin);
    expect(schemes).toContain(url.protocol);
    expect(url.origin).toBe(provider.consoleOrigin);
    expect(isOnHost(provider.console, url)).toBe(true);
  });

  it('reads balances, keys and who is signed in from surfaces of its own, by paths that can be read', () => {
    const { balances, keys, identity } = provider;
    const isOwn = (surface: string, kind: Surface['kind']): void => {
      expect(surfaceOf(surface)).toMatchObject({ provider: id, kind, method: 'GET' });
    };
    // Keys and names are believed from the console's own address only; a balance may come from the API it loads.
    const isOfConsole = (surface: string): boolean =>
      placesOf(surfaceOf(surface)).every((place) => isOnHost(provider.console, place));
    const isOnConsole = (surface: string): void => expect(isOfConsole(surface)).toBe(true);
    const paths: (string | null)[] = [];
    for (const {
      surface,
      isSingle,
      isInverted,
      isAccountInPath,
      lists,
      accountNames,
      unit,
      perUnit = '1',
      ...others
    } of balances) {
      const { plus = [], minus = [], unlimitedFrom = '1', account, parts = [], listParts = [], ...more } = others;
      const { isPart, isReadOnce, ...rest } = more;
      expect(listParts.length === 0 || listParts.length === lists.length).toBe(true);
      paths.push(...parts.flatMap((part) => [part.at, ...(part.minus === undefined ? [] : [part.minus])]));
      if (isAccountInPath) expect([account, surfaceOf(surface).isPattern]).toEqual([null, true]);
      // One that is always called the same may be another's tomorrow.
      if (account !== null && !account.startsWith('$')) expect(isPart).toBe(true);
      for (const flag of [isSingle, isInverted, isAccountInPath, isPart, isReadOnce])
        expect([undefined, true]).toContain(flag);
      expect(parseDecimal(unlimitedFrom)).toBeGreaterThan(0n);
      isOwn(surface, 'balance');
      // What an API says to whoever has a key is the key's; what a console says is somebody's.
      if (isOfConsole(surface)) expect(account ?? identity).not.toBeNull();
      expect(lists.length).toBeGreaterThan(0);
      expect(parseDecimal(perUnit)).toBeGreaterThan(0n);
      paths.push(
        ...lists,
        ...plus.map(atOf),
        ...minus.map(atOf),
        ...accountNames,
        ...onlyPaths(unit, account),
        ...Object.values(rest),
      );
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
    for (const path of paths) if (path !== null) expect(isPath(path), path).toBe(true);
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
}
