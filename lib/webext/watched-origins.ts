import browser from 'webextension-polyfill';
import { readPriceFileState } from './price-file-store.ts';

/** Match patterns of the sites that are watched: those that were granted, but for a host that is there for its price file. */
export async function watchedOrigins(): Promise<readonly string[]> {
  const [{ origins = [] }, { dataPattern }] = await Promise.all([browser.permissions.getAll(), readPriceFileState()]);
  return origins.filter((pattern) => pattern !== dataPattern);
}
