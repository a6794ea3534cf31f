import { setTimeout as pause } from 'node:timers/promises';
import type { FigureId, Reading } from './figures.ts';
import type { Lab } from './lab.ts';
import type { Counts } from './options.ts';
import { medianOf, notMeasured } from './readings.ts';
import { BALANCE_SHOWN, WAIT_FOR_SHOWN, watchFor } from './watch-shown.ts';

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
    const tookMs = Number(await probe.openPopup(watchFor(BALANCE_SHOWN), WAIT_FOR_SHOWN));
    if (index >= 0) times.push(tookMs);
    await pause(BETWEEN_MS);
  }
  return medianOf(times);
}

async function openInTab({ browser }: Lab): Promise<number> {
  const page = await browser.newPage();
  try {
    await page.evaluateOnNewDocument(watchFor(BALANCE_SHOWN));
    await page.goto(`${browser.extensionOrigin}/popup.html`);
    return await page.evaluate<number>(WAIT_FOR_SHOWN);
  } finally {
    await page.close();
  }
}
