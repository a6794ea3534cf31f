import { hasLongWord } from '../report/has-long-word.ts';
import { type Html, html, raw } from './html.ts';
import { PAGE_STYLE } from './page-style.ts';
import type { Words } from './page-words.ts';

/** A page of the companion. */
export interface PageFrame {
  readonly words: Words;
  readonly title: string;
  /** Where it is: what its own links and forms come back to. */
  readonly path: string;
  /** Every page there is, for who may see them; empty: nobody is let in yet. */
  readonly pages: readonly { readonly path: string; readonly name: string }[];
  /** What became of what was just done; null: nothing was. */
  readonly said: { readonly text: string; readonly isBad: boolean } | null;
  /** Opened by itself at once; null: it stays. */
  readonly next?: string | null;
  /** For leaving; null: nobody is in. */
  readonly formToken: string | null;
  readonly content: Html;
}

/** The whole document: no script, nothing from elsewhere. */
export function renderFrame(frame: PageFrame): string {
  const { words, title, path, pages, said, next = null, formToken, content } = frame;
  const { language, say } = words;
  const links = pages.map(
    (page) =>
      html`<li><a href="${page.path}"${page.path === path ? raw(' aria-current="page"') : null}>${page.name}</a></li>`,
  );
  const other = language === 'zh' ? 'en' : 'zh';
  const document = html`<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
${next === null ? null : html`<meta http-equiv="refresh" content="0;url=${next}">`}
<title>${title} – Tollkeeper</title>
<style>${raw(PAGE_STYLE)}</style>
</head>
<body>
<header>
<a class="skip" href="#main">${say('page.skip')}</a>
${pages.length === 0 ? null : html`<nav aria-label="${say('page.nav')}"><ul>${links}</ul></nav>`}
</header>
<main id="main">
<h1>${title}</h1>
${said === null ? null : html`<p class="said${said.isBad ? ' bad' : ''}" role="${said.isBad ? 'alert' : 'status'}">${said.text}</p>`}
${content}
</main>
<footer>
<p>${say('page.asOf')} ${words.time(words.now)} · <a href="${path}?lang=${other}" lang="${other === 'zh' ? 'zh-CN' : 'en'}" hreflang="${other}">${other === 'zh' ? '中文' : 'English'}</a></p>
${formToken === null ? null : html`<form method="post" action="/watch/do"><input type="hidden" name="form" value="${formToken}"><input type="hidden" name="back" value="${path}"><button name="deed" value="leave">${say('page.leave')}</button></form>`}
</footer>
</body>
</html>
`;
  return document.html;
}

/** A table that reads as a list where it is narrow. The first cell of a row names it. */
export function renderTable(
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly (string | Html)[])[],
): Html {
  const head = heads.map((name) => html`<th scope="col" role="columnheader">${name}</th>`);
  const lines = rows.map(([name = '', ...cells]) => {
    const rest = cells.map(
      (cell, at) =>
        html`<td role="cell"${isLong(cell) ? html` class="long"` : null} data-head="${heads[at + 1] ?? ''}">${cell}</td>`,
    );
    return html`<tr role="row"><th scope="row" role="rowheader">${name}</th>${rest}</tr>`;
  });
  return html`<table role="table"><caption>${caption}</caption><thead role="rowgroup"><tr role="row">${head}</tr></thead><tbody role="rowgroup">${lines}</tbody></table>`;
}

function isLong(cell: string | Html): boolean {
  return typeof cell === 'string' && hasLongWord(cell);
}
