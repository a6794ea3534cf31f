import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiProblem } from '../api/route.ts';
import { LedgerError } from '../ledger/sql.ts';
import type { ShownFunding } from '../terminal/write-funding.ts';
import { FormProblem } from './form-fields.ts';
import { html } from './html.ts';
import type { AskApi, LocalPage, PageReading } from './page.ts';
import { type PageAccess, SESSION_MS_MAX } from './page-access.ts';
import { readLanguage, readName, readSession, writeLanguage, writeName, writeSession } from './page-cookies.ts';
import { type DeedName, type Fields, isDeed, pageDeeds } from './page-deeds.ts';
import { type PageFrame, renderFrame } from './page-frame.ts';
import { PAGE_POLICY } from './page-style.ts';
import { type Words, wordsOf } from './page-words.ts';
import { localPages } from './pages.ts';
import { CALENDAR_PATH } from './plan-page.ts';

/** What the pages are served from. */
export interface ServePagesOptions {
  readonly access: PageAccess;
  readonly ask: AskApi;
  /** IANA name. */
  readonly zone: string;
  /** Epoch ms. */
  readonly now: () => number;
  readonly onTrouble: (what: string, error: unknown) => void;
}

const ROOT = '/watch';
const FORM_BYTES_MAX = 16 * 1024;
const FIELDS_MAX = 20;
/** A recharge may run for an hour: a page says that it runs. */
const DEED_MS_MAX = 5000;

/** One request, as far as it was understood. */
interface Asked {
  readonly options: ServePagesOptions;
  readonly request: IncomingMessage;
  readonly url: URL;
  readonly words: Words;
  /** Null: nobody is let in. */
  readonly session: string | null;
}

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly text: string;
}

/**
 * Answers what is asked below `/watch`; false: it is something else. Whoever may ask is judged before (Host, Origin); here a browser
 * needs a session, and a form the proof that it is ours.
 */
export function servePages(
  open: () => ServePagesOptions,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  return (request, response) => {
    if (!/^\/watch(?:[/?]|$)/.test(request.url ?? '')) return false;
    const options = open();
    const url = new URL(request.url ?? '/', 'http://companion.invalid');
    const words = wordsOf({ language: readLanguage(request, url), now: options.now(), zone: options.zone });
    const cookie = readSession(request);
    const session = options.access.isIn(cookie) ? cookie : null;
    const asked: Asked = { options, request, url, words, session };
    answer(asked)
      .catch((error: unknown) => sayProblem(asked, error))
      .then(({ status, headers, text }) => {
        response.writeHead(status, { ...HEADERS, 'content-language': words.language, ...headers });
        response.end(request.method === 'HEAD' ? undefined : text);
      })
      .catch(() => response.destroy());
    return true;
  };
}

const HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': PAGE_POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // Without any, a browser would not say where our own forms come from.
  'referrer-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  vary: 'cookie, accept-language',
};

async function answer(asked: Asked): Promise<Answer> {
  const { request, url, session, words } = asked;
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (url.pathname === `${ROOT}/enter` && request.method === 'GET') return enter(asked);
  if (url.pathname === `${ROOT}/do` && request.method === 'POST') return perform(asked);
  if (url.pathname === CALENDAR_PATH && isRead && session !== null) return writePlan(asked);
  const page = localPages.find(({ path }) => path === url.pathname);
  const typed = localPages.find(({ path }) => `${path}/` === url.pathname);
  if (typed !== undefined && isRead) return leadTo(typed.path + url.search);
  if (page === undefined) return plain(asked, { status: 404, title: 'page.missing', text: 'page.missing.todo' });
  if (!isRead) return plain(asked, { status: 405, title: 'page.missing', text: 'page.missing.todo' });
  if (session === null) return letNobodyIn(asked);
  const done = url.searchParams.get('done');
  const key = done === 'later' ? 'page.did.later' : isDeed(done) ? pageDeeds[done].said : null;
  const said = key === null ? null : { text: words.say(key), isBad: false };
  const text = await renderPage(asked, page, { said, sent: null });
  const isChosen = url.searchParams.get('lang') === words.language;
  return { status: 200, ...(isChosen && { headers: { 'set-cookie': writeLanguage(words.language) } }), text };
}

