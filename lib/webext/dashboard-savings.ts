import { type BillingAdvice, openBillingAdvice, type WayOutcome } from '../advice/advise-billing.ts';
import { openSavings } from '../advice/find-savings.ts';
import { openPricer } from '../advice/price-book.ts';
import type { Place, WorthOf } from '../advice/savings-places.ts';
import { openWhatIf } from '../advice/what-if.ts';
import type { ExchangeRate } from '../domain/exchange.ts';
import { inverseRate, parseDecimal, toDecimal } from '../domain/money.ts';
import type {
  SavingsQuery,
  SavingsView,
  ShownPlace,
  WhatIfAsked,
  WhatIfChoices,
  WhatIfView,
} from '../domain/savings-view.ts';
import type { SpendPeriod } from '../domain/spend-view.ts';
import { daysOfPeriod } from '../domain/sum-spend.ts';
import type { Text } from '../domain/text.ts';
import { gatherBook } from '../ledger/gather-book.ts';
import type { PriceListRow } from '../ledger/rows.ts';
import { listModels } from '../prices/list-models.ts';
import { findProvider } from '../providers/registry.ts';
import { nameOf } from '../screens/account-name.ts';
import type { Database } from './database.ts';
import { localDay } from './local-day.ts';
import { chooseSpan, readSpan } from './read-span.ts';

/** Of the newest calls so many are looked at to see whether any did cost something. */
const GLANCE_MAX = 200;
/** Models that are offered. */
const MODELS_MAX = 1000;

/** Whether any of the newest calls did cost something: nothing can be saved of others. */
export async function hasSavings(database: Database): Promise<boolean> {
  const newest = await database.records.orderBy('openedAt').reverse().limit(GLANCE_MAX).toArray();
  return newest.some(({ cost }) => cost !== null && cost.likelyNano > 0n);
}

/** When it is asked, and what a dollar is elsewhere, as the user says. `now`: epoch ms. */
interface Asked {
  readonly now: number;
  readonly exchangeRates: readonly ExchangeRate[];
}

/** What could have been saved of a period, and how it would have been paid best. */
export async function readSavings(
  database: Database,
  period: SpendPeriod,
  { now, exchangeRates }: Asked,
): Promise<SavingsView> {
  const { days } = daysOfPeriod(period, localDay(now));
  const span = await chooseSpan(database, days);
  const [{ book, candidates, groups }, lists] = await Promise.all([
    gatherBook(database),
    database.priceLists.toArray(),
  ]);
  const pricer = openPricer(book);
  const savings = openSavings(pricer, { days: span.days, dollarNano: dollarsIn(exchangeRates) });
  const question = { days: span.days, candidates, groups, packages: [], commitments: [] };
  const billing = openBillingAdvice(question, pricer);
  let calls = 0;
  for await (const record of readSpan(database, span)) {
    if (record.outcome === 'unsent') continue;
    calls += 1;
    savings.add(record);
    billing.add(record);
  }
  const { spentNano, savedNano, savings: found, reserves, unknown } = savings.end();
  const placeOf = (place: Place): ShownPlace => showPlace(place, lists);
  return {
    ...{ days, looked: { ...span, calls } },
    sums: Object.entries(spentNano).map(([unit, nano]) => ({
      unit,
      spentNano: nano,
      savedNano: savedNano[unit] ?? 0n,
    })),
    savings: found.map((one) => ({
      ...one,
      places: one.places.map(({ place, nano, instead }) => ({
        ...{ place: placeOf(place), nano },
        ...(instead !== undefined && { instead }),
      })),
    })),
    reserves: reserves.map(({ place, what, fix }) => ({ place: placeOf(place), what, fix })),
    unknown,
    ...showBilling(billing.end(), lists),
  };
}

