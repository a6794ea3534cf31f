import type { ShownRun } from '../api/recharge-routes.ts';
import { type Html, html } from './html.ts';
import { type PageReading, renderLink } from './page.ts';

/** Recharges of which somebody has to say something: yes or no, or what became of them. */
export function renderWaiting(runs: readonly ShownRun[], reading: PageReading): Html | null {
  if (runs.length === 0) return null;
  const { say } = reading.words;
  return html`<section aria-labelledby="waiting"><h2 id="waiting">${say('page.waiting')}</h2>
${runs.map((run) => renderRun(run, reading))}</section>`;
}

function renderRun(
  { id, rule, name, amount, unit, because, state, action, link }: ShownRun,
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
${isAsked && action === 'page' ? renderRecharge(link, money(amount, unit), words) : isAsked ? null : renderLink(link, words)}
${form(html`<input type="hidden" name="id" value="${id}"><div class="deeds">${buttons}</div>`)}
</article>`;
}

/** The provider's own page, with how much is to be added there said beside it: no provider takes the amount from an address. */
function renderRecharge(link: string | null, sum: string, words: PageReading['words']): Html | null {
  if (link === null) return html`<p>${words.say('page.rechargeBy', { sum: { kind: 'verbatim', text: sum } })}</p>`;
  const said = words.say('page.rechargeAt', {
    sum: { kind: 'verbatim', text: sum },
    host: { kind: 'verbatim', text: new URL(link).host },
  });
  return html`<p><a href="${link}" rel="noreferrer">${said}</a></p>`;
}