/** Typed with a slash behind it, it is the same page. */
function leadTo(location: string): Answer {
  return { status: 308, headers: { location }, text: '' };
}

/** The funding plan for the reader's own calendar. */
async function writePlan({ options }: Asked): Promise<Answer> {
  const { calendar } = await options.ask<ShownFunding>({ method: 'GET', path: '/funding' });
  const headers = {
    'content-type': 'text/calendar; charset=utf-8',
    'content-disposition': 'attachment; filename="tollkeeper-funding.ics"',
  };
  return { status: 200, headers, text: calendar };
}

async function renderPage(
  asked: Asked,
  page: LocalPage,
  { said, sent }: Pick<PageFrame, 'said'> & Pick<PageReading, 'sent'>,
): Promise<string> {
  const { words, url, session, request } = asked;
  const { access, ask } = asked.options;
  const formToken = access.formToken(session ?? '');
  const reading: PageReading = {
    words,
    read: (path) => ask({ method: 'GET', path }),
    workOut: (path, body) => ask({ method: 'POST', path, body }),
    query: url.searchParams,
    sent,
    who: readName(request),
    form: (content) =>
      html`<form method="post" action="${ROOT}/do"><input type="hidden" name="form" value="${formToken}"><input type="hidden" name="back" value="${page.path}">${content}</form>`,
  };
  const content = await page.render(reading);
  const pages = namePages(words);
  return renderFrame({ words, title: words.say(page.title), path: page.path, pages, said, formToken, content });
}

/** The dashboard, which is served beside these, and every page. */
function namePages({ say }: Words): PageFrame['pages'] {
  return [
    { path: '/', name: say('page.dashboard') },
    ...localPages.map(({ path, name }) => ({ path, name: say(name) })),
  ];
}

/** The link is used up; what it led to has no secret in its address. */
function enter(asked: Asked): Answer {
  const { options, url, request } = asked;
  const session = options.access.redeem(url.searchParams.get('ticket') ?? '');
  if (session === null) return plain(asked, { status: 403, title: 'page.spent.link', text: 'page.enter.todo' });
  const wanted = url.searchParams.get('to');
  const to = wanted === '/' ? wanted : (localPages.find(({ path }) => path === wanted)?.path ?? ROOT);
  // Not a redirect: what another page, or a file, led to would be opened without the cookie.
  const text = plain(asked, { status: 200, title: 'page.entered', text: 'page.entered.go', next: to }).text;
  return { status: 200, headers: { 'set-cookie': writeSession(request, session, SESSION_MS_MAX) }, text };
}

/** From a link in another page a browser brings no cookie along: a click on ours does. */
function letNobodyIn(asked: Asked): Answer {
  const { request, url } = asked;
  const isForeign = request.headers['sec-fetch-site'] === 'cross-site';
  return isForeign
    ? plain(asked, { status: 200, title: 'page.entered', text: 'page.entered.go', next: url.pathname })
    : plain(asked, { status: 401, title: 'page.locked', text: 'page.enter.todo' });
}

