import { decodeJson } from '../../lib/domain/bigint-json.ts';
import type { PricedBy } from '../../lib/domain/price.ts';
import type { CallRecord, Cost } from '../../lib/domain/record.ts';
import { cutRow, type Skipped } from '../export/lean-row.ts';

/** An amount as rows have it (`lib/domain/bigint-json`). */
type Stored = { readonly $nano: string };
type StoredCost = { readonly unit: string } & Readonly<Record<'lowNano' | 'likelyNano' | 'highNano', Stored>>;
/** A row without what was cut; every amount that is left in it is in one of these members, or it is read the slow way. */
type LeanRecord = Omit<CallRecord, 'cost' | 'saved' | 'estimateLikelyNano' | 'pricedBy' | 'forecast'> & {
  readonly cost: StoredCost | null;
  readonly saved?: StoredCost;
  readonly estimateLikelyNano: Stored | null;
};

/** What was forecast is not looked at; prices are the same text again and again. */
const SKIPPED: readonly Skipped[] = [
  [',"forecast":', ',"outcome":'],
  [',"pricedBy":', ',"refusalCause":'],
];
const NEEDED = [
  'callId',
  'openedAt',
  'settledAt',
  'day',
  'origin',
  'draft',
  'usage',
  'cost',
  'outcome',
  'estimateLikelyNano',
] as const;
/** Prices whose text is remembered: calls are of few models. */
const PRICES_MAX = 500;

/** Reads records for whoever looks at many: faster than their JSON, and mostly without their forecasts. */
export function openRecordReader(): (body: string) => CallRecord | null {
  const prices = new Map<string, PricedBy | null>();
  const priceOf = (text: string): PricedBy | null => {
    const known = prices.get(text);
    if (known !== undefined) return known;
    const price = decodeJson(text) as PricedBy | null;
    if (prices.size >= PRICES_MAX) prices.clear();
    prices.set(text, price);
    return price;
  };
  return (body) => readLean(body, priceOf) ?? (decodeJson(body) as CallRecord | null);
}

/** Null: not as rows usually are. */
function readLean(body: string, priceOf: (text: string) => PricedBy | null): CallRecord | null {
  const row = cutRow(body, SKIPPED);
  // In another order a member that is looked at may stand between the two names.
  if (row === null || !row.cut.every((text) => text === undefined || isOneValue(text))) return null;
  try {
    const record = JSON.parse(row.lean) as LeanRecord;
    if (NEEDED.some((name) => record[name] === undefined)) return null;
    const { cost, saved, estimateLikelyNano: likely } = record;
    const amounts = (cost === null ? 0 : 3) + (saved === undefined ? 0 : 3) + (likely === null ? 0 : 1);
    if (countAmounts(row.lean) !== amounts) return null;
    const priced = row.cut[1];
    // It is ours, and changed as it is: copies of a million rows take as long as what is worked out of them.
    return Object.assign(record, {
      cost: cost && costOf(cost),
      estimateLikelyNano: likely && BigInt(likely.$nano),
      ...(saved !== undefined && { saved: costOf(saved) }),
      ...(priced !== undefined && { pricedBy: priceOf(priced) }),
    });
  } catch {
    return null;
  }
}

/** Whether a text that begins with a value of JSON ends with it. False as well for texts that would have to be read with care. */
function isOneValue(text: string): boolean {
  if (text === 'null') return true;
  let depth = 0;
  let isText = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) return false;
    if (code === QUOTE) isText = !isText;
    else if (isText) continue;
    else if (code === OPEN || code === OPEN_LIST) depth += 1;
    else if (code === CLOSE || code === CLOSE_LIST) depth -= 1;
    if (depth === 0 && at < text.length - 1) return false;
  }
  return depth === 0;
}

const [QUOTE, BACKSLASH, OPEN, CLOSE, OPEN_LIST, CLOSE_LIST] = [0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d];

function countAmounts(text: string): number {
  let count = 0;
  for (let at = text.indexOf('{"$nano":'); at >= 0; at = text.indexOf('{"$nano":', at + 1)) count += 1;
  return count;
}

function costOf({ unit, lowNano, likelyNano, highNano }: StoredCost): Cost {
  const nano = BigInt(likelyNano.$nano);
  const of = ({ $nano }: Stored): bigint => ($nano === likelyNano.$nano ? nano : BigInt($nano));
  return { unit, lowNano: of(lowNano), likelyNano: nano, highNano: of(highNano) };
}
