import type { ShownRun } from '../api/recharge-routes.ts';
import type { WrittenRule } from '../plan/recharge-rules.ts';
import { showAmount } from './shorten.ts';
import { writeTable } from './write-table.ts';

/** A rule with what it would come to now; null: no companion runs that could say. */
export type ListedRule = WrittenRule & { readonly now: string | null };

/** Rules for people. */
export function writeRules(rules: readonly ListedRule[]): readonly string[] {
  if (rules.length === 0) return ['No recharge rules: nothing is recharged by itself.'];
  const rows = rules.map((rule) => [
    rule.name,
    rule.account,
    [rule.below === null ? '' : `below ${rule.below}`, rule.runwayDays === null ? '' : `${rule.runwayDays} days left`]
      .filter((part) => part !== '')
      .join(' or '),
    showAmount(rule.amount, rule.unit),
    `${rule.perDay}/day ${rule.perMonth}/month`,
    [rule.dryRun ? 'dry run' : rule.action.kind, rule.approval ? 'asks first' : '']
      .filter((part) => part !== '')
      .join(', '),
    rule.now === null ? '' : (NOW[rule.now] ?? rule.now),
  ]);
  return writeTable(['Rule', 'Account', 'When', 'Amount', 'At most', 'How', 'Now'], rows);
}

const NOW: Readonly<Record<string, string>> = {
  'not-needed': 'not needed',
  unread: 'balance unknown',
  stale: 'balance too old',
  'under-way': 'under way',
  unsettled: 'see runs',
  'cooling-down': 'not again yet',
  arriving: 'money on its way',
  'day-cap': 'cap of the day',
  'month-cap': 'cap of the month',
  recharge: 'due',
};

/** Runs for people, the newest first; a run's id is there in full, because it is what an answer names. */
export function writeRuns(runs: readonly ShownRun[]): readonly string[] {
  if (runs.length === 0) return ['Nothing was recharged by a rule.'];
  const lines = writeTable(
    ['Last change', 'Run', 'Rule', 'Amount', 'State'],
    runs.map(({ id, rule, amount, unit, state, isDry, log }) => {
      const when = new Date(log.at(-1)?.at ?? 0).toLocaleString('sv-SE').slice(0, 16);
      return [when, id, rule, showAmount(amount, unit), isDry ? 'dry run' : state];
    }),
  );
  const details = runs.map(({ account, log }) => `${' '.repeat(INDENT)}${account}: ${log.at(-1)?.why ?? ''}`);
  return [...lines.slice(0, 1), ...lines.slice(1).flatMap((line, at) => [line, ...wrap(details[at] ?? '')])];
}

const INDENT = 18;

function wrap(line: string): readonly string[] {
  return line.length <= 80 ? [line] : [`${line.slice(0, 79)}…`];
}
