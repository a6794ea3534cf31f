import { renderText } from '../../lib/domain/render-text.ts';
import type { Text } from '../../lib/domain/text.ts';
import type { AccountRow } from '../../lib/ledger/rows.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import type { AlertSubject } from '../../lib/watch/alert.ts';
import { type Alert, stillSo } from '../../lib/watch/alert-state.ts';
import { nameSubject } from '../../lib/watch/contact.ts';
import type { Telling } from '../../lib/watch/decide-alerts.ts';
import type { Notice } from '../channels/channel.ts';
import { sayName } from './say-name.ts';

/** Of a digest so many things are told; the list of alerts has all of them. */
const TOGETHER_MAX = 20;

/** What stands around a notice. */
interface NoticeContext {
  /** The ledger's accounts. */
  readonly rows: readonly AccountRow[];
  /** Epoch ms. */
  readonly now: number;
  /** All after the look that decided. */
  readonly all: readonly Alert[];
  /** The page with all alerts; null: nothing serves it. */
  readonly page: string | null;
}

/** What somebody is told, in their language. */
export function writeNotice(telling: Telling, context: NoticeContext): Notice {
  const { now } = context;
  const { id, kind, level, contact, alerts } = telling;
  const say = (text: Text): string => renderText(text, contact.language);
  const [first] = alerts;
  const single = kind === 'digest' ? undefined : first;
  return {
    ...{ id, alert: single?.id ?? null, kind, level, at: now, language: contact.language },
    ...(single === undefined ? writeDigest(alerts, say, context) : writeSingle(single, telling, { ...context, say })),
    data: { contact: contact.name, alerts: alerts.map(describe) },
    isSecondCopy: false,
  };
}

type Say = (text: Text) => string;
type Words = Pick<Notice, 'title' | 'lines' | 'link'>;

/** The worst is first: where there is little room the last gives way. */
function writeDigest(alerts: readonly Alert[], say: Say, { page }: NoticeContext): Words {
  return {
    title: say({ key: 'alert.digest', params: { n: alerts.length } }),
    lines: alerts.slice(0, TOGETHER_MAX).flatMap((alert) => linesOfOne(alert, say)),
    link: page === null ? null : { url: page, text: say({ key: 'alert.digest.link' }) },
  };
}

function linesOfOne(alert: Alert, say: Say): readonly string[] {
  const { title, meaning, todo } = alert.condition;
  if (alert.overAt !== null) return [`• ${say({ key: 'alert.digest.over', params: { what: title } })}`];
  return [`• ${say(title)}`, ...[...meaning, ...todo, acknowledging(alert)].map(say)];
}

function writeSingle(
  alert: Alert,
  { kind, contact }: Telling,
  { say, rows, now, all }: NoticeContext & { readonly say: Say },
): Words {
  const { condition, told } = alert;
  if (kind === 'resolved') {
    const heardAt = told.find((one) => one.contact === contact.name)?.at ?? alert.since;
    const name = sayName(condition.subject, rows);
    const age = { kind: 'age', ms: now - heardAt } as const;
    // It is no all-clear of an account that has another one open.
    const left = stillSo(alert, all);
    const isAll = left.length === 0;
    return {
      title: say({ key: isAll ? 'alert.over' : 'alert.over.part', params: { name } }),
      lines: [
        say({ key: 'alert.over.was', params: { what: condition.title } }),
        say({ key: isAll ? 'alert.over.told' : 'alert.over.toldPart', params: { age } }),
        ...left.map((one) => say({ key: 'alert.over.still', params: { what: one.condition.title } })),
      ],
      link: null,
    };
  }
  const owner = told[0]?.contact;
  const beside: readonly Text[] = [
    ...(kind === 'escalated' && owner !== undefined ? [{ key: 'alert.escalated', params: { owner } } as const] : []),
    ...(kind === 'reminder' ? [{ key: 'alert.reminder' } as const] : []),
  ];
  return {
    title: say(condition.title),
    lines: [...beside, ...condition.meaning, ...condition.todo, acknowledging(alert)].map(say),
    link: linkOf(condition.link, condition.subject, say),
  };
}

function acknowledging({ id }: Alert): Text {
  const command = { kind: 'verbatim', text: `tollkeeper alerts ack ${id}` } as const;
  return { key: 'alert.acknowledge', params: { command } };
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