async function perform(asked: Asked): Promise<Answer> {
  const { options, request, session, words } = asked;
  if (session === null) return letNobodyIn(asked);
  const fields = await readForm(request);
  const back = localPages.find(({ path }) => path === fields?.back) ?? localPages[0];
  if (fields === null || back === undefined)
    return plain(asked, { status: 400, title: 'page.no', text: 'page.no.form' });
  if (!options.access.isForm(session, fields.form ?? '')) {
    return plain(asked, { status: 403, title: 'page.no', text: 'page.no.form' });
  }
  const deed = fields.deed ?? '';
  if (deed === 'leave') {
    const left = plain({ ...asked, session: null }, { status: 200, title: 'page.left.done', text: 'page.enter.todo' });
    return { ...left, headers: { 'set-cookie': writeSession(request, '', 0) } };
  }
  if (!isDeed(deed)) return plain(asked, { status: 400, title: 'page.no', text: 'page.no.form' });
  try {
    const who = readName(request) ?? '';
    const done = await inTime(pageDeeds[deed].perform({ who, ...fields }, options.ask), deed, options);
    const kept = deed === 'name' ? { 'set-cookie': writeName(fields.who ?? '') } : {};
    return { status: 303, headers: { location: `${back.path}?done=${done}`, ...kept }, text: '' };
  } catch (error) {
    if (error instanceof FormProblem) {
      const sent = { deed, fields, wrong: error.wrong };
      const said = { text: words.say('page.no.fields'), isBad: true };
      return { status: 400, text: await renderPage(asked, back, { said, sent }) };
    }
    const { status, key } = whyNot(error, options);
    return {
      status,
      text: await renderPage(asked, back, {
        said: { text: words.say(key), isBad: true },
        sent: { deed, fields, wrong: {} },
      }),
    };
  }
}

/** What takes longer goes on; what it comes to stands on the page later. */
async function inTime(work: Promise<unknown>, deed: DeedName, { onTrouble }: ServePagesOptions): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'later'>((resolve) => {
    timer = setTimeout(() => resolve('later'), DEED_MS_MAX);
  });
  const done = await Promise.race([work.then(() => deed), late]).finally(() => clearTimeout(timer));
  if (done === 'later') work.catch((error: unknown) => onTrouble('what was begun on a page did not end well', error));
  return done;
}

function sayProblem(asked: Asked, error: unknown): Answer {
  const { status, key } = whyNot(error, asked.options);
  return plain(asked, { status, title: 'page.no', text: key });
}

const WHY_NOT = { 400: 'page.no.input', 404: 'page.no.gone', 409: 'page.no.busy' } as const;

function whyNot(
  error: unknown,
  { onTrouble }: ServePagesOptions,
): { readonly status: number; readonly key: (typeof WHY_NOT)[400 | 404 | 409] | 'page.no.ledger' | 'page.no.trouble' } {
  if (error instanceof ApiProblem) return { status: error.status, key: WHY_NOT[error.status] };
  if (error instanceof LedgerError) return { status: 503, key: 'page.no.ledger' };
  onTrouble('a page could not be shown', error);
  return { status: 500, key: 'page.no.trouble' };
}

interface Plain {
  readonly status: number;
  readonly title: 'page.missing' | 'page.spent.link' | 'page.entered' | 'page.locked' | 'page.no' | 'page.left.done';
  readonly text: Parameters<Words['say']>[0];
  readonly next?: string | null;
}

/** A page that only says something; `next`: where it leads by itself. */
function plain({ words, session, options }: Asked, { status, title, text, next = null }: Plain): Answer {
  const { say } = words;
  const isIn = session !== null;
  const pages = isIn ? namePages(words) : [];
  const content = html`<p>${say(text)}</p>${next === null ? null : html`<p><a href="${next}">${say('page.entered.link')}</a></p>`}`;
  const formToken = isIn ? options.access.formToken(session) : null;
  return {
    status,
    text: renderFrame({ words, title: say(title), path: ROOT, pages, said: null, next, formToken, content }),
  };
}

/** Null: it is none of ours, or larger than any. */
async function readForm(request: IncomingMessage): Promise<Fields | null> {
  if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '')) return null;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).byteLength;
    if (bytes > FORM_BYTES_MAX) return null;
    chunks.push(chunk as Buffer);
  }
  const entries = [...new URLSearchParams(Buffer.concat(chunks).toString('utf8'))];
  return entries.length > FIELDS_MAX ? null : Object.fromEntries(entries);
}
