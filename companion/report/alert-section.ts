import { type Alert, timesOf } from '../../lib/watch/alert-state.ts';
import { readHistory } from '../alerts/alert-store.ts';
import { inWatchTables } from '../ledger/in-watch-tables.ts';
import type { ReportWords } from './report-words.ts';
import type { SectionSource } from './sections.ts';

/** Rows of one report; `tollkeeper alerts history` has more. */
const ROWS_MAX = 20;
/** What a recharge ends. */
const OF_BALANCE: readonly Alert['condition']['kind'][] = ['empty', 'low', 'runway'];

/** Of what somebody was told, and how long it took until they knew of it and until it was over. */
export const alertSection: SectionSource = async ({ store }, { start, end }, words) => {
  const all = await inWatchTables(store, readHistory);
  const told = all.filter((alert) => alert.told.length > 0 && alert.since >= start && alert.since < end);
  if (told.length === 0) return null;
  const known = told.flatMap((alert) => timesOf(alert).toAcknowledgeMs ?? []);
  const recharged = told
    .filter(({ condition }) => OF_BALANCE.includes(condition.kind))
    .flatMap((alert) => timesOf(alert).toEndMs ?? []);
  const { say } = words;
  return {
    ...{ id: 'alerts', title: say('report.alerts') },
    summary: [
      say('report.alerts.told', { n: told.length }),
      ...sayTime(known, 'report.alerts.known', words),
      ...sayTime(recharged, 'report.alerts.recharged', words),
    ],
    heads: (['what', 'known', 'over'] as const).map((head) => say(`report.head.${head}`)),
    rows: told.slice(0, ROWS_MAX).map((alert) => {
      const { toAcknowledgeMs, toEndMs } = timesOf(alert);
      const sayAge = (ms: number | null): string => (ms === null ? '–' : words.span(ms));
      return [words.tell(alert.condition.title), sayAge(toAcknowledgeMs), sayAge(toEndMs)];
    }),
  };
};

/** Half of them took less. */
function sayTime(
  times: readonly number[],
  key: 'report.alerts.known' | 'report.alerts.recharged',
  { say, span }: ReportWords,
): readonly string[] {
  const middle = times.toSorted((one, other) => one - other)[times.length >> 1];
  if (middle === undefined) return [];
  return [say(key, { n: times.length, span: { kind: 'verbatim', text: span(middle) } })];
}
