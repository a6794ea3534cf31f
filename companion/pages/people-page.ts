import type { Language } from '../../lib/domain/text.ts';
import type { ShownAlert } from '../alerts/describe-alert.ts';
import type { ShownOwners } from '../terminal/write-owners.ts';
import { type Html, html } from './html.ts';
import { sayContact } from './now-page.ts';
import type { LocalPage, PageReading } from './page.ts';
import { renderTable } from './page-frame.ts';
import type { Words } from './page-words.ts';

/** What became of a notice at one channel. */
interface ShownDelivery {
  readonly channel: string;
  readonly state: 'waiting' | 'sending' | 'sent' | 'dead';
  readonly endedAt: number | null;
  readonly notice: { readonly id: string };
}

/** Alerts, and deliveries, that are looked back at. */
const ALERTS_MAX = 100;
const DELIVERIES_MAX = 1000;

/** Who owns what, and who was told what and when. */
export const peoplePage: LocalPage = {
  path: '/watch/people',
  name: 'page.people',
  title: 'page.people.title',
  async render(reading) {
    const { words, read } = reading;
    const owners = await read<ShownOwners>('/owners');
    const { alerts } = await read<{ alerts: readonly ShownAlert[] }>(
      `/alerts/history?limit=${ALERTS_MAX}&lang=${words.language}`,
    );
    const { deliveries } = await read<{ deliveries: readonly ShownDelivery[] }>(`/deliveries?limit=${DELIVERIES_MAX}`);
    return html`${renderOwners(owners, reading)}
${renderContacts(owners, words)}
<section aria-labelledby="told"><h2 id="told">${words.say('page.told')}</h2>
${alerts.length === 0 ? html`<p>${words.say('page.told.none')}</p>` : alerts.map((alert) => renderHistory(alert, deliveries, words))}
</section>`;
  },
};

function renderOwners({ subjects, forAll, rules }: ShownOwners, { words, form }: PageReading): Html {
  const { say, time } = words;
  const rows = subjects.map(({ subject, owner, next, thresholds, lastTold }) => [
    saySubject(subject, words),
    ...[sayContact(owner, say), next ?? '–'],
    thresholds
      .map(({ name, from }) => sayThreshold(name, words) + (from === 'usual' ? ` (${say('page.usual')})` : ''))
      .join(' · '),
    lastTold === null ? '–' : html`${sayContact(lastTold.contact, say)}, ${time(lastTold.at)}`,
  ]);
  const all = forAll === null ? [] : [[say('page.others'), forAll.owner, forAll.next ?? '–', '', '']];
  const heads = [
    say('page.what'),
    say('page.ownedBy'),
    say('page.next'),
    say('page.warned'),
    say('page.told.last.head'),
  ];
  const { urgent, soon } = rules.escalateMinutes;
  const minutes = (count: number): string => words.span(count * 60_000);
  return html`<section aria-labelledby="owners"><h2 id="owners">${say('page.owners')}</h2>
${rows.length + all.length === 0 ? html`<p>${say('page.owners.none')}</p>` : renderTable(say('page.owners.about'), heads, [...rows, ...all])}
<p class="quiet">${say('page.goesOn', { urgent: minutes(urgent), soon: minutes(soon), n: rules.perDayMax })}</p>
${rows.length === 0 ? null : form(html`<button name="deed" value="seen">${say('page.seen')}</button>`)}
</section>`;
}

function renderContacts({ contacts }: ShownOwners, { say }: Words): Html {
  const rows = contacts.map(({ name, channels, language, hours, urgentAnytime, digestAt }) => [
    ...[name, channels.map((channel) => (channel === '*' ? say('page.channels.all') : channel)).join(', ')],
    LANGUAGES[language],
    hours === null
      ? say('page.always')
      : `${clock(hours.from)}–${clock(hours.until)}${urgentAnytime ? ` · ${say('page.urgentAnytime')}` : ''}`,
    digestAt === null ? '–' : clock(digestAt),
  ]);
  const heads = [
    say('page.contact'),
    say('page.channels'),
    say('page.language'),
    say('page.hours'),
    say('page.digest'),
  ];
  return html`<section aria-labelledby="contacts"><h2 id="contacts">${say('page.contacts')}</h2>
${rows.length === 0 ? html`<p>${say('page.contacts.none')}</p>` : renderTable(say('page.contacts.about'), heads, rows)}</section>`;
}

const LANGUAGES: Readonly<Record<Language, string>> = { en: 'English', zh: '中文' };

function renderHistory(alert: ShownAlert, deliveries: readonly ShownDelivery[], words: Words): Html {
  const { level, title, since, told, acknowledged, overAt, toAcknowledgeMs, toEndMs } = alert;
  const { say, time, span } = words;
  const took = (ms: number | null): string => (ms === null ? '' : say('page.after', { span: span(ms) }));
  const events = [
    ...told.map((one) => {
      const ways = deliveries.filter(({ notice }) => notice.id === one.notice);
      const by = ways.map(({ channel, state }) => say(`page.delivery.${state}`, { channel }));
      return {
        at: one.at,
        line: `${sayContact(one.contact, say)}: ${say(`page.notice.${one.kind}`)}${by.length > 0 ? ` (${by.join(', ')})` : ''}`,
      };
    }),
    ...(acknowledged === null
      ? []
      : [
          {
            at: acknowledged.at,
            line: `${say('page.acknowledged', { name: acknowledged.by })}${took(toAcknowledgeMs)}`,
          },
        ]),
    ...(overAt === null ? [] : [{ at: overAt, line: `${say('page.over')}${took(toEndMs)}` }]),
  ].toSorted((a, b) => a.at - b.at);
  return html`<article class="card ${level}">
<h3><span class="level ${level}">${say(`share.state.${level}`)}</span> · ${title}</h3>
<ul class="plain"><li>${time(since)} – ${say('page.began')}</li>
${events.map(({ at, line }) => html`<li>${time(at)} – ${line}</li>`)}
${told.length === 0 ? html`<li>${say('page.told.nobody')}</li>` : null}</ul>
</article>`;
}

/** `account:openai:work`, as people say it. */
export function saySubject(subject: string, { say }: Pick<Words, 'say'>): string {
  const at = subject.indexOf(':');
  const [kind, id] = [subject.slice(0, at), subject.slice(at + 1)];
  if (kind === 'account' || kind === 'budget') return say(`alert.name.${kind}`, { id });
  return subject === 'self' ? say('alert.name.self') : id;
}

/** `of-day-20`: below a fifth of a usual day. */
function sayThreshold(name: string, { say, money }: Words): string {
  const [, kind, amount = '', unit = ''] =
    /^(amount|of-recharge|of-day|of-limit|runway)-([\d.]+)(?:-(.+))?$/.exec(name) ?? [];
  switch (kind) {
    case 'amount':
      return money(amount, unit);
    case 'of-recharge':
    case 'of-day':
    case 'of-limit':
      return say(`page.line.${kind}`, { share: { kind: 'decimal', digits: amount } });
    case 'runway':
      return say('page.line.runway', { share: { kind: 'decimal', digits: amount } });
    default:
      return name;
  }
}

function clock(minutes: number): string {
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}
