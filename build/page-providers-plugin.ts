import { real } from '../lib/providers/all.ts';
import { PAGE_FIELDS } from '../lib/providers/provider.ts';
import { refuseProblems } from './check-providers.ts';

const LIST_FILE = /\/lib\/providers\/all\.ts$/;
/** How a site's list becomes prices: a family's file names it, and only the background ever asks. */
const PRICE_FILE = /\/lib\/domain\/site-price\.ts$/;
const NO_PRICES = 'export const priceSiteModel = () => null;';
/** The entrypoints that run in other people's pages and know providers. */
const PAGE_ENTRY = /\bentrypoints\/(bridge|read-error|page-ui)\b/;

/**
 * Gives what runs in pages the half of each provider that is meant for it (`PageProvider`): a page's process needs no prices
 * and no links, and every byte of it is loaded with every page. Fails the build where the providers are not fit for it.
 */
export function pageProvidersPlugin(): {
  readonly name: string;
  readonly buildStart: (options: { readonly input?: unknown }) => void;
  readonly load: (id: string) => string | null;
} {
  let isForPages = false;
  return {
    name: 'tollkeeper:page-providers',
    buildStart({ input }) {
      refuseProblems(real);
      isForPages = PAGE_ENTRY.test(JSON.stringify(input));
    },
    load: (id) => {
      if (!isForPages) return null;
      if (PRICE_FILE.test(id)) return NO_PRICES;
      return LIST_FILE.test(id) ? pageProvidersText() : null;
    },
  };
}

/** The module that stands in the list's place. */
export function pageProvidersText(): string {
  const halves = real.map((provider) => Object.fromEntries(PAGE_FIELDS.map((field) => [field, provider[field]])));
  return `export const real = ${sourceOf(halves)};`;
}

/** A value of a provider's file as source text. */
function sourceOf(value: unknown): string {
  if (value instanceof RegExp) return String(value);
  if (Array.isArray(value)) return `[${value.map(sourceOf).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${sourceOf(entry)}`).join(',')}}`;
}
