import { hasText } from '../../lib/domain/catalogue.ts';
import { type ReportWords, wordsIn } from '../report/report-words.ts';
import { showAmount } from './shorten.ts';
import { spokenLanguage } from './speak.ts';
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
  /** What it comes to with what was booked of it since; absent: nothing was. */
  readonly costNow?: { readonly unit: string; readonly likely: string } | null;
}

/** Calls for people, in 80 columns; of those of today (`now`: epoch ms) only the time. */
export function writeCalls(
  calls: readonly ShownCall[],
  now: number,
  words: ReportWords = wordsIn(spokenLanguage()),
): readonly string[] {
  const { say } = words;
  if (calls.length === 0) return [say('cli.calls.none')];
  const isGoverned = calls.some(({ policies }) => policies !== undefined);
  return writeTable(
    [...HEADS.map((head) => say(`cli.head.${head}`)), '', isGoverned ? say('cli.head.policies') : ''],
    calls.map((call) => [
      writeWhen(call.at, now),
      call.model ?? call.provider,
      call.origin.replace(/^tool:/, ''),
      sayOutcome(call, words),
      ...writeCost(call, words),
      (call.policies ?? []).join(', '),
    ]),
  );
}

const HEADS = ['when', 'model', 'tool', 'outcome', 'cost'] as const;

/** What came of it, or why not; what another companion calls something else is shown as it is called. */
export function sayOutcome(
  { outcome, cause }: Pick<ShownCall, 'outcome' | 'cause'>,
  { say }: ReportWords = wordsIn(spokenLanguage()),
): string {
  const key = cause === undefined ? `cli.outcome.${outcome}` : `cli.cause.${cause}`;
  return hasText(key) ? say(key) : (cause ?? outcome);
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

/** What it came to, and how that is known. */
function writeCost({ cost, costNow, certainty }: ShownCall, { say }: ReportWords): readonly [string, string] {
  if (costNow) return [showAmount(costNow.likely, costNow.unit), say('cli.calls.corrected')];
  if (cost === null || certainty === 'unknown') return ['?', ''];
  return [showAmount(cost.likely, cost.unit), certainty === 'estimated' ? say('cli.calls.counted') : ''];
}
