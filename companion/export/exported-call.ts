import { toDecimal } from '../../lib/domain/money.ts';
import { cutRow, type Skipped } from './lean-row.ts';

/** What a call came to, as decimals. */
export interface ExportedCost {
  readonly unit: string;
  readonly low: string;
  readonly likely: string;
  readonly high: string;
}

/** A settled call as it leaves the ledger: counts and sums. Instants are epoch ms, amounts decimals. */
export interface ExportedCall {
  readonly id: string;
  readonly request: string;
  readonly at: number;
  readonly settledAt: number;
  /** In the ledger's zone, `YYYY-MM-DD`. */
  readonly day: string;
  readonly provider: string;
  readonly account: string | null;
  readonly model: string | null;
  /** Where it came from: a page's origin, or `tool:<name>` with its label behind a slash. */
  readonly origin: string;
  /** Null: a page made it. */
  readonly tool: string | null;
  readonly label: string | null;
  readonly outcome: string;
  readonly certainty: string;
  /** Why a provider refused it; null: it did not. */
  readonly cause: string | null;
  /** Quantities as billed, by meter; null: nobody knows. */
  readonly usage: Readonly<Record<string, number>> | null;
  /** Null: nobody knows. */
  readonly cost: ExportedCost | null;
  /** What was forecast before it left, in the unit of its cost; null: nothing was. */
  readonly estimate: string | null;
}

/** An amount in a row's JSON (`lib/domain/bigint-json`). */
type Stored = { readonly $nano: string };

interface StoredCall {
  readonly callId: string;
  readonly requestId: string;
  readonly openedAt: number;
  readonly settledAt: number;
  readonly day: string;
  readonly provider: string;
  readonly account: string | null;
  readonly model: string | null;
  readonly origin: string;
  readonly outcome: string;
  readonly certainty: string;
  readonly refusalCause: string | null;
  readonly usage: Readonly<Record<string, number>> | null;
  readonly cost: { readonly unit: string } & Readonly<Record<'lowNano' | 'likelyNano' | 'highNano', Stored>>;
  readonly estimateLikelyNano: Stored | null;
}

/** Reads a record's row. Its amounts are read one by one: to look for them in the whole of it takes four times as long. */
export function readCall(body: string): ExportedCall {
  const row = parseLean(body) ?? (JSON.parse(body) as StoredRow);
  const { cost, origin } = row;
  const [, tool = null, label = null] = /^tool:([^/]*)(?:\/(.*))?$/s.exec(origin) ?? [];
  return {
    ...{ id: row.callId, request: row.requestId, at: row.openedAt, settledAt: row.settledAt, day: row.day },
    ...{ provider: row.provider, account: row.account, model: row.model, origin, tool, label },
    ...{ outcome: row.outcome, certainty: row.certainty, cause: row.refusalCause, usage: row.usage },
    cost: cost && costOf(cost),
    estimate: row.estimateLikelyNano && decimalOf(row.estimateLikelyNano),
  };
}

type StoredRow = Omit<StoredCall, 'cost'> & { readonly cost: StoredCall['cost'] | null };

/** Members that no export tells, and what mostly follows them: more than half of a row. */
const SKIPPED: readonly Skipped[] = [
  [',"draft":', ',"estimateLikelyNano":'],
  [',"forecast":', ',"outcome":'],
  [',"counted":', ',"cost":'],
  [',"pricedBy":', ',"refusalCause":'],
];
/** Every row has them: where one is missing, its members stand in another order. */
const NEEDED = [
  ...['callId', 'requestId', 'openedAt', 'settledAt', 'day', 'provider', 'account', 'model', 'origin', 'outcome'],
  ...['certainty', 'refusalCause', 'usage', 'cost', 'estimateLikelyNano'],
] as const;

/** A row without what is skipped; null: it is not in the usual order, and has to be read as it is. */
function parseLean(body: string): StoredRow | null {
  const cut = cutRow(body, SKIPPED);
  if (cut === null) return null;
  try {
    const row = JSON.parse(cut.lean) as Readonly<Record<string, unknown>>;
    return NEEDED.every((name) => row[name] !== undefined) ? (row as unknown as StoredRow) : null;
  } catch {
    return null;
  }
}

function costOf({ unit, lowNano, likelyNano, highNano }: StoredCall['cost']): ExportedCost {
  const likely = decimalOf(likelyNano);
  const of = (amount: Stored): string => (amount.$nano === likelyNano.$nano ? likely : decimalOf(amount));
  return { unit, low: of(lowNano), likely, high: of(highNano) };
}

function decimalOf({ $nano }: Stored): string {
  return toDecimal(BigInt($nano));
}
