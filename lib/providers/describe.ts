import type { AnswerWireId, SocketWireId } from '../domain/call.ts';
import type { SiteFacts } from '../domain/site-facts.ts';
import type { MeteredRule, Place, Surface } from '../domain/surface.ts';
import type { Provider, SitePlace } from './provider.ts';

/** One address of a provider, without what follows from whose it is. */
export type Described = Omit<Surface, 'id' | 'provider'>;

/** What most providers have alike, and so need not say. */
export const USUAL = {
  prices: [],
  refusals: [],
  balances: [],
  identity: null,
  keys: null,
  playgrounds: [],
  help: {},
  rechargeMin: {},
  isReserveInReading: false,
  areErrorsFree: null,
  state: 'listed',
  doubts: [],
  isForTestingOnly: false,
} as const satisfies Partial<Provider>;

/** OpenRouter says of these suppliers that a stream whose client has gone is made, and billed, to its end. */
export const ENDS_NO_STREAM = {
  mark: 'third-party',
  source: 'https://openrouter.ai/docs/api-reference/streaming',
  date: '2026-11-22',
} as const satisfies Provider['billsInFull'];

type Needed = Pick<Provider, 'id' | 'name' | 'console' | 'consoleOrigin' | 'links'>;

/** A provider's file: what it does not name is as it is with most. `surfaces`: by name, `id/name` is what they are called. */
export function describe(
  data: Needed & Partial<Omit<Provider, 'surfaces'>> & { readonly surfaces: Readonly<Record<string, Described>> },
): Provider {
  const surfaces = Object.entries(data.surfaces).map(([name, surface]) => ({
    id: `${data.id}/${name}`,
    provider: data.id,
    ...surface,
  }));
  return { ...USUAL, ...data, surfaces };
}

/** These hosts, at https's own port. */
export function on(...hosts: readonly string[]): Place {
  return { hosts, ports: null };
}

/** Where a billed call goes. `*` in the path is one part of it, `**` at its end the rest. */
export function call(place: Place, path: string, wire: AnswerWireId, more: Partial<Surface> = {}): Described {
  return { ...place, ...patternOf(path), kind: 'call', method: 'POST', path, wire, rule: null, ...more };
}

/** Where a socket is opened over which calls are made. */
export function socket(place: Place, path: string, wire: SocketWireId): Described {
  return { ...place, ...patternOf(path), kind: 'call', method: 'WS', path, wire, rule: null };
}

/** Where pages ask what became of work that a call has begun. */
export function followUp(place: Place, path: string, wire: AnswerWireId): Described {
  return call(place, path, wire, { method: 'GET', isFollowUp: true });
}

/** Where a call goes that a rule meters. */
export function metered(place: Place, path: string, rule: MeteredRule, more: Partial<Surface> = {}): Described {
  return call(place, path, 'metered', { rule, ...more });
}

/** Where something is read that pages load, or a script may ask for. */
export function read(place: Place, kind: Exclude<Surface['kind'], 'call'>, path: string): Described {
  return { ...place, ...patternOf(path), kind, method: 'GET', path, wire: null, rule: null };
}

/** Where the sites of a family are: nobody knows beforehand. */
export const ANYWHERE: Place = { hosts: [], ports: null };

/**
 * What every site of a family has, by name, as surfaces of one that is at `place`; null: of the family itself, which is read on
 * any page's own origin.
 */
export function surfacesAt(
  place: Place | null,
  id: string,
  surfaces: Readonly<Record<string, Described>>,
): readonly Surface[] {
  return Object.entries(surfaces).map(([name, surface]) => ({
    id: `${id}/${name}`,
    provider: id,
    ...surface,
    ...(place ?? (surface.kind === 'call' ? {} : { isOwnOrigin: true })),
  }));
}

/** What all sites of families have alike, whatever their software: they are described by where they are. */
export function siteAt(
  { id, hostname, port }: SitePlace,
  facts: SiteFacts | null,
  surfaces: Readonly<Record<string, Described>>,
): Pick<Provider, keyof typeof USUAL | 'id' | 'name' | 'console' | 'consoleOrigin' | 'surfaces'> {
  const place: Place = { hosts: [hostname], ports: port === '' ? null : [Number(port), Number(port)] };
  const host = port === '' ? hostname : `${hostname}:${port}`;
  return {
    ...USUAL,
    id,
    name: facts?.name == null ? host : `${facts.name} (${host})`,
    console: place,
    consoleOrigin: facts?.origin ?? null,
    surfaces: surfacesAt(place, id, surfaces),
  };
}

function patternOf(path: string): Pick<Surface, 'isPattern'> {
  return path.includes('*') ? { isPattern: true } : {};
}
