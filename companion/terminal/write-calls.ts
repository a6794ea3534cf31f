import { writeTable } from './write-table.ts';

/** A call as the API shows it. */
export interface ShownCall {
  /** Epoch ms. */
  readonly at: number;
  readonly provider: string;
  readonly model: string | null;
  readonly origin: string;
  readonly outcome: string;
  readonly certainty: string;
  readonly cause?: string;
  /** What changed it or led it there; absent: nothing did. */
  readonly policies?: readonly string[];
  readonly cost: { readonly unit: string; readonly likely: string } | null;
}

/** Calls for people, in 80 columns. */
export function writeCalls(calls: readonly ShownCall[]): readonly string[] {
  if (calls.length === 0) return ['No calls yet.'];
  const isGoverned = calls.some(({ policies }) => policies !== undefined);
  return writeTable(
    ['When', 'Model', 'Tool', 'Outcome', 'Cost', '', isGoverned ? 'Policies' : ''],
    calls.map(({ at, provider, model, origin, outcome, certainty, cause, cost, policies = [] }) => [
      new Date(at).toLocaleString('sv-SE'),
      model ?? provider,
      origin.replace(/^tool:/, ''),
      cause ?? outcome,
      cost === null || certainty === 'unknown' ? '?' : cost.likely,
      cost === null ? '' : certainty === 'estimated' ? `${cost.unit}, counted` : cost.unit,
      policies.join(', '),
    ]),
  );
}
