import * as v from 'valibot';
import type polyfill from 'webextension-polyfill';
import type { Description } from '../described/description.ts';
import type { ExchangeRate } from '../domain/exchange.ts';
import type { NoticeHours } from '../domain/notices-view.ts';
import { REFUSAL_HANDLINGS, type RefusalHandling } from '../domain/refusal-handling.ts';
import { type KnownSite, SITES_MAX } from '../domain/site-facts.ts';
import type { Language } from '../domain/text.ts';
import { readRates } from './exchange-rates.ts';
import { siteFactsSchema } from './schemas.ts';

/**
 * The browser's own promise API, for what runs in every watched page: the polyfill would be a sixth of the bridge. One
 * thing is lost without it: a handler of the background that rejects answers with an object instead of a rejection.
 */
export const browser: Pick<typeof polyfill, 'i18n' | 'runtime' | 'storage'> = readApi();

/**
 * Settings live in `storage.local`: bridges read them without waking the background. Nothing secret but the key of the
 * fingerprints, which content scripts need and pages cannot reach.
 */
export interface Settings {
  /** Null: the browser's language. */
  readonly language: Language | null;
  /** Null: as the page or the system. */
  readonly theme: 'light' | 'dark' | null;
  /** Origins switched off by the user. */
  readonly sitesOff: readonly string[];
  /** Match patterns of the sites whose permission is there, as far as we were told. */
  readonly sitesGranted: readonly string[];
  /** Match patterns of sites whose permission was there and was withdrawn: pages still open are left alone. */
  readonly sitesLost: readonly string[];
  /** Until when calls go out untouched, epoch ms; 0: no pause. Whether it still lasts says `isPaused`. */
  readonly pausedUntil: number;
  readonly refusals: RefusalHandling;
  /** Whether what several people use together is shown although there is none of it. */
  readonly team: boolean;
  /** Whether a notification says that a balance is low; null: not asked yet. Needs the browser's permission besides. */
  readonly lowNotice: boolean | null;
  /** When only what is urgent is told; null: at any time. */
  readonly noticeHours: NoticeHours | null;
  /** HMAC key of the fingerprints, 64 hex digits; empty until the first start of the background. */
  readonly fingerprintKey: string;
  /** What amounts are shown as besides, where the user says what they are worth. */
  readonly exchangeRates: readonly ExchangeRate[];
  /** Sites of families of providers that were recognised: bridges look for their calls. */
  readonly sites: readonly KnownSite[];
  /** APIs that the user described, each read before it was kept (`readDescription`). */
  readonly descriptions: readonly Description[];
  /** Changes whenever a balance does: open cards listen to it. Epoch ms. */
  readonly balancesChangedAt: number;
}

/** What holds until something is set. */
export const DEFAULT_SETTINGS: Settings = {
  language: null,
  theme: null,
  sitesOff: [],
  sitesGranted: [],
  sitesLost: [],
  pausedUntil: 0,
  refusals: 'withhold',
  team: false,
  lowNotice: null,
  noticeHours: null,
  fingerprintKey: '',
  exchangeRates: [],
  sites: [],
  descriptions: [],
  balancesChangedAt: 0,
};

/** Reads all settings; whatever is missing or malformed is its default. */
export async function readSettings(): Promise<Settings> {
  return parseSettings(await browser.storage.local.get(Object.keys(DEFAULT_SETTINGS)));
}

/** Settings as they were written; whatever is missing or malformed is its default. */
export function parseSettings(stored: Readonly<Record<string, unknown>>): Settings {
  return {
    language: stored.language === 'en' || stored.language === 'zh' ? stored.language : null,
    theme: stored.theme === 'light' || stored.theme === 'dark' ? stored.theme : null,
    sitesOff: readTexts(stored.sitesOff),
    sitesGranted: readTexts(stored.sitesGranted),
    sitesLost: readTexts(stored.sitesLost),
    pausedUntil: typeof stored.pausedUntil === 'number' ? stored.pausedUntil : 0,
    refusals: REFUSAL_HANDLINGS.find((handling) => handling === stored.refusals) ?? 'withhold',
    team: stored.team === true,
    lowNotice: typeof stored.lowNotice === 'boolean' ? stored.lowNotice : null,
    noticeHours: readNoticeHours(stored.noticeHours),
    fingerprintKey: typeof stored.fingerprintKey === 'string' ? stored.fingerprintKey : '',
    exchangeRates: readRates(stored.exchangeRates),
    sites: readSites(stored.sites),
    descriptions: Array.isArray(stored.descriptions) ? stored.descriptions : [],
    balancesChangedAt: typeof stored.balancesChangedAt === 'number' ? stored.balancesChangedAt : 0,
  };
}

function readNoticeHours(stored: unknown): NoticeHours | null {
  const { from, until } = (stored ?? {}) as Partial<Record<keyof NoticeHours, unknown>>;
  const isMinute = (minute: unknown): minute is number =>
    Number.isInteger(minute) && Number(minute) >= 0 && Number(minute) < 1440;
  return isMinute(from) && isMinute(until) && from !== until ? { from, until } : null;
}

function readTexts(stored: unknown): readonly string[] {
  return Array.isArray(stored) ? stored.filter((entry) => typeof entry === 'string') : [];
}

function readSites(stored: unknown): readonly KnownSite[] {
  const entries = Array.isArray(stored) ? stored.slice(0, SITES_MAX) : [];
  return entries
    .map((entry) => v.safeParse(siteSchema, entry))
    .flatMap(({ success, output }) => (success ? [output as KnownSite] : []));
}

const siteSchema = v.strictObject({
  id: v.pipe(v.string(), v.maxLength(300)),
  facts: siteFactsSchema,
  seenAt: v.number(),
});

/** Writes some settings; the others stay. */
export async function writeSettings(change: Partial<Settings>): Promise<void> {
  await browser.storage.local.set(change);
}

/** Calls back with the names that changed; returns how to stop. */
export function watchSettings(onChange: (names: readonly string[]) => void): () => void {
  const listener = (changes: Record<string, unknown>, area: string): void => {
    if (area === 'local') onChange(Object.keys(changes));
  };
  browser.storage.onChanged.addListener(listener);
  return () => browser.storage.onChanged.removeListener(listener);
}

/** The language people read: their choice, else the browser's. */
export function chooseLanguage(settings: Pick<Settings, 'language'>): Language {
  return settings.language ?? (browser.i18n.getUILanguage().toLowerCase().startsWith('zh') ? 'zh' : 'en');
}

function readApi(): typeof browser {
  const scope = globalThis as unknown as { readonly browser?: typeof browser; readonly chrome: typeof browser };
  // Where the name is free, an element of the page with this id answers to it.
  return scope.browser?.runtime?.id === undefined ? scope.chrome : scope.browser;
}
