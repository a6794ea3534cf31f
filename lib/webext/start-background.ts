import * as v from 'valibot';
import browser from 'webextension-polyfill';
import { decodeJson, encodeJson } from '../domain/bigint-json.ts';
import { limitRate } from '../domain/limit-rate.ts';
import { isPaused } from '../domain/pause.ts';
import { answerRequest } from './answer-request.ts';
import { renewBadge, restoreBadge } from './badge.ts';
import { isBadgeChoiceChanged } from './badge-choice.ts';
import { checkWhenDue } from './check-price-file.ts';
import { clearLeftOvers } from './clear-left-overs.ts';
import { DATA_HOSTS } from './data-host.ts';
import { Database } from './database.ts';
import { openDesk, type Sender } from './desk.ts';
import { settleDocument, settleExpired } from './expire-calls.ts';
import { followMenu, nameMenu, renewMenu } from './explain-menu.ts';
import { syncWhenDue } from './follow-companion.ts';
import { followDescribed } from './follow-described.ts';
import { syncFolderWhenDue } from './follow-folder.ts';
import { followGlance } from './follow-glance.ts';
import { followPriceFile } from './follow-price-file.ts';
import { keepAlarm, MINUTE_ALARM } from './keep-alarm.ts';
import { makeRoomInTime, noteRoomMade } from './make-room.ts';
import { requestSchema } from './messages.ts';
import { welcomeOnce } from './open-welcome.ts';
import { packInBackground } from './pack-old-calls.ts';
import { isDataPatternChanged } from './price-file-store.ts';
import { readSettings, writeSettings } from './settings.ts';
import { readLink } from './sync-companion.ts';
import { followNotices, tellAlerts } from './tell-alerts.ts';
import { watchedOrigins } from './watched-origins.ts';
import { followPermissions, startWatching } from './watched-sites.ts';
import { noteUpdate } from './whats-new.ts';

/** Ports are named `document:<id>`; they live only while that document has calls in flight. */
const PORT_PREFIX = 'document:';
/** What the documents of one tab may ask together: a page may have as many frames as it likes, each with its bridge. */
const REQUESTS_PER_MINUTE_MAX = 3000;

/**
 * Registers every listener synchronously, so that a stopped background is woken for each; nothing that matters is kept
 * in memory.
 */
export function startBackground(): void {
  const database = new Database();
  const described = followKnown();
  const renewGlance = followGlance();
  const isAllowed = limitRate<number>(REQUESTS_PER_MINUTE_MAX);
  browser.runtime.onMessage.addListener((message: unknown, sender: browser.Runtime.MessageSender) => {
    const request = v.safeParse(requestSchema, decodeJson(message));
    const from = readSender(sender);
    if (!request.success || from === null) return undefined;
    if (!isAllowed(from.tabId, performance.now()))
      return Promise.reject(new Error('[background] one tab asks too much'));
    return described()
      .then(() => answerRequest(request.output, openDesk(database, from)))
      .then(encodeJson);
  });
  browser.runtime.onConnect.addListener((port) => {
    if (!port.name.startsWith(PORT_PREFIX)) return;
    port.onDisconnect.addListener(
      () => void described().then(() => settleDocument(database, port.name.slice(PORT_PREFIX.length))),
    );
  });
  // At each start, whatever it was started for.
  void keepAlarm(Date.now()).catch(() => undefined);
  browser.alarms.onAlarm.addListener((alarm) => {
    if (alarm.name !== MINUTE_ALARM) return;
    void described().then(() => lookAroundOnce(database));
    void endPause();
    renewGlance();
    void checkWhenDue(Date.now());
    void described().then(() => syncWhenDue(database));
    void described().then(() => syncFolderWhenDue(database));
  });
  followNotices(database);
  followMenu();
  browser.permissions.onAdded.addListener(({ origins = [], permissions = [] }) => {
    void watchedOrigins().then((watched) => startWatching(origins.filter((origin) => watched.includes(origin))));
    if (permissions.includes('notifications')) void startNotices(database);
  });
  browser.permissions.onRemoved.addListener(() => void followPermissions());
  browser.storage.onChanged.addListener((changes) => {
    // Cleared while running: without the secret no key can be told from another.
    if (changes.fingerprintKey !== undefined && changes.fingerprintKey.newValue === undefined)
      void makeSecret(database);
    if (changes.pausedUntil !== undefined || isBadgeChoiceChanged(changes)) void renewBadge(database);
    if (changes.language !== undefined) void nameMenu();
    if (isDataPatternChanged(changes) || DATA_HOSTS.some(({ isChanged }) => isChanged(changes)))
      void followPermissions();
  });
  browser.runtime.onInstalled.addListener(({ reason, previousVersion }) => {
    void setUp(database);
    void welcomeOnce(reason);
    void noteUpdate(reason, previousVersion);
    if (reason === 'update') void clearLeftOvers();
  });
  browser.runtime.onStartup.addListener(() => void setUp(database).then(renewGlance));
}

