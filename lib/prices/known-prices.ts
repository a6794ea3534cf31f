import { type ModelMatch, matchesModel } from '../domain/model-match.ts';
import type { Price } from '../domain/price.ts';
import type { BaseList } from '../providers/provider.ts';
import { answersOf, findBasePrice, findBaseRow, listsFor } from './base-prices.ts';
import { type FiledPrice, findFiled, isUnpriced, rowsInForce } from './file-prices.ts';
import { type OverlayRow, overlayRows, overlayTiers } from './overlay.ts';

/**
 * The price of a model of a list, with its kinds of service: what the price file in force says, else the overlay, else the
 * base list. Null: none of them knows one, or the first that names it knows that none of what is told can be relied on.
 */
export function findKnownPrice(of: BaseList, model: string): Price | null {
  if (found.rows !== rowsInForce()) found = { rows: rowsInForce(), byList: new WeakMap() };
  const { byList } = found;
  const prices = byList.get(of) ?? new Map<string, Price | null>();
  byList.set(of, prices);
  let price = prices.get(model);
  if (price === undefined) {
    price = findPrice(of, model);
    // Names come from requests: whoever makes them up must not fill the memory.
    if (prices.size >= FOUND_MAX) prices.clear();
    prices.set(model, price);
  }
  return price;
}

/** What was found, because the same few models are asked for again and again, and rows are matched by patterns. */
let found: { readonly rows: object; readonly byList: WeakMap<BaseList, Map<string, Price | null>> } = {
  rows: rowsInForce(),
  byList: new WeakMap(),
};
const FOUND_MAX = 500;

function findPrice(of: BaseList, model: string): Price | null {
  const filed = findFiledPrice(of.list, model);
  const price = filed === null ? findBuiltPrice(of, model) : toPrice(filed, model, of.setsAside);
  const name = model.toLowerCase();
  const tiers = overlayTiers.find(({ list, match }) => list === of.list && matchesModel(match, name))?.tiers;
  return price === null || tiers === undefined ? price : { ...price, tiers };
}

/** The same, without kinds of service, as this build has it. */
export function findBuiltPrice(of: BaseList, model: string): Price | null {
  const row = findOverlayRow(of.list, model.toLowerCase());
  return row === undefined ? findBasePrice(of, model) : toPrice(row, model, of.setsAside);
}

/**
 * A file names models as lists do, without patterns: its row is for whatever this build knows by the same name, so that it
 * also holds for the names with a day behind them.
 */
function findFiledPrice(list: string, model: string): FiledPrice | null {
  const name = model.toLowerCase();
  const named = findFiled(list, name);
  if (named !== null) return named;
  const ours = findOverlayRow(list, name);
  if (ours !== undefined) return findFiled(list, nameOf(ours.match) ?? name);
  const base = findBaseRow(list, model);
  const byRow = (): FiledPrice | null => (base ? findFiled(base.list, base.row.model.toLowerCase()) : null);
  // What this build has in the list itself goes before other lists, also before what a file says of those.
  if (base?.list === list) return byRow();
  return firstOf(listsFor(list), (one) => findFiled(one, name)) ?? byRow();
}

function firstOf<T, R>(from: readonly T[], read: (one: T) => R | null): R | null {
  for (const one of from) {
    const found = read(one);
    if (found !== null) return found;
  }
  return null;
}

function findOverlayRow(of: string, name: string): OverlayRow | undefined {
  return overlayRows.find(({ list, match }) => list === of && matchesModel(match, name));
}

/** The name that a row of the overlay is for; null: it is for none alone. */
export function nameOf(match: ModelMatch): string | null {
  if ('equals' in match) return match.equals;
  return 'or' in match ? firstOf(match.or, nameOf) : null;
}

function toPrice(told: FiledPrice | OverlayRow, model: string, setsAside: BaseList['setsAside']): Price | null {
  if (isUnpriced(told)) return null;
  const { unit = 'USD', rates, ...rest } = 'match' in told ? withoutMatch(told) : told;
  return { ...rest, rates, model, unit, rounding: 'half-up', setsAside, ...answersOf(rates) };
}

function withoutMatch({ list: _list, match: _match, ...told }: OverlayRow): Omit<OverlayRow, 'list' | 'match'> {
  return told;
}
