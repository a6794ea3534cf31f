import type { ApiPreview, PlacePreview, ReadPreview } from '../domain/own-api.ts';
import type { Description } from './description.ts';
import { type DescribedPath, pathsOfBalance, pathsOfCall } from './paths-of.ts';
import { toProvider } from './to-provider.ts';

/** What a description would make Tollkeeper look at. `replaces`: the name of the one whose place it takes; null: none. */
export function previewOf(description: Description, replaces: string | null): ApiPreview {
  const { id, name, console = null, calls, balances = [], links = {}, prices = [], refusals = [] } = description;
  const linked = toProvider(description).links;
  return {
    ...{ id, name, replaces, console },
    places: [...calls.map(placeOfCall), ...balances.map(placeOfBalance)],
    links: (['recharge', 'keys', 'transactions'] as const).flatMap((link) => {
      const to = links[link] === undefined ? null : linked[link];
      return to === null ? [] : [{ name: link, address: to.startsWith('/') ? `${console}${to}` : to }];
    }),
    units: [...new Set([...prices.map(({ unit }) => unit), ...refusals.flatMap(({ amounts }) => amounts?.unit ?? [])])],
    prices: prices.length,
  };
}

/** Hosts of a description, each once. */
export function hostsOf(description: Description): readonly string[] {
  const { console: place, surfaces } = toProvider(description);
  return [...new Set([...surfaces, place].flatMap(({ hosts }) => hosts))];
}

function placeOfCall(call: Description['calls'][number]): PlacePreview {
  const { name, url, method = 'POST', speaks = 'metered', modelInPath } = call;
  const reads = pathsOfCall(call, '$').map(toRead);
  const isCounted = reads.some(({ what }) => what === 'count');
  return {
    ...{ kind: 'call', name, method, address: url },
    reads: [
      ...(speaks === 'metered' ? (isCounted ? [] : [read('call')]) : [read('sizes', speaks)]),
      ...(modelInPath ? [read('model-in-path')] : []),
      ...reads,
      read('errors'),
    ],
  };
}

function placeOfBalance(balance: NonNullable<Description['balances']>[number]): PlacePreview {
  const reads = pathsOfBalance(balance, '$').map(toRead);
  return { kind: 'balance', name: balance.name, method: 'GET', address: balance.url, reads };
}

function toRead({ what, path }: DescribedPath): ReadPreview {
  return read(what, path);
}

function read(what: ReadPreview['what'], at = ''): ReadPreview {
  return { what, at };
}
