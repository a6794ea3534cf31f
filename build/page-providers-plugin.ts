import type { Surface } from '../lib/domain/surface.ts';
import { real } from '../lib/providers/all.ts';
import { namedSites } from '../lib/providers/named-sites.ts';
import { PAGE_FIELDS } from '../lib/providers/provider.ts';
import { families } from '../lib/providers/registry.ts';
import { refuseProblems } from './check-providers.ts';
import { pageHalf } from './page-half.ts';

const LIST_FILE = /\/lib\/providers\/all\.ts$/;
/** How a site's list becomes prices: a family's file names it, and only the background ever asks. */
const PRICE_FILE = /\/lib\/domain\/site-price\.ts$/;
/** How families bill and where people pay them, likewise. */
const BILLING_FILE = /\/lib\/domain\/site-billing\.ts$/;
const NO_BILLING = 'export const NEW_API_BILLING = {}, LITELLM_LINKS = null, SUB2API_LINKS = null;';
const NAMES_FILE = /\/lib\/providers\/named-sites\.ts$/;
const NO_PRICES = 'export const priceSiteModel = () => null, priceListedModel = priceSiteModel;';
/** What the bridge counts with: what is brought for it. And a bundle that only comes where the bridge is: the bridge's own. */
const COUNTER_FILE = /\/lib\/domain\/count-tokens\.ts$/;
const BRIDGE_COUNTER = "export { openTokenCounter } from '../bridge/counter-parts.ts';";
const COUNTER = 'export const openTokenCounter = () => globalThis.__tollkeeperOpenCounter();';
/** The Estimator's worker has the pages' bundle beside it, from our own files. */
const WORKER_COUNTER =
  "importScripts('/counter.js'); export const { openTokenCounter } = globalThis.__tollkeeperCounter;";
const WORKER_ENTRY = /\bentrypoints\/estimator-worker\b/;
const BRIDGE_ENTRY = /\bentrypoints\/bridge\b/;
const BROUGHT_ENTRY = /\bentrypoints\/(wires|sockets|page-ui)\b/;
/** The entrypoints that run in other people's pages and know providers. */
const PAGE_ENTRY = /\bentrypoints\/(bridge|read-error|page-ui)\b/;

/**
 * Gives what runs in pages the half of each provider that is meant for it (`PageProvider`): a page's process needs no prices
 * and no links, and every byte of it is loaded with every page; nor does it need two counters. Fails the build where the providers are not fit for it.
 */
export function pageProvidersPlugin(): {
  readonly name: string;
  readonly buildStart: (options: { readonly input?: unknown }) => void;
  readonly load: (id: string) => string | null;
} {
  let isForPages = false;
  let counter: string | null = null;
  return {
    name: 'tollkeeper:page-providers',
    buildStart({ input }) {
      refuseProblems(real, families, namedSites);
      isForPages = PAGE_ENTRY.test(JSON.stringify(input));
      counter = counterOf(JSON.stringify(input));
    },
    load: (id) => {
      if (COUNTER_FILE.test(id)) return counter;
      if (!isForPages) return null;
      if (PRICE_FILE.test(id)) return NO_PRICES;
      if (BILLING_FILE.test(id)) return NO_BILLING;
      if (NAMES_FILE.test(id)) return namedSitesText();
      return LIST_FILE.test(id) ? pageProvidersText() : null;
    },
  };
}

/** What stands in the counter's place; null: itself. */
function counterOf(input: string): string | null {
  if (BRIDGE_ENTRY.test(input)) return BRIDGE_COUNTER;
  if (WORKER_ENTRY.test(input)) return WORKER_COUNTER;
  return BROUGHT_ENTRY.test(input) ? COUNTER : null;
}

/** What most have alike is said once, and surfaces by place: it is loaded with every page. */
const UNPACK = `
const usual = { refusals: [], balances: [], identity: null, keys: null, playgrounds: [] };
const at = (provider, hosts, ports, rows) => rows.map(([name, kind, path, wire = null, rest]) => (
  { id: provider + '/' + name, provider, hosts, ports, kind, method: kind === 'call' ? 'POST' : 'GET', path, wire, rule: null, ...rest }
));`;

/** The module that stands in the list's place. */
export function pageProvidersText(): string {
  const halves = real.map(pageHalf).map(({ surfaces, ...provider }) => {
    const rest = PAGE_FIELDS.filter(
      (field) => field !== 'surfaces' && !isUsual(provider[field as keyof typeof provider]),
    );
    const fields = rest.map((field) => `${field}: ${sourceOf(provider[field as keyof typeof provider])}`);
    return `{ ...usual, ${fields.join(', ')}, surfaces: [${placesOf(surfaces).join(', ')}] }`;
  });
  return `${UNPACK}\nexport const real = [\n${halves.join(',\n')}\n];`;
}

/** Nothing: what `usual` says already. */
function isUsual(value: unknown): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}

function placesOf(surfaces: readonly Surface[]): readonly string[] {
  const places = new Map<string, string[]>();
  for (const { id, provider, hosts, ports, kind, method, path, wire, rule, ...others } of surfaces) {
    const place = [provider, hosts, ports].map(sourceOf).join(', ');
    const rest = { ...others, ...(rule && { rule }), ...(method !== (kind === 'call' ? 'POST' : 'GET') && { method }) };
    const row = [id.slice(provider.length + 1), kind, path, ...(wire === null ? [] : [wire])];
    const cells = [
      ...row.map(sourceOf),
      ...(isEmpty(rest) ? [] : [...(wire === null ? ['null'] : []), sourceOf(rest)]),
    ];
    places.set(place, [...(places.get(place) ?? []), `[${cells.join(', ')}]`]);
  }
  return [...places].map(([place, rows]) => `...at(${place}, [${rows.join(', ')}])`);
}

function isEmpty(value: object): boolean {
  return Object.values(value).every((entry) => entry === undefined);
}

/** The same of the named sites: where they are, and what may be taken for granted there. */
export function namedSitesText(): string {
  return `export const namedSites = ${sourceOf(namedSites.map(({ id, hosts, facts }) => ({ id, hosts, facts })))};`;
}

/** A value of a provider's file as source text. */
function sourceOf(value: unknown): string {
  if (value instanceof RegExp) return String(value);
  if (Array.isArray(value)) return `[${value.map(sourceOf).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${sourceOf(entry)}`).join(',')}}`;
}