/** What the calls of a period would have cost otherwise. */
export async function readWhatIf(
  database: Database,
  { period, ...asked }: SavingsQuery,
  now: number,
): Promise<WhatIfView> {
  const span = await chooseSpan(database, daysOfPeriod(period, localDay(now)).days);
  const { book } = await gatherBook(database);
  const whatIf = openWhatIf(questionOf(asked), openPricer(book));
  let calls = 0;
  for await (const record of readSpan(database, span)) {
    if (record.outcome === 'unsent') continue;
    calls += 1;
    whatIf.add(record);
  }
  return { looked: { ...span, calls }, ...whatIf.end() };
}

function questionOf({ of, model, provider, cache }: WhatIfAsked): Parameters<typeof openWhatIf>[0] {
  return { of, cache, change: { ...(model !== null && { model }), ...(provider !== null && { provider }) } };
}

/** What can be chosen among: by the daily sums and the price lists. `providers`: whoever can be called. */
export async function readWhatIfChoices(
  database: Database,
  { period, provider }: Pick<SavingsQuery, 'period' | 'provider'>,
  { now, providers }: { readonly now: number; readonly providers: WhatIfChoices['providers'] },
): Promise<WhatIfChoices> {
  const { from, to } = daysOfPeriod(period, localDay(now)).days;
  const [keys, lists] = await Promise.all([
    database.rollups.where('day').between(from, to, true, true).primaryKeys(),
    database.priceLists.toArray(),
  ]);
  const called = new Set(keys.map(([, , model]) => model).filter((model) => model !== ''));
  const priced = provider === null ? new Set(keys.map(([, id]) => id)) : [provider];
  const models = new Set([...priced].flatMap((id) => pricedModels(id, lists)));
  return { called: sorted(called), providers, models: sorted(models).slice(0, MODELS_MAX) };
}

function pricedModels(id: string, lists: readonly PriceListRow[]): readonly string[] {
  const list = lists.find(({ provider }) => provider === id);
  const provider = findProvider(id, list?.facts ?? null);
  return [...(provider === null ? [] : listModels(provider)), ...(list?.prices?.models.map(({ name }) => name) ?? [])];
}

function sorted(names: Iterable<string>): readonly string[] {
  return [...names].sort((a, b) => a.localeCompare(b));
}

function showPlace({ provider, model, origin }: Place, lists: readonly PriceListRow[]): ShownPlace {
  return { providerName: nameOf(provider, lists), model, origin: origin.replace(/^tool:/, '') };
}

function showBilling(
  { ways, best, reasons }: BillingAdvice,
  lists: readonly PriceListRow[],
): Pick<SavingsView, 'ways' | 'best' | 'reasons' | 'caveats'> {
  const found = Object.entries(best);
  const caveats = new Map(found.flatMap(([, { caveats: own }]) => own).map((text) => [text.key, text]));
  return {
    ...{ reasons, caveats: [...caveats.values()] },
    ways: ways.map((outcome) => ({ name: nameWay(outcome, lists), compared: outcome.compared })),
    best: found.map(([unit, outcome]) => ({
      ...{ unit, nano: outcome.savedNano[unit] ?? 0n, name: nameWay(outcome, lists) },
    })),
  };
}

function nameWay({ way }: WayOutcome, lists: readonly PriceListRow[]): Text {
  const params = {
    ...(way.kind === 'group' && { group: way.group }),
    ...(way.kind === 'bonus' && { from: toDecimal(way.fromNano), percent: way.percent }),
  };
  const name: Text = { key: `page.way.${way.kind}`, params };
  if (!('provider' in way) || way.provider === null) return name;
  return { key: 'page.way.at', params: { name, provider: nameOf(way.provider, lists) } };
}

function dollarsIn(rates: readonly ExchangeRate[]): WorthOf['dollarNano'] {
  return Object.fromEntries(
    rates.flatMap(({ from, to, rate }) => {
      const nano = parseDecimal(rate);
      if (nano === null || (from !== 'USD' && to !== 'USD')) return [];
      const dollar = from === 'USD' ? nano : inverseRate(nano);
      return dollar === null ? [] : [[from === 'USD' ? to : from, dollar] as const];
    }),
  );
}
