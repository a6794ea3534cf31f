import type { ShownRun } from '../api/recharge-routes.ts';
import { type Html, html } from './html.ts';
import type { PageReading } from './page.ts';

/** Recharges of which somebody has to say something: yes or no, or what became of them. */
export function renderWaiting(runs: readonly ShownRun[], reading: PageReading): Html | null {
  const waiting = runs.filter(({ state, isDry }) => !isDry && (state === 'asked' || state === 'unknown'));
  if (waiting.length === 0) return null;
  const { say } = reading.words;
  return html`<section aria-labelledby="waiting"><h2 id="waiting">${say('page.waiting')}</h2>
${waiting.map((run) => renderRun(run, reading))}</section>`;
}

function renderRun(
  { id, rule, name, amount, unit, because, state, action }: ShownRun,
  { words, form }: PageReading,
): Html {
  const { say, money, join } = words;
  const isAsked = state === 'asked';
  const params = { account: name, money: money(amount, unit), rule };
  const why = say(`recharge.because.${because}`);
  const deeds = isAsked
    ? ([
        ['approve', action === 'page' ? 'page.didIt' : 'page.approve'],
        ['decline', 'page.decline'],
      ] as const)
    : ([
        ['was-done', 'page.wasDone'],
        ['was-not-done', 'page.wasNotDone'],
      ] as const);
  const buttons = deeds.map(
    ([deed, key], at) =>
      html`<button name="deed" value="${deed}"${at === 0 ? html` class="main"` : null} aria-describedby="r-${id}">${say(key)}</button>`,
  );
  return html`<article class="card soon">
<h3 id="r-${id}">${say(isAsked ? (action === 'page' ? 'recharge.byHand' : 'recharge.asked') : 'recharge.unknown', params)}</h3>
<p>${join([say('page.rule', { rule, why }), say(isAsked ? `page.does.${action}` : 'page.unsure')])}</p>
${form(html`<input type="hidden" name="id" value="${id}"><div class="deeds">${buttons}</div>`)}
</article>`;
}
