import browser from 'webextension-polyfill';

/**
 * Shows a screen of the dashboard (`hash`: `#calls`, `#settings` …): in the tab that has it open, else in a new one;
 * `openerTabId`: beside that.
 */
export async function openDashboardTab(hash: string, openerTabId?: number): Promise<void> {
  const page = browser.runtime.getURL('/dashboard.html');
  const url = page + hash;
  // Own pages show their address without any permission; a filter by address would need one.
  const open = (await browser.tabs.query({})).find((tab) => tab.url?.split('#')[0] === page);
  if (open?.id === undefined) {
    await browser.tabs.create(openerTabId === undefined ? { url } : { url, openerTabId });
    return;
  }
  // The same address would change nothing, though the screen may have moved on since.
  if (open.url === url) await browser.tabs.reload(open.id);
  await browser.tabs.update(open.id, open.url === url ? { active: true } : { active: true, url });
  if (open.windowId !== undefined) await browser.windows.update(open.windowId, { focused: true });
}
