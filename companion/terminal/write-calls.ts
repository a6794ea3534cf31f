import { showAmount } from './shorten.ts';
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

/** Calls for people, in 80 columns; of those of today (`now`: epoch ms) only the time. */
export function writeCalls(calls: readonly ShownCall[], now: number): readonly string[] {
  if (calls.length === 0) return ['No calls yet.'];
  const isGoverned = calls.some(({ policies }) => policies !== undefined);
  return writeTable(
    ['When', 'Model', 'Tool', 'Outcome', 'Cost', '', isGoverned ? 'Policies' : ''],
    calls.map(({ at, provider, model, origin, outcome, certainty, cause, cost, policies = [] }) => [
      writeWhen(at, now),
      model ?? provider,
      origin.replace(/^tool:/, ''),
      cause ?? outcome,
      cost === null || certainty === 'unknown' ? '?' : showAmount(cost.likely, cost.unit),
      cost !== null && certainty === 'estimated' ? 'counted' : '',
      policies.join(', '),
    ]),
  );
}

/** `19:33:14` today, `11-20 19:33` this year, `2025-11-20` before: by the clock of this machine. */
function writeWhen(at: number, now: number): string {
  const [day = '', time = ''] = writeLocal(at).split(' ');
  const [today = ''] = writeLocal(now).split(' ');
  if (day === today) return time;
  return day.slice(0, 4) === today.slice(0, 4) ? `${day.slice(5)} ${time.slice(0, 5)}` : day;
}

function writeLocal(at: number): string {
  return new Date(at).toLocaleString('sv-SE');
}
