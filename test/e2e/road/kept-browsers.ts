import type { BrowserKind, DrivenBrowser } from '../support/driver.ts';
import type { ExtensionScope } from './playground.ts';

/**
 * Browsers whose file is done, for the next file of the same worker (`isolate: false` keeps the modules): a start costs
 * as much processor time as three tests. One of a kind waits, without tabs.
 */
const waiting = new Map<BrowserKind, DrivenBrowser>();

/** What the extension knows since its installation, and would not find out again. */
const KNOWN_SINCE_START = ['fingerprintKey', 'sitesGranted'] as const;

/**
 * A browser for one road: one that waits, made as it was at its start, or one that `launch` starts. Closing it lets it
 * wait for the next, unless something was done to it that no cleaning undoes. What it cannot do any more, because of
 * what the last file left behind, shows while it is cleaned: then it is closed, and one is started.
 */
export async function borrowBrowser(kind: BrowserKind, launch: () => Promise<DrivenBrowser>): Promise<DrivenBrowser> {
  const found = waiting.get(kind);
  waiting.delete(kind);
  return lend(found && (await clean(found)) ? found : await launch());
}

async function lend(browser: DrivenBrowser): Promise<DrivenBrowser> {
  let isSpoilt = false;
  const spoilt =
    <A extends readonly unknown[], R>(change: (...args: A) => R) =>
    (...args: A): R => {
      isSpoilt = true;
      return change(...args);
    };
  const earlier = (await browser.networkRequests()).length;
  return {
    ...browser,
    grantOrigins: spoilt(browser.grantOrigins),
    approveOrigins: spoilt(browser.approveOrigins),
    refuseOrigins: spoilt(browser.refuseOrigins),
    revokeOrigins: spoilt(browser.revokeOrigins),
    relaunch: spoilt(browser.relaunch),
    updateExtension: spoilt(browser.updateExtension),
    removeExtension: spoilt(browser.removeExtension),
    setOffline: spoilt(browser.setOffline),
    networkRequests: async () => (await browser.networkRequests()).slice(earlier),
    async close() {
      if (isSpoilt || waiting.has(browser.kind)) return browser.close();
      waiting.set(browser.kind, browser);
      // At once, so that no page goes on calling a server that is gone.
      await browser.closeTabs().catch(() => {});
    },
  };
}

/** False when it does not answer as it should; it is closed then. */
async function clean(browser: DrivenBrowser): Promise<boolean> {
  try {
    await browser.closeTabs();
    if (!(await browser.backgroundEvaluate(forgetSettings, KNOWN_SINCE_START))) throw new Error('it was cleared');
    // Started again, it holds nothing in memory either.
    await browser.stopBackground();
    return true;
  } catch {
    await browser.close();
    return false;
  }
}

/** Whether what is kept was there. Runs in the background: sent as source, so it sees nothing of this file. */
async function forgetSettings(kept: readonly string[]): Promise<boolean> {
  const scope = globalThis as unknown as ExtensionScope;
  const { action, storage } = scope.browser ?? scope.chrome;
  const names = Object.keys(await storage.local.get(null));
  await storage.local.remove(names.filter((name) => !kept.includes(name)));
  await action.setBadgeText({ text: '' });
  return kept.every((name) => names.includes(name));
}
