import { styleText } from 'node:util';
import type { ShownAlert } from '../alerts/describe-alert.ts';
import { wrap } from '../commands/help.ts';
import { writeAge } from './write-status.ts';
import { writeTable } from './write-table.ts';

const COLORS = { urgent: 'red', soon: 'yellow', note: 'dim' } as const;
const WIDTH = 70;
const MARGIN = ' '.repeat(8);

/** What is wrong now. `now`: epoch ms. */
export function writeAlerts(alerts: readonly ShownAlert[], now: number): readonly string[] {
  if (alerts.length === 0) return ['Nothing is wrong.'];
  return alerts.flatMap((alert, at) => {
    const { level, title, meaning, todo, link } = alert;
    const [head = '', ...more] = wrap(title, WIDTH);
    return [
      ...(at === 0 ? [] : ['']),
      `${styleText(COLORS[level], level.padEnd(8))}${head}`,
      ...[...more, ...[...meaning, ...todo].flatMap((line) => wrap(line, WIDTH))].map((line) => MARGIN + line),
      ...(link === null ? [] : [MARGIN + link]),
      ...wrap(`${alert.id}: ${writeState(alert, now)}`, WIDTH).map((line) => styleText('dim', MARGIN + line)),
    ];
  });
}

function writeState({ since, owner, told, acknowledged, snoozedUntil }: ShownAlert, now: number): string {
  const last = told.at(-1);
  const heard = last === undefined ? 'nobody was told' : `${last.contact} was told ${writeAge(now - last.at)} ago`;
  const said = acknowledged === null ? [] : [`${acknowledged.by} knows since ${writeAge(now - acknowledged.at)}`];
  const quiet = snoozedUntil === null ? [] : [`quiet for ${writeAge(snoozedUntil - now)}`];
  return [`for ${writeAge(now - since)}`, `of ${owner}`, heard, ...said, ...quiet].join(', ');
}

/** Who was told what and when, the newest first, with how long it took. */
export function writeHistory(alerts: readonly ShownAlert[], zone: string): readonly string[] {
  if (alerts.length === 0) return ['There were no alerts yet.'];
  const time = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone: zone });
  const took = (ms: number | null): string => (ms === null ? '–' : writeAge(ms));
  return writeTable(
    ['Since', 'Level', 'What', 'Told', 'Known in', 'Over in'],
    alerts.map(({ since, level, title, told, toAcknowledgeMs, toEndMs }) => {
      const heard = told.map(({ contact, kind, at }) => `${contact} ${kind} ${time.format(at).slice(11)}`);
      return [time.format(since), level, title, heard.join('; ') || 'nobody', took(toAcknowledgeMs), took(toEndMs)];
    }),
  );
}
