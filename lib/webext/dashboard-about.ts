import browser from 'webextension-polyfill';
import { type AboutView, judgeSelf } from '../domain/self-check.ts';
import { baseOrigin } from '../prices/base-prices.ts';
import { knownSites, providers } from '../providers/registry.ts';
import { readSettingsView } from './dashboard-settings.ts';
import type { Database } from './database.ts';
import { watchedOrigins } from './watched-origins.ts';

const DAY_MS = 86_400_000;

/** What this is, and whether it works. Looks at every part by itself: one that fails is told, and hides no other. `now`: epoch ms. */
export async function readAbout(database: Database, now: number): Promise<AboutView> {
  const [isLedgerRead, isKept, room, sites, scripts, companion] = await Promise.all([
    orElse(() => database.accounts.count().then(() => true), false),
    orElse<boolean | null>(() => navigator.storage.persisted(), null),
    orElse<StorageEstimate>(() => navigator.storage.estimate(), {}),
    orElse(() => watchedOrigins(), []),
    orElse(() => browser.scripting.getRegisteredContentScripts(), []),
    orElse(() => readSettingsView(database).then((view) => view.companion), null),
  ]);
  const pricesDays = Math.floor((now - Date.parse(baseOrigin.date)) / DAY_MS);
  return {
    versions: [
      { of: 'extension', is: browser.runtime.getManifest().version },
      { of: 'browser', is: browserName(navigator.userAgent) },
      { of: 'storage', is: String(database.verno) },
      { of: 'prices', is: `${baseOrigin.date} (${baseOrigin.source})` },
      { of: 'providers', is: String(providers.length + knownSites.length) },
    ],
    checks: judgeSelf({
      ...{ isLedgerRead, isKept, sites: sites.length, isRegistered: scripts.length > 0, pricesDays },
      ...{ usedBytes: room.usage ?? null, quotaBytes: room.quota ?? null },
      isPaired: companion?.isPaired === true,
      companionProblem: companion?.isPaired ? companion.problem : null,
    }),
  };
}

async function orElse<T>(read: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await read();
  } catch {
    return otherwise;
  }
}

/** "Chrome/156.0.0.0": the last name in it that is known. */
function browserName(userAgent: string): string {
  return /(?:Firefox|Edg|OPR|Chrome)\/[\d.]+/g[Symbol.match](userAgent)?.at(-1) ?? userAgent;
}
