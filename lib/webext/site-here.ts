import browser from 'webextension-polyfill';
import { isCoveredBy, isSiteLost, isSiteOff, permissionPattern } from '../domain/site.ts';
import type { KnownSite } from '../domain/site-facts.ts';
import { findProviderAt } from '../providers/registry.ts';
import type { PopupSite } from './popup-model.ts';
import { readPriceFileState } from './price-file-store.ts';
import type { Settings } from './settings.ts';
import { isServed } from './watched-sites.ts';

/** What the user's choices and the history of permissions make of it. */
export function siteState({ origin, state }: PopupSite, settings: Settings): PopupSite['state'] {
  if (origin === null) return state;
  if (state === 'unwatched' && isSiteLost(settings.sitesLost, origin)) return 'lost';
  return state === 'watched' && isSiteOff(settings.sitesOff, origin) ? 'off' : state;
}

/**
 * The page in the active tab, and the id of the provider whose it is; its address is known because the click on the icon gave `activeTab`.
 * `isPageAsked`: whether the page is asked if we serve it: a busy one answers late.
 */
export async function readSite(
  isPageAsked: boolean,
  sites: readonly KnownSite[],
): Promise<readonly [PopupSite, provider: string | null]> {
  const [tab] = await browser.tabs.query({ active: true, lastFocusedWindow: true });
  const url = parseUrl(tab?.url);
  if (url === null) return [{ origin: null, state: 'unsupported', providerName: null }, null];
  const origins = [permissionPattern(url.origin)];
  const [isThere, { dataPattern }] = await Promise.all([
    browser.permissions.contains({ origins }).catch(() => null),
    readPriceFileState(),
  ]);
  // There for the host's price file alone: its pages are not watched.
  const isGranted = isThere && !origins.some((pattern) => pattern === dataPattern);
  const isUnserved = isGranted && isPageAsked && tab?.id !== undefined && !(await isServed(tab.id));
  const provider = findProviderAt(url, sites);
  const watched = isUnserved ? 'unloaded' : 'watched';
  const ungranted = isAskable(url.origin, browser.runtime.getManifest()) ? 'unwatched' : 'plain';
  const state = isGranted === null ? 'unsupported' : isGranted ? watched : ungranted;
  return [{ origin: url.origin, state, providerName: provider?.name ?? null }, provider?.id ?? null];
}

/** Whether the browser can be asked for this page: only for what the manifest names. */
function isAskable(origin: string, manifest: object): boolean {
  const { optional_host_permissions: patterns = [] } = manifest as { optional_host_permissions?: readonly string[] };
  return isCoveredBy(patterns, origin);
}

function parseUrl(text: string | undefined): URL | null {
  const url = text === undefined ? null : URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) ? url : null;
}
