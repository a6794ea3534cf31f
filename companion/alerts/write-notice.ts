import { renderText } from '../../lib/domain/render-text.ts';
import type { Text } from '../../lib/domain/text.ts';
import type { AccountRow } from '../../lib/ledger/rows.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import type { AlertSubject } from '../../lib/watch/alert.ts';
import type { Alert } from '../../lib/watch/alert-state.ts';
import { nameSubject } from '../../lib/watch/contact.ts';
import type { Telling } from '../../lib/watch/decide-alerts.ts';
import type { Notice } from '../channels/channel.ts';
import { sayName } from './say-name.ts';

/** Of a digest so many things are told; the list of alerts has all of them. */
const LINES_MAX = 20;

/** What somebody is told, in their language. `rows`: the ledger's accounts; `now`: epoch ms. */
export function writeNotice(telling: Telling, rows: readonly AccountRow[], now: number): Notice {
  const { id, kind, level, contact, alerts } = telling;
  const say = (text: Text): string => renderText(text, contact.language);
  const [first] = alerts;
  const single = kind === 'digest' ? undefined : first;
  return {
    ...{ id, alert: single?.id ?? null, kind, level, at: now, language: contact.language },
    ...(single === undefined ? writeDigest(alerts, say) : writeSingle(single, telling, { say, rows, now })),
    data: { contact: contact.name, alerts: alerts.map(describe) },
    isSecondCopy: false,
  };
}

type Say = (text: Text) => string;
type Words = Pick<Notice, 'title' | 'lines' | 'link'>;

function writeDigest(alerts: readonly Alert[], say: Say): Words {
  const lines = alerts.slice(0, LINES_MAX).map(({ condition, overAt }) => {
    const title = condition.title;
    return overAt === null ? say(title) : say({ key: 'alert.digest.over', params: { what: title } });
  });
  return { title: say({ key: 'alert.digest', params: { n: alerts.length } }), lines, link: null };
}

function writeSingle(
  alert: Alert,
  { kind, contact }: Telling,
  { say, rows, now }: { readonly say: Say; readonly rows: readonly AccountRow[]; readonly now: number },
): Words {
  const { condition, told } = alert;
  if (kind === 'resolved') {
    const heardAt = told.find((one) => one.contact === contact.name)?.at ?? alert.since;
    return {
      title: say({ key: 'alert.over', params: { name: sayName(condition.subject, rows) } }),
      lines: [
        say({ key: 'alert.over.was', params: { what: condition.title } }),
        say({ key: 'alert.over.told', params: { age: { kind: 'age', ms: now - heardAt } } }),
      ],
      link: null,
    };
  }
  const owner = told[0]?.contact;
  const beside: readonly Text[] = [
    ...(kind === 'escalated' && owner !== undefined ? [{ key: 'alert.escalated', params: { owner } } as const] : []),
    ...(kind === 'reminder' ? [{ key: 'alert.reminder' } as const] : []),
  ];
  const command = `tollkeeper alerts ack ${alert.id}`;
  const known: Text = { key: 'alert.acknowledge', params: { command: { kind: 'verbatim', text: command } } };
  return {
    title: say(condition.title),
    lines: [...beside, ...condition.meaning, ...condition.todo, known].map(say),
    link: linkOf(condition.link, condition.subject, say),
  };
}

/** The one link, with what it leads to. */
function linkOf(url: string | null, subject: AlertSubject, say: Say): Notice['link'] {
  if (url === null) return null;
  const id = subject.kind === 'account' || subject.kind === 'provider' ? (subject.id.split(':')[0] ?? '') : '';
  return { url, text: say({ key: 'alert.link', params: { provider: findProvider(id)?.name ?? id } }) };
}

function describe({ id, condition, since, overAt }: Alert): object {
  const { key, kind, level, subject } = condition;
  return { id, key, kind, level, subject: nameSubject(subject), since, overAt };
}
