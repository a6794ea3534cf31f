import type { Count, Outcome } from '../../lib/domain/call.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import type { ScoredRecord } from '../../lib/engine/score-ledger.ts';
import { createUserError } from '../commands/user-error.ts';
import { speak } from '../terminal/speak.ts';

/** What an export of the extension holds of calls, as far as estimates are scored by it. */
export interface ReadExport {
  readonly records: readonly ScoredRecord[];
  /** Entries that are no calls. */
  readonly leftOut: number;
}

/** Reads the text of an export (`tollkeeper-export`); any other text is a user error. Amounts are marked decimal strings in it, or bare ones. */
export function readExport(text: string): ReadExport {
  const file = parse(text);
  if (at(file, 'format') !== 'tollkeeper-export') throw noExport(speak('readExport.itDoesNotSayThat'));
  const rows = at(at(file, 'tables'), 'records');
  if (!Array.isArray(rows)) throw noExport(speak('readExport.itHasNoListOf'));
  const records = rows.map(toRecord).filter((record) => record !== null);
  return { records, leftOut: rows.length - records.length };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw noExport(speak('readExport.itIsNoJsonFile'));
  }
}

function toRecord(row: unknown): ScoredRecord | null {
  const [provider, model, outcome] = ['provider', 'model', 'outcome'].map((key) => at(row, key));
  if (typeof provider !== 'string' || typeof outcome !== 'string') return null;
  const tokens = at(at(row, 'usage'), 'output-tokens');
  return {
    provider,
    model: typeof model === 'string' ? model : null,
    outcome: outcome as Outcome['kind'],
    usage: isWhole(tokens) ? { 'output-tokens': tokens } : null,
    cost: readCost(at(row, 'cost')),
    certainty: at(row, 'certainty') === 'billed' ? 'billed' : 'unknown',
    estimateLikelyNano: readNano(at(row, 'estimateLikelyNano')),
    ...readForecast(at(row, 'forecast')),
    ...readInput(at(at(row, 'counted'), 'input')),
  };
}

/** Of what was counted only the input is scored: there an account's own ratio is learned from it. */
function readInput(side: unknown): Pick<ScoredRecord, 'counted'> {
  const [billed, counted] = [at(side, 'billed'), at(side, 'counted')];
  return isWhole(billed) && isWhole(counted) ? { counted: { input: { billed, counted }, output: 'unseen' } } : {};
}

function readCost(cost: unknown): CallRecord['cost'] {
  const unit = at(cost, 'unit');
  const nano = readNano(at(cost, 'likelyNano'));
  return typeof unit !== 'string' || nano === null ? null : { unit, lowNano: nano, likelyNano: nano, highNano: nano };
}

/** Of what was forecast only the output is scored. */
function readForecast(forecast: unknown): Pick<ScoredRecord, 'forecast'> {
  const basis = at(forecast, 'basis');
  const output = readCount(at(basis, 'output'));
  const [lowNano, highNano] = ['lowNano', 'highNano'].map((key) => readNano(at(forecast, key)));
  if (output === null || lowNano == null || highNano == null) return {};
  const input = { low: 0, likely: 0, high: 0 };
  return { forecast: { lowNano, highNano, basis: { input, output, outputMax: null, calls: 0, of: null } } };
}

function readCount(count: unknown): Count | null {
  const [low, likely, high] = ['low', 'likely', 'high'].map((key) => at(count, key));
  if (!isWhole(low) || !isWhole(likely) || !isWhole(high)) return null;
  return low <= likely && likely <= high ? { low, likely, high } : null;
}

function readNano(value: unknown): bigint | null {
  const digits = at(value, '$nano') ?? value;
  return typeof digits === 'string' && /^\d{1,40}$/.test(digits) ? BigInt(digits) : null;
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

function noExport(why: string): Error {
  return createUserError({
    what: speak('readExport.theFileCannotBeScored'),
    why,
    todo: speak('readExport.takeOneThatTheExtension'),
    exitCode: 2,
  });
}
