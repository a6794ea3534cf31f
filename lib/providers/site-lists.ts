import { listOf, readKey } from '../domain/json-path.ts';
import { readLabel } from '../domain/read-balances.ts';
import { decimalOf, readDecimals } from '../domain/read-site.ts';
import {
  type ListedRates,
  SITE_GROUPS_MAX,
  SITE_MODELS_MAX,
  type SiteModel,
  type SitePrices,
} from '../domain/site-facts.ts';

/** What a `prices` surface of a family lists; null: nothing that could be understood. `readOn`: ISO day. */
export function readSitePrices({ id }: { readonly id: string }, body: unknown, readOn: string): SitePrices | null {
  return LISTS.get(id)?.(body, readOn) ?? null;
}

/** Apart from all else of a family: pages that load no list need none of this. */
const LISTS: ReadonlyMap<string, typeof readNewApi> = new Map([
  ['litellm', readLitellm],
  ['new-api', readNewApi],
]);

/** What relays of the new-api family ask for their models (model/pricing.go). Null: nothing is listed (403, 401, a page). */
function readNewApi(body: unknown, readOn: string): SitePrices | null {
  const groupRatios = readDecimals(readKey(body, 'group_ratio'));
  const rows = readKey(body, 'data');
  if (groupRatios === null || !Array.isArray(rows)) return null;
  const models = rows.slice(0, SITE_MODELS_MAX).flatMap(readRatios);
  return { readOn, userGroup: null, groupRatios, models };
}

/** What the software shows where nobody has set a price: it refuses such calls (new-api) or bills them (one-api, 30). */
const UNPRICED_RATIOS = new Set(['37.5', '30']);

function readRatios(row: unknown): readonly SiteModel[] {
  const name = readLabel(row, '$.model_name');
  const field = (key: string): string | null => decimalOf(readKey(row, key));
  // Prices by a formula of the site's (`tiered_expr`) are not worked out: unpriced.
  if (name === null || name.length > 128 || (readKey(row, 'billing_mode') ?? '') !== '') return [];
  const groups = listOf(readKey(row, 'enable_groups')).filter(
    (group) => typeof group === 'string' && group.length <= 64,
  );
  const rest = { name, groups: groups.slice(0, SITE_GROUPS_MAX) as string[] };
  const [input, output, perCall] = [field('model_ratio'), field('completion_ratio'), field('model_price')];
  if (readKey(row, 'quota_type') === 1) {
    return perCall === null ? [] : [{ ...rest, perCall, input: '0', output: '0', cached: null }];
  }
  if (input === null || output === null || UNPRICED_RATIOS.has(input)) return [];
  return [{ ...rest, perCall: null, input, output, cached: field('cache_ratio') }];
}

/** What a list calls each price. */
const FIELDS = {
  'input-tokens': 'input_cost_per_token',
  'output-tokens': 'output_cost_per_token',
  'cached-input-tokens': 'cache_read_input_token_cost',
  'cache-write-tokens': 'cache_creation_input_token_cost',
  'cache-write-1h-tokens': 'cache_creation_input_token_cost_above_1hr',
} as const;
/** From how many thousand tokens on it may have others. */
const SIZES = [128, 200, 256, 272, 512];

/** What a LiteLLM proxy lists of its models, a page at a time. Null: nothing is listed. */
function readLitellm(body: unknown, readOn: string): SitePrices | null {
  const rows = readKey(body, 'data');
  if (!Array.isArray(rows)) return null;
  const models = new Map<string, SiteModel | null>();
  for (const model of rows.slice(0, SITE_MODELS_MAX).flatMap(readRates)) {
    const other = models.get(model.name);
    // One name for several suppliers: which of them will answer nobody knows.
    const isSame = other === undefined || JSON.stringify(other) === JSON.stringify(model);
    models.set(model.name, isSame ? model : null);
  }
  const known = [...models.values()].filter((model) => model !== null);
  return { readOn, userGroup: null, groupRatios: {}, models: known, isPart: true };
}

function readRates(row: unknown): readonly SiteModel[] {
  const name = readLabel(row, '$.model_name');
  const info = readKey(row, 'model_info');
  const rates = ratesOf(info);
  if (name === null || name.length > 128 || rates['input-tokens'] === undefined) return [];
  const sizes = SIZES.map((thousands) => ({
    aboveInputTokens: thousands * 1000,
    rates: ratesOf(info, `_above_${thousands}k_tokens`),
  })).filter((size) => Object.keys(size.rates).length > 0);
  const bySite = { perCall: null, input: '0', output: '0', cached: null, groups: [] };
  return [{ name, ...bySite, rates, ...(sizes.length > 0 && { sizes }) }];
}

function ratesOf(info: unknown, suffix = ''): ListedRates {
  const rates = Object.entries(FIELDS).flatMap(([meter, field]) => {
    const rate = decimalOf(readKey(info, field + suffix));
    return rate === null ? [] : [[meter, rate] as const];
  });
  return Object.fromEntries(rates);
}
