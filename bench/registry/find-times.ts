import { packSurfaces } from '../../build/pack-surfaces.ts';
import { pageHalf } from '../../build/page-half.ts';
import { findInTable, type Surface, tableOf } from '../../lib/domain/surface.ts';
import { unpackSurfaces } from '../../lib/page/unpack-surfaces.ts';
import { families, providers } from '../../lib/providers/registry.ts';
import { summarise } from '../page/statistics.ts';

/** Lookups that are timed together: one is shorter than the clock's own step. */
const BATCH = 2000;
const BATCHES = 60;

/** How long one lookup takes, µs, and the same as a multiple of reading the address, which every page pays anyway. */
export interface FindTime {
  readonly surfaces: number;
  readonly medianUs: number;
  readonly p95Us: number;
  readonly timesUrl: number;
}

/** Looks for addresses that are surfaces, by turns, and for those that are none, among all surfaces of a release. */
export function timeFinding(): Readonly<Record<'a surface' | 'none', FindTime>> {
  const known = [...providers.filter(({ isForTestingOnly }) => !isForTestingOnly), ...families];
  const surfaces = unpackSurfaces(
    packSurfaces(known.flatMap((owner) => ('balances' in owner ? pageHalf(owner) : owner).surfaces)),
  );
  return { 'a surface': timeOf(surfaces, hitsOf(surfaces)), none: timeOf(surfaces, MISSES) };
}

interface Asked {
  readonly method: string;
  readonly href: string;
}

/** What pages ask for all day. */
const MISSES: readonly Asked[] = [
  { method: 'GET', href: 'https://app.example.com/static/js/main.4f2c.js' },
  { method: 'GET', href: 'https://app.example.com/api/v2/items?page=3' },
  { method: 'POST', href: 'https://events.example.com/v1/track' },
  { method: 'POST', href: 'https://api.example.com/v1/chat/completions' },
  { method: 'POST', href: 'https://app.example.com/graphql' },
];

function hitsOf(surfaces: readonly Surface[]): readonly Asked[] {
  return surfaces.flatMap(({ method, hosts, path }) =>
    hosts.slice(0, 1).map((host) => ({
      method,
      href: `https://${host.replace('*', 'any')}${path.replaceAll(/\*+/g, 'any')}`,
    })),
  );
}

function timeOf(surfaces: readonly Surface[], asked: readonly Asked[]): FindTime {
  const parsed = asked.map(({ method, href }) => ({ method, url: partsOf(href) }));
  const table = tableOf(surfaces);
  const page = partsOf('https://app.example.com/');
  const find: number[] = [];
  const parse: number[] = [];
  let found = 0;
  // By turns, so that whatever else the machine does meets both.
  for (let batch = 0; batch < BATCHES; batch++) {
    find.push(
      timed(() => {
        for (let turn = 0; turn < BATCH; turn++) {
          const { method, url } = parsed[turn % parsed.length] as (typeof parsed)[number];
          if (findInTable(table, method, url, page) !== null) found += 1;
        }
      }),
    );
    parse.push(
      timed(() => {
        for (let turn = 0; turn < BATCH; turn++) {
          if (new URL((asked[turn % asked.length] as Asked).href).host === '') found += 1;
        }
      }),
    );
  }
  // Nothing that is timed may be left out by the engine.
  if (found < 0) throw new Error('unreachable');
  const { median, p95 } = summarise(find);
  return { surfaces: surfaces.length, medianUs: median, p95Us: p95, timesUrl: median / summarise(parse).median };
}

/** The parts as the tap hands them on: plain strings, read once. */
function partsOf(href: string): Pick<URL, 'protocol' | 'hostname' | 'port' | 'pathname'> {
  const { protocol, hostname, port, pathname } = new URL(href);
  return { protocol, hostname, port, pathname };
}

/** µs for one turn of a batch. */
function timed(work: () => void): number {
  const start = performance.now();
  work();
  return ((performance.now() - start) * 1000) / BATCH;
}
