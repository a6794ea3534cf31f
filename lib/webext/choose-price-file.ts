import browser from 'webextension-polyfill';
import type { PriceFileChoice, PriceFileView } from '../domain/price-file.ts';
import { permissionPattern } from '../domain/site.ts';
import { countDiffering } from '../prices/judge-file.ts';
import { checkNow } from './check-price-file.ts';
import { ownLists } from './own-lists.ts';
import { changePriceFile, readHeldPriceFile, readPriceFileState, writePriceFile } from './price-file-store.ts';
import { readPublicKeys, splitPublicKeys } from './price-signature.ts';
import { readSafeUrl } from './safe-url.ts';

const URL_CHARS_MAX = 500;

/** What the settings show of it. */
export async function readPriceFileView(now: number): Promise<PriceFileView> {
  const [{ isOn, url, keys, checkedAt, problem }, held] = await Promise.all([
    readPriceFileState(),
    readHeldPriceFile(),
  ]);
  if (held === null) return { isOn, url, keys, checkedAt, problem, inForce: null };
  const { host, serial, issuedAt, expiresAt, rows } = held;
  const isExpired = Date.parse(expiresAt) <= now;
  const inForce = { host, serial, issuedAt, expiresAt, isExpired, ...countDiffering(rows, ownLists()) };
  return { isOn, url, keys, checkedAt, problem, inForce };
}

/** Switches it on, and asks for the file. Called in the click itself, where browsers may ask for the permission. */
export async function switchPriceFileOn(typed: string, pasted: string, now: () => number): Promise<PriceFileChoice> {
  const [url, spkis] = [readSafeUrl(typed.trim(), URL_CHARS_MAX), splitPublicKeys(pasted)];
  if (url === null) return 'bad-url';
  if (spkis === null) return 'bad-keys';
  const pattern = permissionPattern(url.origin);
  const marking = markAsData(pattern);
  const asking = browser.permissions.request({ origins: [pattern] }).catch(() => false);
  const [isGiven, keys] = await Promise.all([asking, readPublicKeys(spkis)]);
  const { before, dataPattern } = await marking;
  if (!isGiven || keys === null) {
    await writePriceFile({ dataPattern: before });
    if (dataPattern === pattern && before !== pattern) await giveBack(pattern);
    return keys === null ? 'bad-keys' : 'refused';
  }
  const change = {
    isOn: true,
    url: url.href,
    keys,
    dataPattern,
    etag: null,
    problem: null,
    checkedAt: null,
    nextAt: 0,
  };
  await changePriceFile(async () => {
    const held = await readHeldPriceFile();
    return { change, held: keys.some(({ kid }) => kid === held?.kid) ? held : null };
  });
  if (before !== null && before !== dataPattern) await giveBack(before);
  await checkNow(now());
  return 'on';
}

/** Switches it off: this build's own prices hold again, and the permission that was for the file alone goes. */
export async function switchPriceFileOff(): Promise<PriceFileChoice> {
  const { dataPattern } = await readPriceFileState();
  // Where the browser keeps it, its pages are still not to be watched.
  const isGone = dataPattern === null || (await giveBack(dataPattern));
  const left = isGone ? null : dataPattern;
  await writePriceFile({ isOn: false, dataPattern: left, etag: null, problem: null, checkedAt: null }, null);
  return 'off';
}

/** Said before the permission is there: who hears of it must know that no page of this host is to be watched. */
async function markAsData(
  pattern: string,
): Promise<{ readonly before: string | null; readonly dataPattern: string | null }> {
  const [{ dataPattern: before }, isThere] = await Promise.all([
    readPriceFileState(),
    browser.permissions.contains({ origins: [pattern] }),
  ]);
  const dataPattern = isThere && before !== pattern ? null : pattern;
  if (dataPattern !== null) await writePriceFile({ dataPattern });
  return { before, dataPattern };
}

function giveBack(pattern: string): Promise<boolean> {
  return browser.permissions.remove({ origins: [pattern] }).catch(() => false);
}
