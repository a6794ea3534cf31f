import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRecordings } from '../../companion/coats/read-recordings.ts';
import type { Recording } from '../../companion/coats/recording.ts';
import { domainOf } from '../../lib/described/address.ts';
import {
  BALANCE_NOTES,
  type BalanceAsk,
  NO_BALANCE_REASONS,
  type NoBalanceByKey,
} from '../../lib/domain/balance-ask.ts';
import { parsePath } from '../../lib/domain/json-path.ts';
import { type BalanceByKey, readBalanceByKey } from '../../lib/engine/read-balance-by-key.ts';
import type { Provider } from '../../lib/providers/provider.ts';
import { asksOf } from '../../lib/providers/site-asks.ts';
import { standIn, type Told } from '../engine/loopback.ts';
import { described, site, surfaceOf } from './described.ts';
import { walletOf } from './understand.ts';

/** What an address says that only a key is told, and what it means; null: nothing. */
interface AskedFixture extends Recording {
  readonly name?: string;
  readonly path: string;
  readonly body: unknown;
  /** What other addresses say that belong to it. */
  readonly others?: Readonly<Record<string, unknown>>;
  readonly expected: readonly object[] | null;
  readonly of?: BalanceAsk['of'];
}

const quoted: Readonly<Record<string, readonly AskedFixture[]>> = JSON.parse(
  readFileSync(join(import.meta.dirname, 'asked.json'), 'utf8'),
);

const familyOf = ({ id }: Provider): string => id.replace(/@.*/, '');

/** How a provider is asked; every file says that, or why it cannot be. */
function waysOf(provider: Provider): readonly BalanceAsk[] | NoBalanceByKey {
  const asks = asksOf(provider, site);
  if (asks === null) throw new Error(`nobody has looked whether ${provider.id} tells a key what is left`);
  return asks;
}

/** Everything that was recorded of one way. */
function recordedOf(provider: Provider, ask: BalanceAsk): readonly AskedFixture[] {
  if (!('surface' in ask)) return (quoted[familyOf(provider)] ?? []).filter(({ path }) => path === ask.path);
  const { path } = surfaceOf(ask.surface);
  const family = readRecordings(familyOf(provider)).readings.filter((one) => one.site === undefined);
  const name = ask.surface.slice(ask.surface.lastIndexOf('/'));
  const own = readRecordings(provider.id).readings.filter((one) => one.site === undefined);
  return [...(own.some(({ surface }) => surface === ask.surface) ? own : family)]
    .filter(({ surface }) => surface.endsWith(name))
    .map((one) => ({ ...one, path, expected: one.expected as readonly object[] | null }));
}

/** A body of a recording as a server sends it: a text may be a page. */
const tell = (body: unknown): Told =>
  typeof body === 'string' && /^\s*</.test(body)
    ? { headers: { 'content-type': 'text/html' }, text: body }
    : { text: typeof body === 'string' ? body : JSON.stringify(body), headers: { 'content-type': 'application/json' } };

async function ask(provider: Provider, way: BalanceAsk, recorded: AskedFixture): Promise<BalanceByKey> {
  const { ports } = await standIn(({ url }) => {
    const path = url.replace(/\?.*/, '');
    return tell(recorded.others?.[path] ?? recorded.body);
  });
  const id = way.id === undefined ? null : 'of-somebody';
  return readBalanceByKey(provider, { asks: [way], site: null, keyFor: () => 'sk-1', idFor: () => id }, ports);
}

/** The unit that some spell in small letters is the currency all the same. */
const spelt = (wallet: object): object =>
  'unit' in wallet && wallet.unit === 'usd' ? { ...wallet, unit: 'USD' } : wallet;

const withWays = described
  .map((provider) => [provider.id, provider] as const)
  .filter(([, provider]) => !('why' in waysOf(provider)));

