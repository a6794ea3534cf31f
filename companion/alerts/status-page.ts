import { createHash } from 'node:crypto';
import { renderText } from '../../lib/domain/render-text.ts';
import type { Language, Text } from '../../lib/domain/text.ts';
import { escapeHtml } from '../report/escape-html.ts';
import type { SharedState } from './read-status.ts';

const STYLE = `
:root{color-scheme:light dark;--ink:#1b1f24;--paper:#fff;--quiet:#57606a;--line:#d0d7de;--bad:#a40e26;--warn:#7a4b00;--good:#116329}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--paper:#0d1117;--quiet:#9aa4af;--line:#3d444d;--bad:#ff9a92;--warn:#e3b341;--good:#7ee787}}
body{margin:0 auto;max-width:48rem;padding:2rem 1rem;font:1rem/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
h1{font-size:1.5rem;margin:0 0 .5rem}
table{border-collapse:collapse;width:100%;margin:1.5rem 0}
th,td{text-align:start;padding:.5rem .75rem .5rem 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
th[scope=row]{font-weight:600}
.urgent{color:var(--bad);font-weight:600}.soon{color:var(--warn);font-weight:600}.fine{color:var(--good)}
.unread,.old,.note,footer,time{color:var(--quiet)}
`.trim();

/** What a browser may do with the page: show it, with the one style in it. */
export const STATUS_PAGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

interface Shown {
  readonly language: Language;
  /** Epoch ms. */
  readonly now: number;
  /** IANA name. */
  readonly zone: string;
}

/** The page that may be shared: names and states, no amounts, nothing to click. */
export function renderStatusPage(states: readonly SharedState[], { language, now, zone }: Shown): string {
  const say = (text: Text): string => escapeHtml(renderText(text, language));
  const time = (at: number): string => writeTime(at, zone, language);
  const isTrouble = states.some(({ state }) => state === 'urgent' || state === 'soon');
  const isBlind = states.some(({ state }) => state === 'unread' || state === 'old');
  const head = isTrouble ? 'share.trouble' : isBlind ? 'share.asFarAsKnown' : 'share.fine';
  const rows = states.map(({ name, state, kind, since }) => {
    const word = say({ key: `share.state.${state}` });
    const what = kind === null ? word : `${word}: ${say({ key: `kind.${kind}` })}`;
    const from = since === null ? '' : time(since);
    return `<tr><th scope="row">${say(name)}</th><td class="${state}">${what}</td><td>${from}</td></tr>`;
  });
  const heads = (['share.what', 'share.state', 'share.since'] as const).map(
    (key) => `<th scope="col">${say({ key })}</th>`,
  );
  const table = `<table><thead><tr>${heads.join('')}</tr></thead><tbody>${rows.join('\n')}</tbody></table>`;
  const at: Text = { key: 'share.at', params: { time: { kind: 'verbatim', text: '\u2026' } } };
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>${say({ key: 'share.title' })}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${say({ key: 'share.title' })}</h1>
<p class="${isTrouble ? 'soon' : isBlind ? 'unread' : 'fine'}">${say({ key: head })}</p>
${rows.length === 0 ? `<p>${say({ key: 'share.none' })}</p>` : table}
</main>
<footer><p>${say(at).replace('\u2026', time(now))} ${say({ key: 'share.about' })}</p></footer>
</body>
</html>
`;
}

function writeTime(at: number, zone: string, language: Language): string {
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  const options = { dateStyle: 'medium', timeStyle: 'short', timeZone: zone } as const;
  const text = new Intl.DateTimeFormat(locale, options).format(at);
  return `<time datetime="${new Date(at).toISOString()}">${escapeHtml(text)}</time>`;
}
