import { explainPoint, explainStory } from '../../lib/domain/explain-story.ts';
import { type Money, parseDecimal } from '../../lib/domain/money.ts';
import { NOTE_CHARS_MAX } from '../../lib/domain/refusal-view.ts';
import { requestOfSizes } from '../../lib/domain/sized-request.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import type { StatedMoney } from '../api/refusal-routes.ts';
import { linksAt } from '../balance/links-at.ts';
import type { ShownRefusals } from '../terminal/write-refusals.ts';
import { againLink, renderAgain } from './again-part.ts';
import { type Html, html } from './html.ts';
import { type LocalPage, type PageReading, renderLink } from './page.ts';

type Shown = ShownRefusals<StatedMoney>;

/** So many of the newest are on the page; the command line has the rest. */
const STORIES_MAX = 50;

/** Where somebody heard no, and whether it was clear. */
export const refusalsPage: LocalPage = {
  path: '/watch/refusals',
  name: 'dash.refusals',
  title: 'no.head',
  async render(reading) {
    const { words, read, query } = reading;
    const { say, tell } = words;
    const { points, stories, isPart } = await read<Shown>('/refusals?days=30');
    if (stories.length === 0) return html`<p>${say('no.none')}. ${say('no.noneHow')}</p>`;
    const { accounts } = await read<{ readonly accounts: readonly { readonly provider: string }[] }>('/accounts');
    const shown = stories.slice(0, STORIES_MAX);
    const again = stories.find(({ id }) => id === query.get('again'));
    const heads = points.map((point) => {
      const { by, cause } = point;
      const why = { key: `no.cause.${cause}` } as const;
      const provider = nameOf(point.provider);
      const told = explainPoint({ ...point, wouldCost: point.wouldCost.map(moneyOf) });
      return html`<li><strong>${say(by === 'us' ? 'no.byUs' : 'no.pointHead', { provider, why })}</strong><br>${words.join(told.map(tell))}${cause === 'unsure' ? html`<br>${say(accounts.some((one) => one.provider === point.provider) ? 'page.unsureRead' : 'page.unsureHow')}` : null}${renderLink(linkOf(point), words)}</li>`;
    });
    return html`<p class="quiet">${say('no.what')}</p>
<section aria-labelledby="points"><h2 id="points">${say('no.points')}</h2><ul class="plain">${heads}</ul></section>
${again === undefined ? null : await renderAgain(again, reading)}
<section aria-labelledby="stories"><h2 id="stories">${say('no.stories')}</h2>
${isPart || shown.length < stories.length ? html`<p>${say('no.part', { n: shown.length })}</p>` : null}
${shown.map((story) => renderStory(story, reading))}</section>`;
  },
};

function renderStory(story: Shown['stories'][number], { words, form }: PageReading): Html {
  const { id, at, origin, said, model, sizes } = story;
  const { say, tell, time } = words;
  const no = { ...story, requestId: id, wouldCost: story.wouldCost && moneyOf(story.wouldCost) };
  const { cause, tried, next } = explainStory({ ...story, no }, nameOf(story.provider));
  const choice = (value: 'yes' | 'no', isSaid: boolean): Html =>
    html`<label><input type="radio" name="clear" value="${value}"${isSaid ? html` checked` : null}>${say(value === 'yes' ? 'no.yes' : 'no.no')}</label>`;
  return html`<article class="card">
<h3>${tell(cause)}</h3>
<p class="quiet">${time(at)} · ${origin === UNNAMED ? say('page.unnamed') : origin.replace(/^tool:/, '')}</p>
<p>${words.join(tried.map(tell))}</p><p>${tell(next)}</p>
${sizes === null || requestOfSizes(model, sizes) === null ? null : html`<p><a href="${againLink(id)}">${say('page.again')}<span class="unseen"> ${model ?? ''}</span></a></p>`}
<details${said.isClear === null && said.note === '' ? null : html` open`}><summary>${say('no.clear')}</summary>
${form(html`<input type="hidden" name="id" value="${id}">
<fieldset><legend>${say('no.clear')}</legend>${choice('yes', said.isClear === true)}${choice('no', said.isClear === false)}</fieldset>
<label>${say('no.note')} (${say('page.noteStays')})<textarea name="note" rows="2" maxlength="${NOTE_CHARS_MAX}">${said.note}</textarea></label>
<p><button name="deed" value="clear">${say('page.keep')}</button></p>`)}</details>
</article>`;
}

/** Where recharging helps, the page for that; else where the account is looked into. What we held back ourselves has none. */
function linkOf({ by, cause, provider }: Shown['points'][number]): string | null {
  const links = by === 'us' ? null : linksAt(provider);
  return (OF_MONEY.includes(cause) ? links?.recharge : links?.console) ?? null;
}

const OF_MONEY: readonly string[] = ['depleted', 'not-enough'];
/** Of programs that have no token of their own. */
const UNNAMED = 'tool:unnamed';

function nameOf(provider: string): string {
  return findProvider(provider)?.name ?? provider;
}

function moneyOf({ unit, amount }: StatedMoney): Money {
  return { unit, nano: parseDecimal(amount) ?? 0n };
}
