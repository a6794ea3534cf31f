import browser from 'webextension-polyfill';
import { DATA_HOSTS } from './data-host.ts';
import { readPriceFileState } from './price-file-store.ts';

/** Match patterns of the sites that are watched: those that were granted, but for hosts that are there for data alone. */
export async function watchedOrigins(): Promise<readonly string[]> {
  const [{ origins = [] }, { dataPattern }, patterns] = await Promise.all([
    browser.permissions.getAll(),
    readPriceFileState(),
    Promise.all(DATA_HOSTS.map(({ read }) => read())),
  ]);
  return origins.filter((pattern) => pattern !== dataPattern && !patterns.includes(pattern));
}
