import type { Provider } from '../providers/provider.ts';
import { modelsOf } from './base-prices.ts';
import { nameOf } from './known-prices.ts';
import { overlayRows } from './overlay.ts';

/**
 * Every model that a provider is known to have a price of, by name: of its own file, of our overlay and of the base list. A
 * site's own models are in its list and not among them. A name may be one for several versions.
 */
export function listModels({ prices, basePrices }: Provider): readonly string[] {
  const own = prices.flatMap(({ model }) => (model === null ? [] : [model]));
  if (basePrices === undefined) return [...new Set(own)];
  const overlaid = overlayRows.flatMap(({ list, match }) => (list === basePrices.list ? (nameOf(match) ?? []) : []));
  // A row may stand for all names that begin so ("ft:gpt-4o-mini-2024-07-18-"): nobody can call that.
  const listed = modelsOf(basePrices.list).filter((name) => !name.endsWith('-'));
  return [...new Set([...own, ...overlaid, ...listed])];
}
