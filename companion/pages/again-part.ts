import { parseDecimal, toDecimal } from '../../lib/domain/money.ts';
import type { TriedSizes } from '../../lib/domain/refusal-view.ts';
import { requestOfSizes } from '../../lib/domain/sized-request.ts';
import { type Html, html } from './html.ts';
import type { PageReading } from './page.ts';

/** A call that did not go, as far as it can be estimated again. */
interface Tried {
  readonly id: string;
  readonly provider: string;
  readonly model: string | null;
  readonly sizes: TriedSizes | null;
}

/** What `POST /estimate` says; amounts are numbers, null is unknown. */
interface Estimated {
  readonly low: unknown;
  readonly likely: unknown;
  readonly high: unknown;
  readonly reserve: unknown;
  readonly currency: string | null;
  readonly reasons: readonly string[];
}

const TOKENS_MAX = 50_000;

/** Leads to the estimator, prefilled with the sizes of a call. */
export function againLink(id: string): string {
  return `/watch/refusals?${new URLSearchParams({ again: id })}#again`;
}

/** An estimator for a call of the same sizes, or of others that somebody fills in. */
export async function renderAgain(tried: Tried, { words, query, workOut }: PageReading): Promise<Html> {
  const { say } = words;
  const was = tried.sizes;
  const model = query.get('model') ?? tried.model ?? '';
  const tokens = query.get('in') ?? String(was?.inputTokens ?? '');
  const bound = query.get('out') ?? String(was?.outputTokensMax ?? '');
  const isRead = isCount(tokens) && Number(tokens) <= TOKENS_MAX && (bound === '' || isCount(bound));
  const request =
    was === null || !isRead
      ? null
      : requestOfSizes(model.trim() || null, {
          ...was,
          ...{ inputTokens: Number(tokens), outputTokensMax: bound === '' ? null : Number(bound) },
        });
  const asked = { request, provider: tried.provider, lang: words.language };
  const found = request === null ? null : await workOut<Estimated>('/estimate', asked);
  return html`<section class="card" id="again" aria-labelledby="again-h"><h2 id="again-h">${say('page.again.title')}</h2>
<p class="quiet">${say('page.again.what')}</p>
<form method="get" action="/watch/refusals#again"><input type="hidden" name="again" value="${tried.id}"><div class="deeds">
<label>${say('page.model')}<input name="model" maxlength="200" value="${model}"></label>
<label>${say('page.again.in')}<input name="in" inputmode="numeric" maxlength="9" value="${tokens}"></label>
<label>${say('page.again.out')}<input name="out" inputmode="numeric" maxlength="9" value="${bound}"></label>
<button class="main">${say('page.whatif.ask')}</button></div></form>
${found === null ? html`<p class="wrong" role="alert">${say('page.again.wrong')}</p>` : renderEstimated(found, words)}</section>`;
}

function renderEstimated(
  { low, likely, high, reserve, currency, reasons }: Estimated,
  { say, money }: PageReading['words'],
): Html {
  const unit = currency ?? '';
  const show = (amount: unknown): string => money(decimalOf(amount), unit);
  const cost =
    decimalOf(likely) === null
      ? say('no.costUnknown')
      : say('page.again.likely', { likely: show(likely), low: show(low), high: show(high) });
  const aside = decimalOf(reserve);
  const isAside = aside !== null && (parseDecimal(aside) ?? 0n) > 0n;
  return html`<div role="status"><p><strong>${cost}</strong></p>${isAside ? html`<p>${say('page.again.reserve', { money: show(reserve) })}</p>` : null}
<ul class="quiet">${reasons.map((reason) => html`<li>${reason}</li>`)}</ul></div>`;
}

/** Numbers of an estimate keep every digit: as raw JSON, where the engine has that. */
function decimalOf(amount: unknown): string | null {
  if (amount === null || amount === undefined) return null;
  const digits = typeof amount === 'number' ? amount.toFixed(9) : JSON.stringify(amount);
  const nano = parseDecimal(digits);
  return nano === null ? null : toDecimal(nano);
}

function isCount(text: string): boolean {
  return /^\d{1,9}$/.test(text);
}
