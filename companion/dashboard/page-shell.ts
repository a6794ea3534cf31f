import { html } from '../pages/html.ts';
import type { Words } from '../pages/page-words.ts';
import type { DashboardFile, PageFiles } from './page-files.ts';

/** Below it lie the page's files, which everybody may read, and what it asks for, which needs a session. */
export const FILES = '/watch/app/';

/** What a browser may do with the page: run and style what we serve, and ask us. */
export const DASHBOARD_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The page without anything in it: what it shows it asks for, with the session that its address is not sent along with. */
export function renderShell({ say, language }: Words, files: PageFiles): string {
  const [script, style] = [addressOf('dashboard.js', files), addressOf('dashboard.css', files)];
  return html`<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Tollkeeper</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${style}">
<script defer src="${script}"></script>
</head>
<body>
<div id="dashboard"></div>
<noscript><p>${say('page.noScript')} <a href="/watch">${say('page.entered.link')}</a></p></noscript>
</body>
</html>
`.html;
}

function addressOf(file: DashboardFile, files: PageFiles): string {
  return `${FILES}${file}?v=${files[file].mark}`;
}
