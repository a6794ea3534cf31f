import browser from 'webextension-polyfill';
import { callsOfAccount } from '../domain/dashboard.ts';
import type { OpenCall } from '../domain/open-call.ts';
import { CALL_TOKENS, findTokenLimit, sumOfTokens, tokensOf } from '../domain/token-limit.ts';
import { consoleOriginOf } from '../engine/call-facts.ts';
import { resolveLinks } from '../engine/resolve-links.ts';
import { findProvider, findSurfaceById } from '../providers/registry.ts';
import { payerOf } from './answer-reading.ts';
import { noteRecharge } from './await-recharge.ts';
import type { Desk } from './desk.ts';
import { endOfDay } from './local-day.ts';
import type { RequestOf } from './messages.ts';
import { openDashboardTab } from './open-dashboard.ts';
import { quietPage } from './repeat-limit.ts';

/** File of the UI bundle (entrypoints/page-ui.tsx). */
const PAGE_UI_FILE = '/page-ui.js';
/** File of what reads sizes of what is no text (entrypoints/media.ts). */
const MEDIA_FILE = '/media.js';
/** File of what understands errors of any provider (entrypoints/read-error.ts). */
const ERROR_READER_FILE = '/read-error.js';
/** File of what counts tokens (entrypoints/counter.ts). */
const COUNTER_FILE = '/counter.js';
/** File of the wires that few pages speak (entrypoints/wires.ts). */
const WIRES_FILE = '/wires.js';
/** File of what reads consoles (entrypoints/readers.ts). */
const READERS_FILE = '/readers.js';
/** File of what follows sockets (entrypoints/sockets.ts). */
const SOCKETS_FILE = '/sockets.js';

/** Brings the UI into the isolated world of the frame that asked; it shares the bridge's globals. */
export async function bringUi(_request: RequestOf<'bring-ui'>, desk: Desk): Promise<null> {
  return bring(PAGE_UI_FILE, desk);
}

/** The same with what understands errors. */
export async function bringReader(_request: RequestOf<'bring-reader'>, desk: Desk): Promise<null> {
  return bring(ERROR_READER_FILE, desk);
}

/** What counts tokens in this frame. Rejects when the frame is gone. */
export async function bringCounter(_request: RequestOf<'bring-counter'>, desk: Desk): Promise<null> {
  return bring(COUNTER_FILE, desk);
}

/** The wires of this frame. Rejects when the frame is gone. */
export async function bringWires(_request: RequestOf<'bring-wires'>, desk: Desk): Promise<null> {
  return bring(WIRES_FILE, desk);
}

/** What reads the console in this frame. */
export async function bringReaders(_request: RequestOf<'bring-readers'>, desk: Desk): Promise<null> {
  return bring(READERS_FILE, desk);
}

/** What follows the sockets of this frame. */
export async function bringSockets(_request: RequestOf<'bring-sockets'>, desk: Desk): Promise<null> {
  return bring(SOCKETS_FILE, desk);
}

/** What reads the sizes of pictures, sound and documents, in this frame. */
export async function bringMedia(_request: RequestOf<'bring-media'>, desk: Desk): Promise<null> {
  return bring(MEDIA_FILE, desk);
}

/**
 * Nothing waits until the page has loaded, which may be never: by then calls have gone out or are held without a word, and
 * consoles have said all.
 */
async function bring(file: string, { sender: { tabId, frameId } }: Desk): Promise<null> {
  const target = { tabId, frameIds: [frameId] };
  await browser.scripting.executeScript({ target, files: [file], injectImmediately: true });
  return null;
}

/** Opens a link of the provider's own table in a new tab beside; anything else is refused in silence. */
export async function openLink(request: RequestOf<'open'>, desk: Desk): Promise<null> {
  const id = findSurfaceById(request.surface)?.provider;
  if (id === undefined) return null;
  const account = payerOf(request, desk);
  const context = await desk.ledger.readContext({ ...request, account, provider: id, model: null, callId: '' });
  const provider = findProvider(id, context.site?.facts ?? null);
  if (provider === null) return null;
  const links = resolveLinks(provider, consoleOriginOf(provider, context, desk.sender.origin));
  if (!Object.values(links).includes(request.url)) return null;
  await browser.tabs.create({ url: request.url, openerTabId: desk.sender.tabId });
  // Until more money is seen, the same shortage is no reason for another card.
  if (request.url === links.recharge && context.account !== null && !desk.sender.isPrivate) {
    await noteRecharge(desk.database, context.account.id, desk.ports.now());
  }
  return null;
}

/** "Where did it go?": the dashboard's list of the account's calls, in its own tab. */
export async function openCalls(request: RequestOf<'open-calls'>, desk: Desk): Promise<null> {
  const provider = findSurfaceById(request.surface)?.provider;
  if (provider === undefined) return null;
  const payer = payerOf(request, desk);
  const context = await desk.ledger.readContext({ ...request, account: payer, provider, model: null, callId: '' });
  const { account } = context;
  if (account === null) return null;
  await openDashboardTab(callsOfAccount(account.id), desk.sender.tabId);
  return null;
}

/** "Don't ask below $X here": the user's own limit for the account. Tells which held calls it lets go. */
export async function raiseLimit(request: RequestOf<'raise-limit'>, desk: Desk): Promise<readonly string[]> {
  const provider = findSurfaceById(request.surface)?.provider;
  if (provider === undefined) return [];
  if (request.of === 'repeat') return quietToday(request, desk);
  const rows = await desk.database.openCalls.bulkGet([...request.calls]);
  const below = rows.filter((row) => row !== undefined && isBelow(row, request));
  if (!desk.sender.isPrivate) await writeLimit({ ...request, provider }, desk);
  return below.flatMap((row) => row?.callId ?? []);
}

/** Equal requests of this page go, until the day is over. */
async function quietToday({ calls }: RequestOf<'raise-limit'>, { sender, ports }: Desk): Promise<readonly string[]> {
  const now = ports.now();
  if (!sender.isPrivate) await quietPage(sender.origin, endOfDay(now), now);
  return calls;
}

/** As a review would judge it: a limit on costs may be reached, while "below" is below. */
function isBelow({ draft, estimate }: OpenCall, { of, unit, nano }: RequestOf<'raise-limit'>): boolean {
  if (unit === CALL_TOKENS) {
    const [tokens, max] = [tokensOf(draft), findTokenLimit({ [unit]: nano })];
    return tokens !== null && max !== null && sumOfTokens(tokens) <= max;
  }
  if (estimate === null || estimate.unit !== unit) return false;
  return of === 'cost' ? estimate.likelyNano <= nano : estimate.likelyNano < nano;
}

async function writeLimit(
  request: RequestOf<'raise-limit'> & { readonly provider: string },
  desk: Desk,
): Promise<void> {
  const { of, unit, nano } = request;
  const payer = payerOf(request, desk);
  const context = await desk.ledger.readContext({ ...request, account: payer, model: null, callId: '' });
  const account = context.account && (await desk.database.accounts.get(context.account.id));
  if (!account) return;
  const name = of === 'cost' ? 'ownLimits' : 'quietBelow';
  await desk.database.accounts.put({ ...account, [name]: { ...account[name], [unit]: nano } });
}
