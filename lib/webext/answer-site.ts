import { type KnownSite, type SiteFacts, withPart, withSite } from '../domain/site-facts.ts';
import { accountRowId } from '../ledger/row-ids.ts';
import { findConsoleProvider } from './answer-reading.ts';
import type { Desk } from './desk.ts';
import type { RequestOf } from './messages.ts';
import { readSettings, writeSettings } from './settings.ts';

/** Remembers a site that was recognised. Where it is the browser says, not the page. */
export async function answerSite(request: RequestOf<'site'>, desk: Desk): Promise<null> {
  const provider = findConsoleProvider(request.surface, desk);
  if (provider === null || desk.sender.isPrivate) return null;
  const facts: SiteFacts = { ...request.facts, origin: desk.sender.origin };
  const { database } = desk;
  await database.transaction('rw', database.tables, async () => {
    const known = await database.priceLists.get(provider.id);
    await database.priceLists.put({ provider: provider.id, facts, prices: known?.prices ?? null });
    // What was read in points of another worth is wrong now: unknown until it is read again.
    if (known && known.facts.perUnit !== facts.perUnit) {
      const ofIt = accountRowId(provider.id, '');
      await database.readings.where('account').startsWith(ofIt).delete();
      await database.keys.where('account').startsWith(ofIt).modify({ limitNano: null, usedNano: null });
    }
  });
  await rememberSite({ id: provider.id, facts, seenAt: desk.ports.now() });
  return null;
}

/** How old the mark of a site's last visit may get, ms. */
const SEEN_AGAIN_MS = 86_400_000;

let writing: Promise<void> = Promise.resolve();

/** One at a time: two consoles may be opened together. */
function rememberSite(site: KnownSite): Promise<void> {
  const write = async (): Promise<void> => {
    const { sites } = await readSettings();
    const known = sites.find(({ id }) => id === site.id);
    const isSame = JSON.stringify(known?.facts) === JSON.stringify(site.facts);
    // Every open page hears of a change: one that says the same as ever is no news for a day.
    if (isSame && known && site.seenAt - known.seenAt < SEEN_AGAIN_MS) return;
    await writeSettings({ sites: withSite(sites, site) });
  };
  writing = writing.then(write, write);
  return writing;
}

/** What a recognised site asks for its models. */
export async function answerPrices(request: RequestOf<'prices'>, desk: Desk): Promise<null> {
  const { prices } = request;
  return changeList(request.surface, desk, (known) => prices && withPart(known, prices));
}

/** What its groups pay, as who is signed in pays it. */
export async function answerGroups(request: RequestOf<'groups'>, desk: Desk): Promise<null> {
  const { groupRatios, userGroup } = request;
  return changeList(request.surface, desk, (prices) => {
    if (prices === null) return null;
    return { ...prices, userGroup, groupRatios: { ...prices.groupRatios, ...groupRatios } };
  });
}

type Prices = RequestOf<'prices'>['prices'];

async function changeList(surface: string, desk: Desk, change: (prices: Prices) => Prices): Promise<null> {
  const provider = findConsoleProvider(surface, desk);
  if (provider === null || desk.sender.isPrivate) return null;
  const { database } = desk;
  await database.transaction('rw', database.priceLists, async () => {
    const row = await database.priceLists.get(provider.id);
    if (row) await database.priceLists.put({ ...row, prices: change(row.prices) });
  });
  return null;
}
