import browser from 'webextension-polyfill';
import { openPricer } from '../advice/price-book.ts';
import { openWhatIf } from '../advice/what-if.ts';
import { bringLanguage } from '../domain/languages.ts';
import type { TabAnswer, TabChoices, TabQuestion } from '../domain/recording-view.ts';
import { type TabCall, tabCallOf } from '../domain/tab-call.ts';
import { gatherBook } from '../ledger/gather-book.ts';
import type { PriceListRow } from '../ledger/rows.ts';
import { listModels } from '../prices/list-models.ts';
import { findProvider, providers } from '../providers/registry.ts';
import { nameOf } from '../screens/account-name.ts';
import { Database } from './database.ts';
import { followDescribed } from './follow-described.ts';
import { followPriceFile } from './follow-price-file.ts';
import { followTab, readPast } from './follow-tab.ts';
import { pairRequests } from './pair-requests.ts';
import { beginRequests, readRequests } from './read-requests.ts';
import { saveFile } from './save-file.ts';
import { chooseLanguage, readSettings, watchSettings } from './settings.ts';
import { watchLedger } from './watch-ledger.ts';

/** What the panel of one tab reads (`RecordingSource` of lib/ui). */
export function openRecordingSource(tabId: number) {
  const database = new Database();
  const [ours, priced] = [followDescribed(), followPriceFile()];
  const described = () => Promise.all([ours(), priced()]);
  beginRequests();
  return {
    version: browser.runtime.getManifest().version,
    readLook: async () => {
      const settings = await readSettings();
      const language = chooseLanguage(settings);
      await bringLanguage(language);
      return { language, theme: settings.theme };
    },
    listen: (onCall: (call: TabCall) => void) => followTab(tabId, onCall),
    readPast: () => readPast(tabId),
    look: (calls: readonly TabCall[]) => lookAtCalls(database, calls),
    watch: (onChange: (what: 'ledger' | 'settings') => void) => {
      const stops = [watchLedger(() => onChange('ledger')), watchSettings(() => onChange('settings'))];
      return () => {
        for (const stop of stops) stop();
      };
    },
    readNetwork: async (calls: readonly TabCall[]) => {
      await described();
      return pairRequests(calls, await readRequests());
    },
    readChoices: (calls: readonly TabCall[], provider: string | null) =>
      described().then(() => readChoices(database, calls, provider)),
    ask: (calls: readonly TabCall[], question: TabQuestion) =>
      described().then(() => answer(database, calls, question)),
    saveFile,
  };
}

/** What became of calls that nobody told the end of: their document went away, or the background was stopped. */
export async function lookAtCalls(database: Database, calls: readonly TabCall[]): Promise<readonly TabCall[]> {
  const ids = calls.map(({ callId }) => callId);
  const [records, rows] = await database.transaction('r', [database.records, database.openCalls], () =>
    Promise.all([database.records.bulkGet(ids), database.openCalls.bulkGet(ids)]),
  );
  return calls.flatMap((call, at): readonly TabCall[] => {
    const record = records[at];
    if (record !== undefined) return [tabCallOf({ ...record, fingerprint: null, masked: null }, call)];
    // What was held and has no row any more never left.
    return call.state === 'asked' && rows[at] === undefined ? [{ ...call, state: 'unsent' }] : [];
  });
}

/** Names of who could be paid, those of the calls first; and of the models there. */
export async function readChoices(
  database: Database,
  calls: readonly TabCall[],
  provider: string | null,
): Promise<TabChoices> {
  const lists = await database.priceLists.toArray();
  const own = [...new Set(calls.map((call) => call.provider))];
  const others = [
    ...providers.filter((one) => listModels(one).length > 0),
    ...lists.map((list) => ({ id: list.provider })),
  ]
    .map(({ id }) => id)
    .filter((id) => !own.includes(id));
  const named = (ids: readonly string[]) =>
    ids.map((id) => ({ id, name: nameOf(id, lists) })).sort((a, b) => a.name.localeCompare(b.name));
  const models = (provider === null ? own : [provider]).flatMap((id) => modelsOf(id, lists));
  return {
    providers: [...named(own), ...named([...new Set(others)])],
    models: [...new Set(models)].sort((a, b) => a.localeCompare(b)),
  };
}

function modelsOf(id: string, lists: readonly PriceListRow[]): readonly string[] {
  const list = lists.find(({ provider }) => provider === id);
  const provider = findProvider(id, list?.facts ?? null);
  const ofSite = (list?.prices?.models ?? []).map(({ name }) => name);
  return [...(provider === null ? [] : listModels(provider)), ...ofSite];
}

/** What the calls would have come to. Those of private windows count as they were told; of the others the ledger knows more. */
export async function answer(
  database: Database,
  calls: readonly TabCall[],
  { model, provider }: TabQuestion,
): Promise<TabAnswer> {
  const { book, kept } = await database.transaction('r', database.tables, async () => ({
    book: (await gatherBook(database)).book,
    kept: await database.records.bulkGet(calls.map(({ callId }) => callId)),
  }));
  const change = { model: model.trim(), ...(provider !== null && { provider }) };
  const whatIf = openWhatIf({ change, cache: null, of: null }, openPricer(book));
  for (const [at, call] of calls.entries()) {
    const record = kept[at] ?? call.record;
    if (record !== null) whatIf.add(record);
  }
  return whatIf.end();
}
