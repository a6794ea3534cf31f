import browser from 'webextension-polyfill';
import { renderText } from '../domain/render-text.ts';
import { keepPast } from './follow-tab.ts';
import { chooseLanguage, readSettings } from './settings.ts';

/** Adds the panel to the developer tools of a tab, and listens for it until it is looked at. */
export async function openCostPanel(): Promise<void> {
  keepPast(browser.devtools.inspectedWindow.tabId);
  const language = await readSettings()
    .then(chooseLanguage)
    .catch(() => 'en' as const);
  await browser.devtools.panels.create(
    renderText({ key: 'rec.title' }, language),
    'icon/16.png',
    // To Chromium from the root of the package, to Firefox from the page that asks: it lies there, too.
    'cost-panel.html',
  );
}
