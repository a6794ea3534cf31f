import { CACHE_POLICIES } from '../../lib/domain/savings-view.ts';
import { type Bar, renderBars } from './bar-chart.ts';
import { type Html, html } from './html.ts';
import { type LocalPage, type PageReading, renderLink, type TwoTongues } from './page.ts';
import { renderTable } from './page-frame.ts';
import type { Words } from './page-words.ts';

interface Comparison {
  readonly compared: readonly {
    readonly unitWas: string;
    readonly unit: string;
    readonly calls: number;
    readonly was: string;
    readonly low: string;
    readonly likely: string;
    readonly high: string;
  }[];
  readonly leftOut: readonly { readonly why: 'cost' | 'usage' | 'price' | 'kind'; readonly calls: number }[];
}

interface Savings {
  readonly calls: number;
  readonly spent: Readonly<Record<string, string>>;
  readonly saved: Readonly<Record<string, string>>;
  readonly savings: readonly {
    readonly unit: string;
    readonly amount: string;
    readonly what: TwoTongues;
    readonly fix: TwoTongues;
    readonly kind: 'failed' | 'repeats' | 'small-tasks' | 'lost-cache' | 'unread-cache';
    readonly places: readonly { readonly place: Place; readonly amount: string; readonly instead?: string }[];
  }[];
  readonly reserves: readonly { readonly place: Place; readonly what: TwoTongues; readonly fix: TwoTongues }[];
  readonly fixes: readonly { readonly what: TwoTongues; readonly todo: TwoTongues; readonly link: string | null }[];
  readonly unknown: readonly TwoTongues[];
}

interface Place {
  readonly provider: string;
  readonly model: string | null;
  readonly origin: string;
}

interface Way extends Comparison {
  readonly way: {
    readonly kind: 'per-token' | 'per-request' | 'batch' | 'off-peak' | 'group' | 'package' | 'commitment' | 'bonus';
    readonly provider?: string | null;
    readonly group?: string;
    readonly from?: string;
    readonly percent?: number;
  };
  readonly saved: Readonly<Record<string, string>>;
  readonly caveats: readonly TwoTongues[];
}

interface Billing {
  readonly calls: number;
  readonly ways: readonly Way[];
  readonly best: Readonly<Record<string, Way>>;
  readonly reasons: readonly TwoTongues[];
}

/** What could be saved, how it is best paid, and what it would have cost otherwise: of the last 30 days. */
export const savingsPage: LocalPage = {
  path: '/watch/savings',
  name: 'page.savings',
  title: 'page.savings.title',
  async render(reading) {
    const { read } = reading;
    const savings = await read<Savings>('/advice/savings?days=30');
    const billing = await read<Billing>('/advice/billing?days=30');
    return html`${renderSavings(savings, reading.words)}${renderBilling(billing, reading.words)}${await renderWhatIf(reading)}`;
  },
};

function renderSavings({ calls, spent, saved, savings, reserves, fixes, unknown }: Savings, words: Words): Html {
  const { say, money } = words;
  const sums = Object.entries(spent).map(([unit, sum]) => {
    const less = saved[unit];
    const params = { spent: money(sum, unit), saved: money(less ?? '0', unit) };
    return html`<p>${say(less === undefined ? 'page.spent.only' : 'page.spent.saved', params)}</p>`;
  });
  const bars = savings.map(
    ({ unit, amount, kind }): Bar => ({
      ...{ name: say(`page.saving.${kind}`), value: money(amount, unit), spread: null },
      share: shareOf(
        amount,
        savings.filter((one) => one.unit === unit).map((one) => one.amount),
      ),
    }),
  );
  const [first] = savings;
  const summary =
    first === undefined
      ? ''
      : say('page.savings.chart', { what: say(`page.saving.${first.kind}`), money: money(first.amount, first.unit) });
  const cards = savings.map(
    ({
      what,
      fix,
      places,
      unit,
    }) => html`<article class="card"><h3>${inWords(what, words)}</h3><p>${inWords(fix, words)}</p>
${renderTable(
  say('page.savings.places'),
  [say('page.where'), say('page.amount'), say('page.instead')],
  places.map(({ place, amount, instead }) => [namePlace(place, words), money(amount, unit), instead ?? '']),
)}</article>`,
  );
  return html`<section aria-labelledby="savings"><h2 id="savings">${say('page.savings.could')}</h2>
${calls === 0 ? html`<p>${say('page.calls.none')}</p>` : sums}
${savings.length === 0 && calls > 0 ? html`<p>${say('page.savings.none')}</p>` : null}
${renderBars(summary, bars)}${cards}
${reserves.map(({ place, what, fix }) => html`<article class="card"><h3>${inWords(what, words)}</h3><p>${inWords(fix, words)}</p><p class="quiet">${namePlace(place, words)}</p></article>`)}
${fixes.map(({ what, todo, link }) => html`<article class="card soon"><h3>${inWords(what, words)}</h3><p>${inWords(todo, words)}</p>${renderLink(link, words)}</article>`)}
${notes(unknown, words)}</section>`;
}

