import { attempt } from '../domain/json-path.ts';
import { picoForOne } from '../domain/money.ts';
import { OUTPUT_TOKENS_PRIOR, type Price } from '../domain/price.ts';
import type { BalancePaths } from '../domain/read-balances.ts';
import type { RefusalPattern } from '../domain/read-refusal.ts';
import type { MeteredRule } from '../domain/surface.ts';
import { call, type Described, describe, read } from '../providers/describe.ts';
import type { Provider } from '../providers/provider.ts';
import { amountsPattern, anyOf } from './as-pattern.ts';
import { NAMELESS_ACCOUNT, OWN_PREFIX } from './described-places.ts';
import type { Description } from './description.ts';
import { placeOf } from './place-of.ts';

/** The providers that descriptions describe; one of an older form that cannot be read any more is left out. */
export function toProviders(descriptions: readonly Description[]): readonly Provider[] {
  return descriptions.flatMap((one) => attempt(() => toProvider(one), null) ?? []);
}

/** The provider that a description describes. Its addresses were read before (`readDescription`). */
export function toProvider(description: Description): Provider {
  const id = OWN_PREFIX + description.id;
  const { console: address, calls, prices = [], balances = [], refusals = [], links = {} } = description;
  const place = address === undefined ? null : (placeOf(address)?.place ?? null);
  const surfaces: Record<string, Described> = {};
  for (const one of calls) surfaces[one.name] = toSurface(one);
  for (const one of balances) {
    const at = placeOf(one.url);
    if (at !== null) surfaces[one.name] = read(at.place, 'balance', at.path);
  }
  return describe({
    id,
    name: description.name,
    alsoCalled: [description.id],
    console: place ?? { hosts: [], ports: null },
    consoleOrigin: address ?? null,
    surfaces,
    prices: prices.map(toPrice),
    refusals: refusals.map(toPattern),
    balances: balances.map((one) => toPaths(one, `${id}/${one.name}`)),
    links: { recharge: links.recharge ?? null, keys: links.keys ?? null, transactions: links.transactions ?? null },
  });
}

function toSurface(one: Description['calls'][number]): Described {
  const at = placeOf(one.url) ?? { place: { hosts: [], ports: null }, path: '/' };
  const wire = one.speaks ?? 'metered';
  return call(at.place, at.path, wire, {
    method: one.method ?? 'POST',
    ...(one.modelInPath && { isModelInPath: true }),
    ...(wire === 'metered' && { rule: toRule(one) }),
  });
}

function toRule({
  meter = 'requests',
  count = { of: 'call' },
  model,
  cost,
  billed,
}: Description['calls'][number]): MeteredRule {
  return {
    meter,
    count,
    ...(model !== undefined && { model }),
    ...(cost !== undefined && { cost: [cost] }),
    ...(billed !== undefined && { billed: [{ meter, at: billed }] }),
  };
}

function toPrice(one: NonNullable<Description['prices']>[number]): Price {
  const rates = Object.entries(one.rates).map(
    ([meter, { price, per }]) => [meter, picoForOne(price, per) ?? 0n] as const,
  );
  const steps = Object.entries(one.rates).flatMap(([meter, { step, least }]) =>
    step === undefined && least === undefined ? [] : [[meter, { each: step ?? 1, ...(least && { least }) }] as const],
  );
  const isByToken = one.rates['output-tokens'] !== undefined;
  return {
    model: one.model ?? null,
    unit: one.unit,
    rates: Object.fromEntries(rates),
    ...(steps.length > 0 && { steps: Object.fromEntries(steps) }),
    // None of these is an empty text.
    ...(one.least && { callMin: picoForOne(one.least, 1) ?? 0n }),
    ...(one.free && { free: one.free }),
    // From then on nobody knows what it costs, which is not nothing.
    ...(one.until && { dated: [{ from: one.until, rates: {} }] }),
    rounding: one.rounding ?? 'half-up',
    ...(one.setsAside === 'nothing' && { setsAside: 'nothing' }),
    outputTokensDefault: one.outputTokensDefault ?? null,
    outputTokensPrior: isByToken ? OUTPUT_TOKENS_PRIOR : null,
    date: one.date,
    source: one.source,
  };
}

function toPaths(one: NonNullable<Description['balances']>[number], surface: string): BalancePaths {
  return {
    surface,
    account: one.account ?? NAMELESS_ACCOUNT,
    // It may be one's today and another's tomorrow.
    ...(one.account === undefined && { isPart: true }),
    accountNames: one.accountName === undefined ? [] : [one.accountName],
    lists: [one.each ?? '$'],
    ...(one.each === undefined && { isSingle: true }),
    unit: one.unit,
    available: one.available,
    ...(one.plus && { plus: one.plus }),
    ...(one.minus && { minus: one.minus }),
    frozen: one.frozen ?? null,
    isUsable: one.usable ?? null,
    ...(one.per !== undefined && { perUnit: one.per }),
  };
}

function toPattern({
  says,
  status,
  code,
  message,
  amounts,
}: NonNullable<Description['refusals']>[number]): RefusalPattern {
  return {
    says,
    ...(status && { status }),
    ...(code && { code: anyOf(code) }),
    ...(message && { message: anyOf(message) }),
    ...(amounts && {
      amounts: {
        pattern: amountsPattern(amounts.text),
        unit: amounts.unit,
        ...(amounts.per !== undefined && { perUnit: amounts.per }),
      },
    }),
  };
}
