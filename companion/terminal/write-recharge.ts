import type { ShownRun } from '../api/recharge-routes.ts';
import type { WrittenRule } from '../plan/recharge-rules.ts';
import { cutColumns } from './columns.ts';
import { sayReason } from './say-reason.ts';
import { showAmount } from './shorten.ts';
import { type PlainLine, speak } from './speak.ts';
import { writeLines } from './write-advice.ts';
import { layTable } from './write-table.ts';

/** A rule with what it would come to now; null: no companion runs that could say. */
export type ListedRule = WrittenRule & { readonly now: string | null };

/** Rules for people: below each when it recharges and how. */
export function writeRules(rules: readonly ListedRule[]): readonly string[] {
  if (rules.length === 0) return [speak('recharge.noRechargeRulesNothingIs')];
  const { heads, rows } = layTable(
    [
      speak('recharge.rule'),
      speak('any.account'),
      speak('any.amount'),
      speak('recharge.atMost'),
      speak('recharge.now'),
    ],
    rules.map((rule) => [
      rule.name,
      rule.account,
      showAmount(rule.amount, rule.unit),
      speak('recharge.dayMonth', { perDay: rule.perDay, perMonth: rule.perMonth }),
      sayNow(rule.now),
    ]),
  );
  return [...heads, ...rules.flatMap((rule, at) => [...(rows[at] ?? []), ...writeLines(sayWhen(rule), '  ')])];
}

function sayWhen({ below, runwayDays, dryRun, approval, action, unit }: ListedRule): string {
  const when = [
    ...(below === null ? [] : [speak('recharge.below', { below: showAmount(below, unit) })]),
    ...(runwayDays === null ? [] : [speak('recharge.daysLeft', { runwayDays })]),
  ].join(speak('recharge.or'));
  const how = [
    speak(`recharge.by.${action.kind}`),
    ...(approval ? [speak('recharge.asksFirst')] : []),
    ...(dryRun ? [speak('recharge.dryRunOnly')] : []),
  ];
  return [when, ...how].join(speak('recharge.comma'));
}

const NOW: Readonly<Record<string, PlainLine>> = {
  'not-needed': 'recharge.notNeeded',
  unread: 'recharge.balanceUnknown',
  stale: 'recharge.balanceTooOld',
  'under-way': 'recharge.underWay',
  unsettled: 'recharge.seeRuns',
  'cooling-down': 'recharge.notAgainYet',
  arriving: 'recharge.moneyOnItsWay',
  'day-cap': 'recharge.capOfTheDay',
  'month-cap': 'recharge.capOfTheMonth',
  recharge: 'recharge.due',
};

function sayNow(now: string | null): string {
  const known = NOW[now ?? ''];
  return known === undefined ? (now ?? '') : speak(known);
}

/** Runs for people, the newest first; a run's id is there in full, because it is what an answer names. */
export function writeRuns(runs: readonly ShownRun[]): readonly string[] {
  if (runs.length === 0) return [speak('recharge.nothingWasRechargedByA')];
  const { heads, rows } = layTable(
    [
      speak('recharge.lastChange'),
      speak('recharge.run'),
      speak('recharge.rule'),
      speak('any.amount'),
      speak('any.state'),
    ],
    runs.map(({ id, rule, amount, unit, state, isDry, isOnItsWay, log }) => {
      const when = new Date(log.at(-1)?.at ?? 0).toLocaleString('sv-SE').slice(0, 16);
      return [when, id, rule, showAmount(amount, unit), sayState({ state, isDry, isOnItsWay })];
    }),
  );
  const details = runs.map(
    ({ account, log }) => `${' '.repeat(INDENT)}${account}: ${sayReason(log.at(-1)?.why ?? '')}`,
  );
  return [...heads, ...rows.flatMap((lines, at) => [...lines, ...wrap(details[at] ?? '')])];
}

function sayState({ state, isDry, isOnItsWay }: Pick<ShownRun, 'state' | 'isDry' | 'isOnItsWay'>): string {
  if (isDry) return speak('recharge.dryRun');
  return isOnItsWay ? speak('recharge.state.onItsWay') : speak(`recharge.state.${state}`);
}

const INDENT = 18;

function wrap(line: string): readonly string[] {
  return [cutColumns(line, 80)];
}