function renderBilling({ calls, ways, best, reasons }: Billing, words: Words): Html {
  const { say, money } = words;
  const heads = (['page.insteadOf', 'page.calls', 'page.was', 'page.wouldBe', 'page.less'] as const).map((key) =>
    say(key),
  );
  const rows = ways.flatMap((way) =>
    way.compared.map(({ unit, unitWas, calls: count, was, likely }) => [
      ...[nameWay(way, words), String(count), money(was, unitWas), money(likely, unit)],
      unit === unitWas ? money(way.saved[unit] ?? '0', unit) : '–',
    ]),
  );
  const found = Object.entries(best);
  const caveats = [...new Map(found.flatMap(([, way]) => way.caveats).map((one) => [one.en, one])).values()];
  return html`<section aria-labelledby="billing"><h2 id="billing">${say('page.billing')}</h2>
${calls === 0 ? html`<p>${say('page.calls.none')}</p>` : reasons.map((one) => html`<p>${inWords(one, words)}</p>`)}
${found.map(([unit, way]) => html`<p><strong>${say('page.billing.best', { way: nameWay(way, words), money: money(way.saved[unit] ?? '0', unit) })}</strong></p>`)}
${notes(caveats, words)}
${rows.length === 0 ? null : renderTable(say('page.billing.about'), heads, rows)}</section>`;
}

async function renderWhatIf({ words, read, query }: PageReading): Promise<Html> {
  const { say } = words;
  const [model, provider, cache, of] = ['model', 'provider', 'cache', 'of'].map((name) =>
    (query.get(name) ?? '').trim().slice(0, 200),
  );
  const asked = new URLSearchParams(
    Object.entries({ model, provider, cache, of }).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  );
  const options = ['', ...CACHE_POLICIES].map(
    (policy) =>
      html`<option value="${policy}"${policy === cache ? html` selected` : null}>${say(policy === '' ? 'page.cache.same' : `page.cache.${policy as (typeof CACHE_POLICIES)[number]}`)}</option>`,
  );
  const { rows } = await read<{ rows: readonly { readonly model: string }[] }>('/spend?by=model');
  const models = [...new Set(['', of ?? '', ...rows.map((row) => row.model)])];
  const called = models.map(
    (name) =>
      html`<option value="${name}"${name === of ? html` selected` : null}>${name === '' ? say('page.whatif.all') : name}</option>`,
  );
  const found = [model, provider, cache].every((change) => !change) ? null : await askWhatIf(read, asked);
  return html`<section aria-labelledby="whatif"><h2 id="whatif">${say('page.whatif')}</h2>
<form method="get" action="/watch/savings#whatif"><div class="deeds">
<label>${say('page.whatif.of')}<select name="of">${called}</select></label>
<label>${say('page.whatif.model')}<input name="model" maxlength="200" value="${model ?? ''}"></label>
<label>${say('page.whatif.provider')}<input name="provider" maxlength="200" value="${provider ?? ''}"></label>
<label>${say('page.whatif.cache')}<select name="cache">${options}</select></label>
<button class="main">${say('page.whatif.ask')}</button></div></form>
${found === null ? null : renderComparison(found, words)}</section>`;
}

type WhatIf = Comparison & { readonly caveats: readonly TwoTongues[] };

/** A name that nobody knows is no reason to show none of the page. */
async function askWhatIf(read: PageReading['read'], asked: URLSearchParams): Promise<WhatIf | 'not-understood'> {
  try {
    return await read<WhatIf>(`/advice/what-if?days=30&${asked}`);
  } catch (error) {
    if ((error as { readonly status?: number }).status === 400) return 'not-understood';
    throw error;
  }
}

function renderComparison(found: WhatIf | 'not-understood', words: Words): Html {
  const { say, money } = words;
  if (found === 'not-understood') return html`<p class="said bad" role="alert">${say('page.whatif.unknown')}</p>`;
  const heads = (['page.calls', 'page.was', 'page.wouldBe', 'page.range'] as const).map((key) => say(key));
  const rows = found.compared.map(({ unitWas, unit, calls, was, low, likely, high }) => [
    ...[String(calls), money(was, unitWas), money(likely, unit)],
    low === high ? '' : `${money(low, unit)} – ${money(high, unit)}`,
  ]);
  const left = found.leftOut.map(({ why, calls }) => html`<li>${say(`page.leftOut.${why}`, { n: calls })}</li>`);
  return html`<div role="status">${rows.length === 0 ? html`<p>${say('page.whatif.none')}</p>` : renderTable(say('page.whatif.about'), heads, rows)}
<ul>${left}</ul></div>${notes(found.caveats, words)}`;
}

function notes(texts: readonly TwoTongues[], words: Words): Html | null {
  return texts.length === 0
    ? null
    : html`<ul class="quiet">${texts.map((text) => html`<li>${inWords(text, words)}</li>`)}</ul>`;
}

function inWords(text: TwoTongues, { language }: Words): string {
  return text[language];
}

function namePlace({ provider, model, origin }: Place, { say }: Words): string {
  if (model === null && origin === '') return say('page.place.rest', { provider });
  return [model ?? say('no.noModel'), provider, origin.replace(/^tool:/, '')].join(' · ');
}

function nameWay({ way }: Way, { say }: Words): string {
  const { kind, provider, group = '', from = '', percent = 0 } = way;
  const name = say(`page.way.${kind}`, { group, from, percent });
  return provider == null ? name : say('page.way.at', { name, provider });
}

/** Lengths for the eye; nothing is reckoned with them. */
export function shareOf(amount: string, all: readonly string[]): number {
  const most = Math.max(...all.map(Number));
  return most > 0 ? Number(amount) / most : 0;
}
