import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readRecordings } from '../../companion/coats/read-recordings.ts';
import type { Bridge } from '../../lib/bridge/bridge.ts';
import { onReading } from '../../lib/bridge/readings.ts';
import { openSites } from '../../lib/bridge/sites.ts';
import { consoleReaders } from '../../lib/domain/console-readers.ts';
import { readSitePrices } from '../../lib/providers/site-lists.ts';
import { isolatedWorld } from '../../lib/webext/page-ui.ts';

const bodyOf = (surface: string): string =>
  readRecordings('new-api').readings.find((one) => one.surface === `new-api/${surface}` && one.name === 'new-api')
    ?.body ?? '';

const came = (surface: string) => ({
  surface: `new-api/${surface}`,
  url: 'https://relay.example/api',
  text: bodyOf(surface),
  askedAt: performance.now(),
});

beforeEach(() => vi.stubGlobal('location', new URL('https://relay.example/pricing')));
afterEach(() => {
  vi.unstubAllGlobals();
  delete isolatedWorld.__tollkeeperReaders;
});

/** A document whose background brings what is asked for, or does not. */
function openDocument(bring: () => void) {
  const asked: { kind: string; askedAt?: number; prices?: { models: readonly object[] } | null }[] = [];
  const ask = async (request: (typeof asked)[number]) => {
    asked.push(request);
    if (request.kind === 'bring-readers') bring();
    return null;
  };
  const bridge = { sites: openSites(), secret: () => '', link: { ask }, channel: { post: vi.fn() } };
  return { asked, bridge: { ...bridge, isOff: () => false, described: () => [] } as unknown as Bridge };
}

it('a list of prices is read once what reads it was brought in, and told after its site', async () => {
  const { asked, bridge } = openDocument(() => {
    isolatedWorld.__tollkeeperReaders = { ...consoleReaders, readSitePrices };
  });
  onReading(bridge, came('pricing'));
  onReading(bridge, came('status'));
  onReading(bridge, came('account'));
  await vi.waitFor(() =>
    expect(asked.map(({ kind }) => kind)).toEqual(['site', 'bring-readers', 'prices', 'balances']),
  );
  expect(asked[2]?.prices?.models.length).toBeGreaterThan(5);
  // Then it is here, and nothing is asked for.
  onReading(bridge, came('pricing'));
  await vi.waitFor(() => expect(asked.map(({ kind }) => kind).slice(4)).toEqual(['prices']));
});

it('what was asked for is as old as that, by the clock all documents share', async () => {
  const { asked, bridge } = openDocument(() => undefined);
  isolatedWorld.__tollkeeperReaders = { ...consoleReaders, readSitePrices };
  onReading(bridge, came('status'));
  const before = Date.now() - 3_000;
  onReading(bridge, { ...came('account'), askedAt: performance.now() - 3_000 });
  await vi.waitFor(() => expect(asked.at(-1)?.kind).toBe('balances'));
  const { askedAt = 0 } = asked.at(-1) ?? {};
  expect(Math.abs(askedAt - before)).toBeLessThan(1_000);
});

it('what nothing here can read is told neither as it is nor as gone, and is asked for again with the next', async () => {
  const { asked, bridge } = openDocument(() => undefined);
  onReading(bridge, came('status'));
  onReading(bridge, came('pricing'));
  onReading(bridge, came('account'));
  await vi.waitFor(() => expect(asked.map(({ kind }) => kind)).toEqual(['site', 'bring-readers', 'bring-readers']));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(asked).toHaveLength(3);
});