let looking: Promise<void> | null = null;

/** A look that takes longer than a minute, on a slow machine with many calls, is not overtaken by the next one. */
function lookAroundOnce(database: Database): Promise<void> {
  looking ??= lookAround(database).finally(() => {
    looking = null;
  });
  return looking;
}

/** Each minute: calls of which nobody tells how they ended, what runs out, and room for what comes. */
async function lookAround(database: Database): Promise<void> {
  await settleExpired(database).catch(() => undefined);
  await tellAlerts(database);
  await noteRoomMade(database).catch(() => undefined);
  await makeRoomInTime(database, Date.now()).catch(() => undefined);
  // A full disk, or a pack that is broken, is no reason to stop here.
  await packInBackground(database).catch(() => undefined);
  // What is low, and what has grown old, is known by now.
  await restoreBadge(database);
}

async function setUp(database: Database): Promise<void> {
  await makeSecret(database);
  await followPermissions();
  await restoreBadge(database);
  await renewMenu();
  await checkWhenDue(Date.now());
}

/** Whatever looks up a provider or a price waits for both. */
function followKnown(): () => Promise<unknown> {
  const [described, priced] = [followDescribed(), followPriceFile()];
  return () => Promise.all([described(), priced()]);
}

/** Whoever asked may be gone by now: the browser's question closes the popup. */
async function startNotices(database: Database): Promise<void> {
  followNotices(database);
  await writeSettings({ lowNotice: true });
}

/** A pause that is over needs no word but this one: the badge speaks of balances again. */
async function endPause(): Promise<void> {
  const { pausedUntil } = await readSettings();
  if (pausedUntil !== 0 && !isPaused(pausedUntil, Date.now())) await writeSettings({ pausedUntil: 0 });
}

/** The key of the fingerprints, made once; of who is paired, the ledger's own. */
async function makeSecret(database: Database): Promise<void> {
  const [{ fingerprintKey }, link] = await Promise.all([readSettings(), readLink(database).catch(() => null)]);
  if (fingerprintKey === '') await writeSettings({ fingerprintKey: link?.secretHex ?? randomHex(32) });
}

function randomHex(bytes: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
}

/** Only our own scripts in a tab's frame may ask; the origin is the browser's word. */
function readSender(sender: browser.Runtime.MessageSender): Sender | null {
  if (sender.id !== browser.runtime.id || sender.tab?.id === undefined) return null;
  const origin = readOrigin(sender);
  if (origin === null) return null;
  return { origin, tabId: sender.tab.id, frameId: sender.frameId ?? 0, isPrivate: sender.tab.incognito };
}

/**
 * The origin the browser vouches for. A sandboxed frame is nobody's, and stays `null`, whatever its tab shows: pages
 * preview there what a model wrote.
 */
function readOrigin(sender: browser.Runtime.MessageSender): string | null {
  const stated = (sender as { readonly origin?: unknown }).origin;
  return typeof stated === 'string' ? stated : (URL.parse(sender.url ?? '')?.origin ?? null);
}
