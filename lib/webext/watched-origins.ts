import browser from 'webextension-polyfill';
import { companionPattern } from './companion-pattern.ts';
import { readPriceFileState } from './price-file-store.ts';

/** Match patterns of the sites that are watched: those that were granted, but for hosts that are there for data alone. */
export async function watchedOrigins(): Promise<readonly string[]> {
  const [{ origins = [] }, { dataPattern }, companion] = await Promise.all([
    browser.permissions.getAll(),
    readPriceFileState(),
    companionPattern(),
  ]);
  return origins.filter((pattern) => pattern !== dataPattern && pattern !== companion);
}
