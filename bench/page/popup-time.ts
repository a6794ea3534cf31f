import { setTimeout as pause } from 'node:timers/promises';
import type { FigureId, Reading } from './figures.ts';
import type { Lab } from './lab.ts';
import type { Counts } from './options.ts';
import { medianOf, notMeasured } from './readings.ts';

const BETWEEN_MS = 200;

/**
 * From the start of the navigation until a frame with the first balance was handed over for painting. Measured with the
 * ledger full, in a tab and, in Chromium, in the real popup.
 */
export async function measurePopup(lab: Lab, { popups }: Counts): Promise<readonly (readonly [FigureId, Reading])[]> {
  const inTab: number[] = [];
  for (let index = -1; index < popups; index++) {
    const tookMs = await openInTab(lab);
    if (index >= 0) inTab.push(tookMs);
    await pause(BETWEEN_MS);
  }
  return [
    ['popup-page', medianOf(inTab)],
    ['popup-real', await measureReal(lab, popups)],
  ];
}

async function measureReal({ probe }: Lab, popups: number): Promise<Reading> {
  if (probe === null) return notMeasured('a script cannot be put into Firefox’s popup before its own run');
  const times: number[] = [];
  for (let index = -1; index < popups; index++) {
    const tookMs = Number(await probe.openPopup(WATCH_BALANCE, WAIT_FOR_BALANCE));
    if (index >= 0) times.push(tookMs);
    await pause(BETWEEN_MS);
  }
  return medianOf(times);
}

async function openInTab({ browser }: Lab): Promise<number> {
  const page = await browser.newPage();
  try {
    await page.evaluateOnNewDocument(WATCH_BALANCE);
    await page.goto(`${browser.extensionOrigin}/popup.html`);
    return await page.evaluate<number>(WAIT_FOR_BALANCE);
  } finally {
    await page.close();
  }
}

/** A task posted in an animation frame runs after that frame's painting. */
const WATCH_BALANCE = `
  window.benchBalance = new Promise((resolve) => {
    const isShown = () => [...document.querySelectorAll('.amount')].some((amount) => /\\d/.test(amount.textContent));
    const observer = new MutationObserver(() => {
      if (!isShown()) return;
      observer.disconnect();
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => resolve(performance.now());
        channel.port2.postMessage(null);
      });
    });
    observer.observe(document, { childList: true, characterData: true, subtree: true });
  });`;

const WAIT_FOR_BALANCE = 'window.benchBalance';
