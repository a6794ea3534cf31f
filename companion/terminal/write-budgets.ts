import type { TextParam } from '../../lib/domain/text.ts';
import { type ReportWords, wordsIn } from '../report/report-words.ts';
import { spokenLanguage } from './speak.ts';
import { writeTable } from './write-table.ts';

/** A budget as the companion describes it. */
export interface ShownBudget {
  readonly id: string;
  readonly limit: string;
  readonly limitNow: string;
  readonly unit: string;
  readonly per: string;
  /** One at most; an envelope's is the labels that it has. */
  readonly scope: Readonly<Record<string, string | readonly string[]>>;
  /** IANA name; absent: each call by itself. */
  readonly zone?: string;
  /** Of a month: its day, 1 to 28. Of a week: 1 is Monday, 7 Sunday. Absent: 1, or its window has none. */
  readonly startsOn?: number;
  readonly hard: boolean;
  readonly elastic?: boolean;
  readonly onFailure?: 'open' | 'closed';
  readonly spent?: string;
  readonly held?: string;
  readonly left?: string;
  /** What was spent beyond the limit, by calls that nobody could stop. Absent: nothing. */
  readonly over?: string;
  /** How much more calls under way may take beyond the limit, at worst: of them what is usual is held. Absent: nothing. */
  readonly mayPass?: string;
  /** Calls of which nobody knows what they come to in its unit. */
  readonly uncounted?: number;
  /** Epoch ms; absent: each call by itself. */
  readonly from?: number;
  readonly until?: number;
  /** Its limit in named parts. Absent: it has none. */
  readonly envelopes?: readonly ShownEnvelope[];
  /** What is kept back for calls without these labels. Absent: nothing. */
  readonly emergency?: { readonly amount: string; readonly stopsFirst: readonly string[] };
}

/** A part of a budget's limit; amounts are in the budget's unit. */
export interface ShownEnvelope {
  readonly name: string;
  /** Whole parts of the sum of all shares. */
  readonly share: number;
  /** Its calls have one of these; none: it takes all others. */
  readonly labels: readonly string[];
  /** What was moved to it in this window, or from it (`-5`). */
  readonly moved: string;
  readonly limitNow: string;
  readonly spent: string;
  readonly held: string;
  readonly left: string;
  /** What was spent beyond its part. Absent: nothing. */
  readonly over?: string;
}

/** Budgets as a table of at most 80 columns. */
export function writeBudgets(
  budgets: readonly ShownBudget[],
  words: ReportWords = wordsIn(spokenLanguage()),
): readonly string[] {
  const { say } = words;
  if (budgets.length === 0) return [say('cli.budgets.none')];
  const heads = (['budget', 'of', 'spent', 'held', 'left', 'limit'] as const).map((head) => say(`cli.head.${head}`));
  return writeTable(
    [...heads, ''],
    budgets.map(({ id, scope, spent = '–', held = '–', left = '–', limitNow, unit, per, hard, over, mayPass }) => [
      id,
      sayScope(scope, words) ?? say('cli.everything'),
      ...[spent, held, left],
      sayLimit(sayAmount(limitNow, unit, words), per, words),
      [
        hard ? '' : say('cli.soft'),
        over === undefined ? '' : say('cli.over', { amount: asIs(over) }),
        mayPass === undefined ? '' : say('cli.mayPass', { amount: asIs(mayPass) }),
      ]
        .filter((word) => word !== '')
        .join(', '),
    ]),
  );
}

/** What a budget is of; null: everything. A scope of another companion's, which this one does not know, is named as it is. */
export function sayScope(scope: ShownBudget['scope'], { say }: Pick<ReportWords, 'say'>): string | null {
  const [entry] = Object.entries(scope);
  if (entry === undefined) return null;
  const [kind, of] = entry;
  const known = SCOPES.find((one) => one === kind);
  return known ? say(`cli.of.${known}`, { name: asIs(`${of}`) }) : `${kind} ${of}`;
}

const SCOPES = ['provider', 'account', 'model', 'key', 'label', 'origin'] as const;

/** `5 USD`, `20 calls`: every digit of it. */
export function sayAmount(amount: string, unit: string, words: Pick<ReportWords, 'say'>): string {
  return unit === 'calls' ? sayCalls(amount, words) : `${amount} ${unit}`;
}

/** A count of calls. */
export function sayCalls(count: string, { say }: Pick<ReportWords, 'say'>): string {
  return say('cli.spent.calls', { n: count === '1' ? 1 : asIs(count) });
}

/** `5 USD a day`. A window of another companion's, which this one does not know, is named as it is. */
export function sayLimit(amount: string, per: string, { say }: Pick<ReportWords, 'say'>): string {
  if (per === 'hour') return say('cli.limit.hour', { amount: asIs(amount) });
  const known = WINDOWS.find((window) => window === per);
  return say('cli.limit', { amount: asIs(amount), per: known ? { key: `cli.per.${known}` } : asIs(per) });
}

const WINDOWS = ['call', 'hour', 'day', 'week', 'month'] as const;

/** A figure or a name that is shown as it is, however long it is. */
export function asIs(text: string): TextParam {
  return { kind: 'verbatim', text };
}
