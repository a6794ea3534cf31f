import { type Html, html } from './html.ts';
import type { PageReading } from './page.ts';

/** Who acts in this browser: asked once, and what is done here is noted by that name. */
export function renderWho({ words, form, who }: PageReading): Html {
  const { say } = words;
  const field = html`<div class="deeds"><label>${say('page.who')}<input name="who" maxlength="64" autocomplete="name" value="${who ?? ''}"></label>
<button name="deed" value="name">${say('page.keep')}</button></div><p class="quiet">${say('page.who.why')}</p>`;
  return html`<details class="who"><summary>${who === null ? say('page.who.none') : say('page.who.is', { name: who })}</summary>${form(field)}</details>`;
}
