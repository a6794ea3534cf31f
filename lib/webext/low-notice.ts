import browser from 'webextension-polyfill';
import { readSettings, writeSettings } from './settings.ts';

/** Whether the user wants notices, and the browser lets us. */
export async function isNoticeOn(): Promise<boolean> {
  const { lowNotice } = await readSettings();
  return lowNotice === true && (await browser.permissions.contains({ permissions: ['notifications'] }));
}

/**
 * Switches the notices of low balances on or off. Called in the click itself, where browsers may ask; false: the
 * permission was not given. The answer holds until it is given otherwise: nobody is asked twice.
 */
export async function chooseNotice(isOn: boolean): Promise<boolean> {
  const asking = isOn ? browser.permissions.request({ permissions: ['notifications'] }) : Promise.resolve(false);
  // The question may close the page that asked; a yes is then noted by the background.
  await writeSettings({ lowNotice: false });
  const isGiven = await asking.catch(() => false);
  if (isGiven) await writeSettings({ lowNotice: true });
  return isGiven;
}
