import type { ShownAlert } from '../alerts/describe-alert.ts';
import type { ShownRun } from '../api/recharge-routes.ts';
import { type Html, html } from './html.ts';
import { type LocalPage, type PageReading, renderLink } from './page.ts';
import { renderWaiting } from './runs-part.ts';
import { renderRunways } from './runway-part.ts';
import { renderWho } from './who-part.ts';

/** What is wrong now and what waits for a yes, with what can be said to it; and how long the money lasts. */
export const nowPage: LocalPage = {
  path: '/watch',
  name: 'page.now',
  title: 'page.now.title',
  async render(reading) {
    const { words, read } = reading;
    const { say, language } = words;
    const found = await read<{ alerts: readonly ShownAlert[] }>(`/alerts?lang=${language}`);
    const { runs } = await read<{ runs: readonly ShownRun[] }>('/recharge/waiting');
    // What waits for a yes has a card of its own, which says the same; what was answered is over, though its alert lasts a while.
    const alerts = found.alerts.filter(({ kind, todo }) => kind !== 'recharge' || !todo.some((line) => RUN.test(line)));
    const { channels } = await read<{ channels: readonly unknown[] }>('/channels');
    return html`${renderWaiting(runs, reading)}${found.alerts.length + runs.length === 0 ? null : renderWho(reading)}
<section aria-labelledby="alerts"><h2 id="alerts">${say('page.alerts')}</h2>
${channels.length === 0 ? html`<p class="quiet">${say('page.channels.none')}</p>` : null}
${alerts.length === 0 ? html`<p>${say('page.alerts.none')}</p>` : alerts.map((alert) => renderAlert(alert, reading))}
</section>
${await renderRunways(reading)}`;
  },
};

/** The id of a run. */
const RUN = /\brr_[0-9a-z]+/;
/** What a recharge of the account ends. */
const OF_BALANCE: readonly ShownAlert['kind'][] = ['empty', 'low', 'runway'];
/** For how long somebody wants peace, hours. */
const SNOOZE_HOURS = [2, 8, 24, 72, 168];

function renderAlert(alert: ShownAlert, { words, form }: PageReading): Html {
  const { id, kind, level, subject, title, meaning, todo, link, isDone } = alert;
  const { say } = words;
  const choices = SNOOZE_HOURS.map(
    (hours) =>
      html`<option value="${hours}">${say(hours < 24 ? 'no.span.hours' : 'no.span.days', { n: hours < 24 ? hours : hours / 24 })}</option>`,
  );
  const know = html`<input type="hidden" name="id" value="${id}">
<div class="deeds"><button class="main" name="deed" value="know" aria-describedby="t-${id}">${say('page.know')}</button></div>`;
  const recharged = html`<input type="hidden" name="account" value="${subject.replace(/^account:/, '')}">
<div class="deeds"><button name="deed" value="recharged" aria-describedby="t-${id}">${say('page.didIt')}</button></div>`;
  const snooze = html`<input type="hidden" name="id" value="${id}">
<div class="deeds"><label>${say('page.peace')}<select name="hours">${choices}</select></label>
<button name="deed" value="snooze" aria-describedby="t-${id}">${say('page.snooze')}</button></div>`;
  return html`<article class="card ${level}">
<h3 id="t-${id}"><span class="level ${level}">${say(`share.state.${level}`)}</span> · ${title}</h3>
${meaning.map((line) => html`<p>${line}</p>`)}
${todo.map((line) => html`<p>${line}</p>`)}
${kind === 'refusals' ? html`<p><a href="/watch/refusals">${say('page.seeRefused')}</a></p>` : null}${renderLink(link, words)}
<p class="quiet">${stateOf(alert, words)}</p>
<div class="ways">${isDone || alert.acknowledged !== null ? null : form(know)}
${isDone || !(subject.startsWith('account:') && OF_BALANCE.includes(kind)) ? null : form(recharged)}
${isDone || alert.snoozedUntil !== null ? null : form(snooze)}</div>
</article>`;
}

function stateOf(
  { since, missingSince, owner, told, acknowledged, snoozedUntil }: ShownAlert,
  { say, span, now }: PageReading['words'],
): string {
  const last = told.at(-1);
  const parts = [
    say('page.since', { span: span(now - since) }),
    ...(missingSince === null ? [] : [say('page.gone', { span: span(now - missingSince) })]),
    owner === 'everyone' ? say('page.ownerless') : say('page.owner', { name: owner }),
    last === undefined
      ? say('page.told.nobody')
      : say('page.told.last', { name: sayContact(last.contact, say), span: span(now - last.at) }),
    ...(acknowledged === null ? [] : [say('page.knows', { name: acknowledged.by, span: span(now - acknowledged.at) })]),
    ...(snoozedUntil === null ? [] : [say('page.quiet', { span: span(snoozedUntil - now) })]),
  ];
  return parts.join(' · ');
}

/** Nobody was named: every channel was told. */
export function sayContact(name: string, say: PageReading['words']['say']): string {
  return name === 'everyone' ? say('page.everyone') : name;
}