it('every provider says how a key is told what is left, or why none is', () => {
  for (const provider of described) {
    const ways = waysOf(provider);
    if ('why' in ways) expect(NO_BALANCE_REASONS).toContain(ways.why);
    for (const { source, date } of 'why' in ways ? [ways] : ways) {
      expect(source).toMatch(/\S/);
      expect(new Date(date).toISOString().slice(0, 10)).toBe(date);
    }
  }
  expect(withWays.length).toBeGreaterThan(30);
});

it('each recording belongs to a way', () => {
  const paths = (id: string): readonly string[] =>
    withWays
      .filter(([, provider]) => familyOf(provider) === id)
      .flatMap(([, provider]) =>
        (waysOf(provider) as readonly BalanceAsk[]).map((way) => ('path' in way ? way.path : '')),
      );
  for (const [id, recordings] of Object.entries(quoted))
    for (const { path } of recordings) expect(paths(id)).toContain(path);
});

describe.each(withWays)('%s', (_id, provider) => {
  const ways = waysOf(provider) as readonly BalanceAsk[];

  it('is asked at its own addresses, by paths that can be read, with keys that have variables', () => {
    const own = new Set([provider.console, ...provider.surfaces].flatMap(({ hosts }) => hosts.map(domainOf)));
    for (const way of ways) {
      const path = 'surface' in way ? surfaceOf(way.surface).path : way.path;
      if ('surface' in way) expect(surfaceOf(way.surface)).toMatchObject({ provider: provider.id, kind: 'balance' });
      if ('surface' in way) expect(provider.balances.map(({ surface }) => surface)).toContain(way.surface);
      if ('host' in way && way.host) expect(own).toContain(domainOf(way.host));
      if (way.hostByKey) expect(own).toContain(domainOf(way.hostByKey.host));
      // Whoever stands in the path must be said.
      expect(path.includes('*')).toBe(way.id !== undefined && way.id.header === undefined);
      for (const name of [...way.variables, way.id?.variable ?? 'NONE']) expect(name).toMatch(/^[A-Z][A-Z0-9_]+$/);
      for (const note of way.notes ?? []) expect(BALANCE_NOTES).toContain(note);
      for (const found of [way.endsAt, way.isUnlimited?.at, way.id?.find?.at])
        expect(found === undefined || parsePath(found) !== null).toBe(true);
      // What is less than sure says why.
      if (way.confidence === 'low') expect(way.notes?.length).toBeGreaterThan(0);
    }
  });

  it.each(ways.map((way) => ['surface' in way ? way.surface : `${way.path} (${way.of})`, way] as const))(
    'is understood when it answers %s',
    async (_where, way) => {
      const recorded = recordedOf(provider, way).filter(({ of = way.of }) => of === way.of);
      expect(recorded.filter(({ expected }) => expected !== null)).not.toEqual([]);
      for (const one of recorded) {
        const found = await ask(provider, way, one);
        const wallets = found.kind === 'read' ? found.readings.map(walletOf) : null;
        const isSaid = one.expected?.some((wallet) => !('available' in wallet) || wallet.available !== null);
        const isUnlimited = one.expected?.some((wallet) => 'isUnlimited' in wallet);
        expect([one.name, wallets]).toEqual([one.name, isSaid || isUnlimited ? one.expected?.map(spelt) : null]);
        // Whatever else it was, it is a problem with a name, and no figure.
        if (wallets === null) expect(found).toMatchObject({ kind: 'problem', problem: { kind: expect.any(String) } });
      }
    },
  );

  it('is no 0 when it answers what nobody knows, a page or nothing at all', async () => {
    for (const way of ways) {
      for (const body of [{}, [], null, 0, '', { data: null }, { error: { message: 'x' } }, '<!doctype html>']) {
        const found = await ask(provider, way, { path: '', body, expected: null, source: '', date: '' });
        // One answers with the bare figure.
        if (body === 0 && provider.id === 'fal') continue;
        expect([body, found.kind]).toEqual([body, 'problem']);
      }
    }
  });
});
