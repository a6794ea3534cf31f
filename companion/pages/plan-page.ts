import type { ShownRun } from '../api/recharge-routes.ts';
import type { ShownFunding } from '../terminal/write-funding.ts';
import { renderBars } from './bar-chart.ts';
import { type Html, html } from './html.ts';
import { afterBefore, renderOlder } from './older-part.ts';
import { type LocalPage, type PageReading, renderLink } from './page.ts';
import { renderTable } from './page-frame.ts';
import type { Words } from './page-words.ts';
import { renderWaiting } from './runs-part.ts';
import { shareOf } from './savings-page.ts';

/** Runs of rules that one page shows. */
const RUNS_MAX = 100;

/** Where the funding plan is downloaded as a calendar. */
export const CALENDAR_PATH = '/watch/funding.ics';

/** Which recharges the next days need, and what rules have recharged. */
export const planPage: LocalPage = {
  path: '/watch/funding',
  name: 'page.plan',
  title: 'page.plan.title',
  async render(reading) {
    const { read } = reading;
    const funding = await read<ShownFunding>('/funding');
    const { runs } = await read<{ runs: readonly ShownRun[] }>(
      `/recharge/runs?limit=${RUNS_MAX}${afterBefore(reading)}`,
    );
    const { runs: waiting } = await read<{ runs: readonly ShownRun[] }>('/recharge/waiting');
    return html`${renderWaiting(waiting, reading)}${renderFunding(funding, reading.words)}${renderRuns(runs, reading)}`;
  },
};

function renderFunding({ steps, totals, unknown, planned }: ShownFunding, words: Words): Html {
  const { say, money, time, day } = words;
  const heads = (['page.begin', 'page.account', 'page.amount', 'page.by', 'page.needed'] as const).map((key) =>
    say(key),
  );
  const rows = steps.map(({ beginAt, name, link, amount, unit, by, neededAt }) => [
    time(beginAt),
    html`${name} ${renderLink(link, words)}`,
    ...[money(amount, unit), say(`page.by.${by}`)],
    day(neededAt),
  ]);
  const bars = steps.map(({ name, amount, unit, neededAt }) => ({
    ...{ name, value: html`${money(amount, unit)} · ${day(neededAt)}`, spread: null },
    share: shareOf(
      amount,
      steps.filter((one) => one.unit === unit).map((one) => one.amount),
    ),
  }));
  const [first] = steps;
  const summary =
    first === undefined ? '' : say('page.plan.chart', { name: first.name, money: money(first.amount, first.unit) });
  const names = unknown.map(({ name }) => name).join(', ');
  return html`<section aria-labelledby="funding"><h2 id="funding">${say('page.plan.needs')}</h2>
${steps.length === 0 && planned > 0 ? html`<p>${say('page.plan.none')}</p>` : null}
${planned + unknown.length === 0 ? html`<p>${say('page.plan.nothing')}</p>` : null}
${totals.map(({ unit, amount }) => html`<p><strong>${say('page.plan.sum', { money: money(amount, unit) })}</strong></p>`)}
${renderBars(summary, bars)}
${rows.length === 0 ? null : html`${renderTable(say('page.plan.about'), heads, rows)}<p><a href="${CALENDAR_PATH}" download>${say('page.plan.calendar')}</a></p>`}
${unknown.length === 0 ? null : html`<p>${say('page.plan.unknown', { names: { kind: 'verbatim', text: names } })}</p>`}
</section>`;
}

function renderRuns(runs: readonly ShownRun[], reading: PageReading): Html {
  const { say, money, time } = reading.words;
  const heads = (['page.run', 'page.account', 'page.amount', 'page.state', 'page.changed'] as const).map((key) =>
    say(key),
  );
  const rows = runs.map(({ id, rule, name, unit, amount, state, isDry, isOnItsWay, log }) => {
    const at = log.at(-1)?.at ?? null;
    return [
      html`${rule} <span class="quiet">${id}</span>`,
      ...[
        name,
        money(amount, unit),
        isDry ? say('page.run.dry') : say(isOnItsWay ? 'page.run.onItsWay' : `page.run.${state}`),
      ],
      at === null ? '' : time(at),
    ];
  });
  return html`<section aria-labelledby="runs"><h2 id="runs">${say('page.runs')}</h2>
${rows.length === 0 ? html`<p>${say('page.runs.none')}</p>` : renderTable(say('page.runs.about'), heads, rows)}
${renderOlder(runs, RUNS_MAX, { path: '/watch/funding', at: 'runs' }, reading)}</section>`;
}
