import { matchesModel } from '../domain/model-match.ts';
import type { Price } from '../domain/price.ts';
import type { BaseList } from '../providers/provider.ts';
import { answersOf, findBasePrice } from './base-prices.ts';
import { type OverlayRow, overlayRows, overlayTiers } from './overlay.ts';

/**
 * The price of a model of a list, with its kinds of service: what the overlay says, else the base list. Null: neither knows
 * one, or the overlay knows that none of what is told can be relied on.
 */
export function findKnownPrice(of: BaseList, model: string): Price | null {
  const name = model.toLowerCase();
  const row = overlayRows.find(({ list, match }) => list === of.list && matchesModel(match, name));
  const price = row === undefined ? findBasePrice(of, model) : toPrice(row, model, of.setsAside);
  const tiers = overlayTiers.find(({ list, match }) => list === of.list && matchesModel(match, name))?.tiers;
  return price === null || tiers === undefined ? price : { ...price, tiers };
}

function toPrice(row: OverlayRow, model: string, setsAside: BaseList['setsAside']): Price | null {
  const { list: _list, match: _match, unit = 'USD', ...told } = row;
  if (Object.keys(row.rates).length === 0) return null;
  return { ...told, model, unit, rounding: 'half-up', setsAside, ...answersOf(row.rates) };
}
