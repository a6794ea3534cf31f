import type { Draft, RefusalReading } from '../domain/call.ts';
import { costOf } from '../domain/cost-of.ts';
import { estimateCall } from '../domain/estimate-call.ts';
import { attempt } from '../domain/json-path.ts';
import type { ApiSample } from '../domain/own-api.ts';
import type { Price } from '../domain/price.ts';
import { priceAt } from '../domain/price-at.ts';
import { readByMeaning } from '../domain/read-by-meaning.ts';
import { type FailedResponse, readByPatterns } from '../domain/read-refusal.ts';
import type { Surface } from '../domain/surface.ts';
import type { Text, TextParam } from '../domain/text.ts';
import { withOwnCost } from '../engine/believed-outcome.ts';
import { countsOf, sizeInput } from '../engine/size-input.ts';
import { findPrices } from '../prices/find-prices.ts';
import type { Provider } from '../providers/provider.ts';
import { openMedia } from '../wires/read-media.ts';
import { wires } from '../wires/registry.ts';
import type { MeterReading } from '../wires/wire.ts';

/** What a request was understood as. */
export interface AskedCall {
  readonly lines: readonly Text[];
  /** Null: it could not be counted. */
  readonly draft: Draft | null;
  /** One for each unit it could be paid in. */
  readonly prices: readonly Price[];
}

/** What a request asks for, and what it would cost and set aside. */
export function tryRequest(provider: Provider, surface: Surface, body: string, now: number): AskedCall {
  const read = surface.wire === null ? null : wires[surface.wire].readRequest(body, surface.rule, undefined, openMedia);
  if (read === null) return { lines: [{ key: 'apis.try.uncounted' }], draft: null, prices: [] };
  const named = attempt(() => decodeURIComponent(surface.named ?? ''), '');
  const draft = sizeInput(
    surface.isModelInPath ? { ...read, model: named === '' ? null : named } : read,
    countsOf(provider, null),
  );
  const prices = findPrices(provider, draft).map((price) => priceAt(price, { startedAt: now, endedAt: now }));
  const costs = prices.flatMap((price) => estimateLines(draft, price));
  return { draft, prices, lines: [...countLines(draft), ...(prices.length === 0 ? [UNPRICED] : costs)] };
}

const UNPRICED: Text = { key: 'apis.try.unpriced' };

function countLines({ model, units, inputTokens, outputTokensMax, wire }: Draft): readonly Text[] {
  const isNamed = model !== null || wire !== 'metered';
  return [
    ...(isNamed ? [model === null ? ({ key: 'apis.try.noModel' } as const) : text('apis.try.model', { model })] : []),
    ...(units ? [text('apis.try.units', { meter: { key: `meter.${units.meter}` }, count: units.count })] : []),
    ...(inputTokens ? [text('apis.try.tokens', { ...inputTokens })] : []),
    ...(outputTokensMax === null || outputTokensMax === 0
      ? []
      : [text('apis.try.outputMax', { count: outputTokensMax })]),
  ];
}

function estimateLines(draft: Draft, price: Price): readonly Text[] {
  const estimate = estimateCall(draft, price, null);
  if (estimate === null) return [{ key: 'apis.try.costUnknown' }];
  const { unit, lowNano, likelyNano, highNano, reserveNano } = estimate;
  const range = { low: exact(unit, lowNano), likely: exact(unit, likelyNano), high: exact(unit, highNano) };
  return [
    lowNano === highNano ? text('apis.try.cost', { likely: range.likely }) : text('apis.try.costRange', range),
    ...(price.setsAside === 'nothing'
      ? [{ key: 'apis.try.setNothing' } as const]
      : reserveNano === null
        ? [{ key: 'apis.try.setUnknown' } as const]
        : [text('apis.try.setAside', { money: exact(unit, reserveNano) })]),
  ];
}

