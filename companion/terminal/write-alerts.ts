import { styleText } from 'node:util';
import type { ShownAlert } from '../alerts/describe-alert.ts';
import { wrap } from '../commands/help.ts';
import { COLORS, writeAge } from './write-status.ts';

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

function writeState({ subject, since, owner, told, acknowledged, snoozedUntil }: ShownAlert, now: number): string {
  const last = told.at(-1);
  const heard = last === undefined ? 'nobody was told' : `${last.contact} was told ${writeAge(now - last.at)} ago`;
  const said =
    acknowledged === null ? [] : [`acknowledged by ${acknowledged.by} ${writeAge(now - acknowledged.at)} ago`];
  const quiet = snoozedUntil === null ? [] : [`quiet for ${writeAge(snoozedUntil - now)}`];
  // As commands take it.
  const what = subject.replace(/^(account|budget):/, '');
  return [what, `for ${writeAge(now - since)}`, `of ${owner}`, heard, ...said, ...quiet].join(', ');
}

/** Who was told what and when, the newest first, with how long it took. `zone`: IANA name. */
export function writeHistory(alerts: readonly ShownAlert[], zone: string): readonly string[] {
  if (alerts.length === 0) return ['There were no alerts yet.'];
  // As people and programs sort it: 2026-11-23 09:00.
  const format = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone: zone });
  return alerts.flatMap((alert) => {
    const { since, level, title, told, acknowledged, overAt, isEndUnseen, toAcknowledgeMs, toEndMs } = alert;
    const took = (ms: number | null): string => (ms === null ? '' : `, in ${writeAge(ms)}`);
    const said = told.map(({ at, contact, kind }) => ({ at, line: `${contact}: ${kind}` }));
    const known = acknowledged && {
      at: acknowledged.at,
      line: `${acknowledged.by}: ack${took(toAcknowledgeMs)}`,
    };
    const over = overAt === null ? null : { at: overAt, line: isEndUnseen ? UNSEEN : `over${took(toEndMs)}` };
    const entries = [...said, known, over].flatMap((one) => one ?? []).toSorted((a, b) => a.at - b.at);
    const [head = '', ...more] = wrap(title, WIDTH - MARGIN.length - 8);
    return [
      `${format.format(since)}  ${styleText(COLORS[level], level.padEnd(8))}${head}`,
      ...more.map((line) => HISTORY_MARGIN + line),
      ...entries.map(({ at, line }) => styleText('dim', `${HISTORY_MARGIN}${format.format(at)}  ${line}`)),
      ...(told.length === 0 ? [styleText('dim', `${HISTORY_MARGIN}nobody was told`)] : []),
    ];
  });
}

const UNSEEN = 'no longer watched: nobody saw how it ended';
const HISTORY_MARGIN = ' '.repeat(26);
