import type { Draft, Meter } from './call.ts';
import {
  type Decimal,
  inParts,
  multiplyDecimals,
  parseDecimal,
  partsFor,
  picoForOne,
  pointRateToPico,
} from './money.ts';
import type { PointPrice, Price } from './price.ts';
import type { ListedRates, SiteFacts, SiteModel, SitePrices, Tariff } from './site-facts.ts';

/** What a price takes from the software rather than from the list. */
export type PriceHabits = Pick<Price, 'setsAside' | 'trusts' | 'untold' | 'outputTokensPrior'> & {
  readonly unit: string;
  /** The least that is billed by tokens where anything was used, whole points. */
  readonly pointsMin: bigint;
  readonly isMinForNothing?: boolean;
  readonly source: string;
};

/** A group that is decided by the site for each call. */
const AUTO = 'auto';
const DEFAULT_GROUP = 'default';

interface Ratio {
  readonly value: string;
  readonly isGuess: boolean;
}

/** The price of one listed model for who pays; null: what the list says cannot be priced. */
export function priceSiteModel(
  model: SiteModel,
  given: {
    readonly facts: SiteFacts;
    readonly prices: SitePrices;
    readonly draft: Draft;
    readonly tariff: Tariff;
    readonly habits: PriceHabits;
  },
): Price | null {
  const { facts, prices, habits } = given;
  const ratio = groupRatio(model, prices, given.draft, given.tariff);
  const perUnitNano = parseDecimal(facts.perUnit);
  const rates = ratio && (model.perCall === null ? tokenRates(model, ratio) : callRates(model.perCall, facts, ratio));
  if (rates === null || ratio === null || perUnitNano === null || perUnitNano <= 0n) return null;
  const points = toPointPrice(rates, perUnitNano, model.perCall === null ? habits : { pointsMin: 0n });
  const { setsAside, trusts, untold, unit, outputTokensPrior, source } = habits;
  return {
    model: model.name,
    unit,
    rates: mapRates(points.rates, (rate) => pointRateToPico(rate, points.parts, points)),
    points,
    ...(untold === undefined ? {} : { untold }),
    ...(ratio.isGuess ? { isGuess: true } : {}),
    ...(setsAside === undefined ? {} : { setsAside }),
    ...(trusts === undefined ? {} : { trusts }),
    rounding: 'half-up',
    outputTokensDefault: null,
    outputTokensPrior: model.perCall === null ? outputTokensPrior : null,
    date: prices.readOn,
    source,
  };
}

/** What a software that lists money makes of it. */
export type ListHabits = Pick<Price, 'setsAside' | 'outputTokensPrior' | 'tiers' | 'source'> & {
  readonly unit: string;
};

/** Meters that are billed at a price of their own, never at that of other input, where the list does not name it. */
const APART: readonly Meter[] = ['cached-input-tokens'];

/** The price of one model listed in money; null: what the list says cannot be priced. */
export function priceListedModel(
  { name, rates: listed = {}, sizes = [] }: SiteModel,
  date: string,
  habits: ListHabits,
): Price | null {
  const rates = picoRates(listed);
  if (Object.keys(rates).length === 0) return null;
  const untold = APART.filter((meter) => rates[meter] === undefined);
  return {
    model: name,
    rates,
    ...(sizes.length > 0 && {
      sizes: sizes.map((size) => ({ ...size, rates: { ...rates, ...picoRates(size.rates) } })),
    }),
    ...(untold.length > 0 && { untold }),
    ...habits,
    rounding: 'half-up',
    outputTokensDefault: null,
    date,
  };
}

function picoRates(listed: ListedRates): Price['rates'] {
  const rates = Object.entries(listed).flatMap(([meter, rate]) => {
    const pico = picoForOne(rate, 1);
    return pico === null ? [] : [[meter, pico] as const];
  });
  return Object.fromEntries(rates);
}

type Rates = Readonly<Partial<Record<Meter, Decimal>>>;

/** Points a token. */
function tokenRates({ input, output, cached }: SiteModel, { value }: Ratio): Rates | null {
  const inputRate = multiplyDecimals([input, value]);
  const outputRate = multiplyDecimals([input, value, output]);
  const cachedRate = cached === null ? null : multiplyDecimals([input, value, cached]);
  if (inputRate === null || outputRate === null || (cached !== null && cachedRate === null)) return null;
  return {
    'input-tokens': inputRate,
    'output-tokens': outputRate,
    ...(cachedRate === null ? {} : { 'cached-input-tokens': cachedRate }),
  };
}

/** Points a call: the list has its price in money. */
function callRates(perCall: string, { perUnit }: SiteFacts, { value }: Ratio): Rates | null {
  const rate = multiplyDecimals([perCall, perUnit, value]);
  return rate && { requests: rate };
}

function toPointPrice(
  rates: Rates,
  perUnitNano: bigint,
  { pointsMin, isMinForNothing = false }: Pick<PriceHabits, 'pointsMin' | 'isMinForNothing'>,
): PointPrice {
  const parts = partsFor(Object.values(rates));
  const inWhole = Object.entries(rates).map(([meter, rate]) => [meter, inParts(rate, parts)] as const);
  const isFree = rates['input-tokens']?.digits === 0n;
  return {
    perUnitNano,
    parts,
    rates: Object.fromEntries(inWhole),
    pointsMin: isFree ? 0n : pointsMin,
    isMinForNothing,
  };
}

function mapRates(rates: Price['rates'], map: (rate: bigint) => bigint): Price['rates'] {
  return Object.fromEntries(Object.entries(rates).map(([meter, rate]) => [meter, map(rate)]));
}

/** The tariff group that is billed for a call: the key's, what the request names where no key pays, or the account's own. */
export function billedGroup(draft: Draft, { hasKey, keyGroup, userGroup }: Tariff): string | null {
  const asked = hasKey ? keyGroup : (draft.group ?? '');
  return asked === '' ? userGroup : asked;
}

/**
 * What the group that is billed pays. Where nobody tells which that is, but all that could be pay the same, it is known all
 * the same; else the ratio of the usual group is a guess. Null: no group is listed.
 */
function groupRatio(model: SiteModel, prices: SitePrices, draft: Draft, tariff: Tariff): Ratio | null {
  const { groupRatios, userGroup: reader } = prices;
  const ratioOf = (name: string | null): string | undefined =>
    name !== null && Object.hasOwn(groupRatios, name) ? groupRatios[name] : undefined;
  const group = billedGroup(draft, tariff);
  const isOthers = reader !== null && tariff.userGroup !== null && reader !== tariff.userGroup;
  const known = group === AUTO ? undefined : ratioOf(group);
  if (known !== undefined) return { value: known, isGuess: isOthers };
  const listed = model.groups.filter((name) => ratioOf(name) !== undefined);
  const values = new Set((listed.length > 0 ? listed : Object.keys(groupRatios)).map(ratioOf));
  const [only] = values;
  if (values.size === 1 && only !== undefined) return { value: only, isGuess: isOthers };
  const usual = ratioOf(tariff.userGroup) ?? ratioOf(DEFAULT_GROUP) ?? only;
  return usual === undefined ? null : { value: usual, isGuess: true };
}