/** What an answer billed, or what its error means. */
export function tryAnswer(
  provider: Provider,
  surface: Surface,
  { sample, asked }: { readonly sample: ApiSample; readonly asked: AskedCall },
): readonly Text[] {
  const headers = headersOf(sample.headers);
  const status = sample.status ?? 200;
  if (status >= 400) return tryError(provider, { status, headers, bodyText: sample.answer, hasAnswerBegun: false });
  const meter =
    surface.wire === null
      ? null
      : wires[surface.wire].openMeter({ contentType: headers['content-type'] ?? '', headers }, surface.rule);
  meter?.push(sample.answer);
  const reading = meter?.end() ?? null;
  if (reading === null) return [{ key: 'apis.try.billedUnknown' }];
  if (reading.errorText !== null) {
    return tryError(provider, { status, headers, bodyText: reading.errorText, hasAnswerBegun: false });
  }
  return [...statedLines(reading), ...costLines(reading, asked, provider)];
}

function statedLines({ usage, cost }: MeterReading): readonly Text[] {
  const meters = Object.entries(usage ?? {}) as [Exclude<Draft['units'], null>['meter'], number][];
  return [
    ...meters.map(([meter, count]) => text('apis.try.usage', { meter: { key: `meter.${meter}` }, count })),
    ...(cost === null ? [] : [text('apis.try.stated', { cost: { kind: 'decimal', digits: cost } })]),
  ];
}

function costLines(reading: MeterReading, { draft, prices }: AskedCall, provider: Provider): readonly Text[] {
  if (draft === null || prices.length === 0) return [{ key: 'apis.try.billedUnknown' }];
  const { usage, isUsageFinal, cost, costUnit, output } = reading;
  const said = { usage, ...(isUsageFinal === false && { isUsageFinal }), cost };
  const outcome = { kind: 'answer', ...said, output, ...(costUnit !== undefined && { costUnit }) } as const;
  const believed = withOwnCost(
    outcome,
    provider,
    prices.map((price) => price.unit),
  );
  return prices.map((price) => {
    const booked = costOf(believed, draft, price, provider.areErrorsFree);
    if (booked.cost === null) return { key: 'apis.try.billedUnknown' };
    const { unit, lowNano, likelyNano, highNano } = booked.cost;
    if (booked.certainty === 'billed') return text('apis.try.billed', { money: exact(unit, likelyNano) });
    if (lowNano === highNano) return text('apis.try.assumedExactly', { likely: exact(unit, likelyNano) });
    const [low, likely, high] = [lowNano, likelyNano, highNano].map((nano) => exact(unit, nano));
    return text('apis.try.assumed', { low: low ?? '', likely: likely ?? '', high: high ?? '' });
  });
}

function tryError({ refusals }: Provider, response: FailedResponse): readonly Text[] {
  const own = readByPatterns(response, refusals);
  const reading = own ?? readByMeaning(response);
  if (reading === null) return [{ key: 'apis.try.errorOther' }];
  const says: TextParam = { key: `apis.says.${reading.says}` };
  const wantsAmounts = own !== null && refusals.some(({ says: one, amounts }) => one === own.says && amounts);
  return [
    text(own === null ? 'apis.try.errorByWords' : 'apis.try.error', { says }),
    ...amountLines(reading),
    ...(wantsAmounts && reading.unit === null ? [{ key: 'apis.try.noAmounts' } as const] : []),
  ];
}

function amountLines({ availableNano, neededNano, unit }: RefusalReading): readonly Text[] {
  if (unit === null) return [];
  return [
    ...(availableNano === null ? [] : [text('apis.try.left', { money: exact(unit, availableNano) })]),
    ...(neededNano === null ? [] : [text('apis.try.needed', { money: exact(unit, neededNano) })]),
  ];
}

/** Lines of `name: value`; what is none is left out. */
function headersOf(written: string): Readonly<Record<string, string>> {
  const lines = written.split('\n').map((line) => /^\s*([\w-]{1,64})\s*:\s*(.{0,1000})$/.exec(line.trimEnd()));
  return Object.fromEntries(
    lines.flatMap((found) => (found ? [[(found[1] ?? '').toLowerCase(), found[2] ?? '']] : [])),
  );
}

function text(key: Text['key'], params: Readonly<Record<string, TextParam>>): Text {
  return { key, params };
}

function exact(unit: string, nano: bigint): TextParam {
  return { kind: 'exact', money: { unit, nano } };
}
