import { type Html, html } from './html.ts';

/** One bar. Lengths are shares of the whole width, from 0 to 1. */
export interface Bar {
  readonly name: string;
  readonly value: string | Html;
  readonly share: number;
  /** Where it may end as well, as shares; null: its end is known. */
  readonly spread: { readonly from: number; readonly to: number } | null;
}

/** More bars are read in the table. */
const BARS_MAX = 12;

/**
 * Bars below each other with the sentence that says the same; the table beside them has every figure. Names and values are
 * text of the page, so that they are read, found and as large as the rest at every width.
 */
export function renderBars(summary: string, bars: readonly Bar[]): Html {
  const lines = bars.slice(0, BARS_MAX).map(({ name, value, share, spread }) => {
    const around =
      spread === null
        ? null
        : html`<rect class="spread" x="${percent(spread.from)}" y="0" width="${percent(Math.max(0, spread.to - spread.from))}" height="10"/>`;
    const [y, height] = spread === null ? [0, 10] : [3, 4];
    return html`<li><span>${name}</span><span>${value}</span><svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">${around}<rect class="bar" x="0" y="${y}" width="${percent(share)}" height="${height}"/></svg></li>`;
  });
  return lines.length === 0
    ? html``
    : html`<figure><ul class="plain bars">${lines}</ul><figcaption>${summary}</figcaption></figure>`;
}

function percent(share: number): number {
  return Math.round(Math.min(1, Math.max(0, share)) * 1000) / 10;
}
