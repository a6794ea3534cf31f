import type { Language } from '../../lib/domain/text.ts';
import type { PastAlert } from '../alerts/show-history.ts';
import type { ShownOwners } from '../terminal/write-owners.ts';
import { type Html, html } from './html.ts';
import { sayContact } from './now-page.ts';
import { afterBefore, renderOlder } from './older-part.ts';
import {
  contactLink,
  ownedLink,
  readThresholdName,
  renderContactForm,
  renderOwnedForm,
  sayDays,
} from './owner-forms.ts';
import type { LocalPage, PageReading } from './page.ts';
import { renderTable } from './page-frame.ts';
import type { Words } from './page-words.ts';

/** Alerts that are looked back at. */
const ALERTS_MAX = 100;

/** Who owns what, and who was told what and when. */
export const peoplePage: LocalPage = {
  path: '/watch/people',
  name: 'page.people',
  title: 'page.people.title',
  async render(reading) {
    const { words, read } = reading;
    const owners = await read<ShownOwners>('/owners');
    const { alerts } = await read<{ alerts: readonly PastAlert[] }>(
      `/alerts/history?limit=${ALERTS_MAX}&lang=${words.language}${afterBefore(reading)}`,
    );
    const { channels } = await read<{ channels: readonly { readonly name: string }[] }>('/channels');
    const names = channels.map(({ name }) => name);
    return html`${renderOwners(owners, reading)}
${renderContacts(owners, names, reading)}
<section aria-labelledby="told"><h2 id="told">${words.say('page.told')}</h2>
${alerts.length === 0 ? html`<p>${words.say('page.told.none')}</p>` : alerts.map((alert) => renderHistory(alert, words))}
${renderOlder(alerts, ALERTS_MAX, { path: '/watch/people', at: 'told' }, reading)}</section>`;
  },
};

function renderOwners(owners: ShownOwners, reading: PageReading): Html {
  const { subjects, forAll, forAllThresholds, rules } = owners;
  const { words, form } = reading;
  const { say, time } = words;
  const rows = subjects.map((one) => [
    saySubject(one, words),
    ...[sayContact(one.owner, say), one.next ?? '–'],
    one.thresholds
      .map(({ name, from }) => sayThreshold(name, words) + (from === 'usual' ? ` (${say('page.usual')})` : ''))
      .join(' · '),
    one.lastTold === null ? '–' : html`${sayContact(one.lastTold.contact, say)}, ${time(one.lastTold.at)}`,
    changeLink(ownedLink(one.subject), saySubject(one, words), say),
  ]);
  const others = [
    ...[say('page.others'), forAll?.owner ?? say('page.everyone'), forAll?.next ?? '–'],
    forAllThresholds.length === 0
      ? say('page.usual')
      : forAllThresholds.map((name) => sayThreshold(name, words)).join(' · '),
    ...['', changeLink(ownedLink('*'), say('page.others'), say)],
  ];
  const heads = [
    say('page.what'),
    say('page.ownedBy'),
    say('page.next'),
    say('page.warned'),
    say('page.told.last.head'),
    say('page.change'),
  ];
  const { urgent, soon } = rules.escalateMinutes;
  const minutes = (count: number): string => words.span(count * 60_000);
  const alone = subjects.filter(({ next }) => next === null).length;
  return html`<section aria-labelledby="owners"><h2 id="owners">${say('page.owners')}</h2>
${rows.length === 0 ? html`<p>${say('page.owners.none')}</p>` : null}
${renderTable(say('page.owners.about'), heads, [...rows, others])}
${renderOwnedForm(owners, reading)}
<p class="quiet">${say('page.goesOn', { urgent: minutes(urgent), soon: minutes(soon), n: rules.perDayMax })}</p>
${alone === 0 ? null : html`<p>${say('page.noNext', { n: alone })}</p>`}
${rows.length === 0 ? null : form(html`<button name="deed" value="seen">${say('page.seen')}</button>`)}
</section>`;
}

function changeLink(to: string, name: string, say: Words['say']): Html {
  return html`<a href="${to}">${say('page.change')}<span class="unseen"> ${name}</span></a>`;
}

function renderContacts(owners: ShownOwners, known: readonly string[], reading: PageReading): Html {
  const { contacts } = owners;
  const { say } = reading.words;
  const rows = contacts.map(({ name, channels, language, hours, urgentAnytime, digestAt }) => [
    ...[name, channels.map((channel) => (channel === '*' ? say('page.channels.all') : channel)).join(', ')],
    LANGUAGES[language],
    hours === null
      ? say('page.always')
      : `${clock(hours.from)}–${clock(hours.until)}, ${sayDays(hours.days.join(''), reading)}${urgentAnytime ? ` · ${say('page.urgentAnytime')}` : ''}`,
    digestAt === null ? '–' : clock(digestAt),
    changeLink(contactLink(name), name, say),
  ]);
  const heads = [
    say('page.contact'),
    say('page.channels'),
    say('page.language'),
    say('page.hours'),
    say('page.digest'),
    say('page.change'),
  ];
  return html`<section aria-labelledby="contacts"><h2 id="contacts">${say('page.contacts')}</h2>
${rows.length === 0 ? html`<p>${say('page.contacts.none')}</p>` : renderTable(say('page.contacts.about'), heads, rows)}
${renderContactForm(owners, known, reading) ?? html`<p><a href="${contactLink('')}">${say('page.contact.new')}</a></p>`}</section>`;
}

const LANGUAGES: Readonly<Record<Language, string>> = { en: 'English', zh: '中文' };

function renderHistory(alert: PastAlert, words: Words): Html {
  const { level, title, since, told, acknowledged, snoozes, overAt, isEndUnseen, toAcknowledgeMs, toEndMs } = alert;
  const { say, time, span } = words;
  const took = (ms: number | null): string => (ms === null ? '' : say('page.after', { span: span(ms) }));
  const events = [
    ...told.map((one) => {
      const by = one.ways.map(({ channel, state }) => say(`page.delivery.${state}`, { channel }));
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
    ...snoozes.map(({ at, until }) => ({ at, line: say('page.snoozed', { span: span(until - at) }) })),
    ...(overAt === null
      ? []
      : [{ at: overAt, line: isEndUnseen ? say('page.overUnseen') : `${say('page.over')}${took(toEndMs)}` }]),
  ].toSorted((a, b) => a.at - b.at);
  return html`<article class="card ${level}">
<h3><span class="level ${level}">${say(`share.state.${level}`)}</span> · ${title}</h3>
<ul class="plain"><li>${time(since)} – ${say('page.began')}</li>
${events.map(({ at, line }) => html`<li>${time(at)} – ${line}</li>`)}
${told.length === 0 ? html`<li>${say('page.told.nobody')}</li>` : null}</ul>
</article>`;
}

/** An account or budget, as people say it. */
function saySubject({ subject, name }: ShownOwners['subjects'][number], { say }: Words): string {
  return subject.startsWith('budget:') ? say('alert.name.budget', { id: name }) : name;
}

/** `of-day-20`: below a fifth of a usual day. */
function sayThreshold(name: string, { say, money }: Words): string {
  const read = readThresholdName(name);
  if (read === null) return name;
  const { kind, figure, unit } = read;
  return kind === 'amount'
    ? money(figure, unit)
    : say(`page.line.${kind}`, { share: { kind: 'decimal', digits: figure } });
}

function clock(minutes: number): string {
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}
