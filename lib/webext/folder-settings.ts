import { SITES_MAX } from '../domain/site-facts.ts';
import { type Fields, isSame, mergeRows, stampChange, stampWhole, withoutFuture } from '../sync/stamps.ts';
import type { Database } from './database.ts';
import { acceptApi, removeApi } from './described-apis.ts';
import type { SettingsItem } from './folder-items.ts';
import type { FolderSettingsRow } from './folder-rows.ts';
import { DEFAULT_SETTINGS, parseSettings, readSettings, type Settings, writeSettings } from './settings.ts';

/*
 * The user's choices as one row: a field for each choice, and for each entry of a list, so that two browsers can each add to it.
 * What is as it is without a choice is no field. Nothing here is of one device: permissions, a pause and notifications stay out.
 */

const CHOICES = ['language', 'theme', 'refusals', 'noticeHours'] as const satisfies readonly (keyof Settings)[];

/** The choices with when they changed: found by comparing, when they are told or heard. Writes what is new. */
export async function noteSettings(database: Database, self: string): Promise<FolderSettingsRow> {
  const now = fieldsOf(await readSettings());
  return database.transaction('rw', database.folder, async () => {
    const found = await database.folder.get('settings');
    const known = found !== undefined && 'isNew' in found ? found : null;
    const next = known === null ? firstOf(now, self) : changedOf(known, now, self);
    if (next !== known) await database.folder.put(next);
    return next;
  });
}

/** They are in a file now, unless they were changed since. */
export async function forgetSettings(database: Database, told: FolderSettingsRow): Promise<void> {
  await database.transaction('rw', database.folder, async () => {
    const found = await database.folder.get('settings');
    const isSameStill = found !== undefined && 'isNew' in found && isSame(found.stamps, told.stamps);
    if (isSameStill) await database.folder.put({ ...found, isNew: false });
  });
}

/** Takes in another browser's choices, each where it is the later one. */
export async function takeSettingsItem(database: Database, item: SettingsItem, self: string): Promise<void> {
  const mine = await noteSettings(database, self);
  const merged = mergeRows(mine, { row: item.row, stamps: withoutFuture(item.stamps, Date.now()) });
  const row = merged.row ?? {};
  if (!isSame(row, mine.row)) await writeFields(row, mine.row);
  // What is none here, of a newer version or with a mistake, is no change of this browser's.
  const after = fieldsOf(await readSettings());
  await database.folder.put({ ...mine, row: after, stamps: merged.stamps });
}

/** When somebody chose it nobody knows: any later choice goes before it. */
function firstOf(row: Fields, self: string): FolderSettingsRow {
  return { id: 'settings', row, stamps: stampWhole(row, 0, self), isNew: true };
}

function changedOf(known: FolderSettingsRow, now: Fields, self: string): FolderSettingsRow {
  if (isSame(known.row, now)) return known;
  const stamps = stampChange(known, now, { by: self, now: Date.now() }, []);
  return { id: 'settings', row: now, stamps, isNew: true };
}

function fieldsOf(settings: Settings): Fields {
  const chosen = CHOICES.filter((name) => !isSame(settings[name], DEFAULT_SETTINGS[name]));
  return Object.fromEntries([
    ...chosen.map((name): Field => [name, settings[name]]),
    ...settings.sitesOff.map((origin): Field => [`off|${origin}`, true]),
    ...settings.exchangeRates.map(({ from, ...rate }): Field => [`rate|${from}`, rate]),
    // When it was seen last is of one browser.
    ...settings.sites.map(({ id, facts }): Field => [`site|${id}`, facts]),
    ...settings.descriptions.map((one): Field => [`api|${one.id}`, one]),
  ]);
}

type Field = readonly [name: string, value: unknown];

async function writeFields(row: Fields, before: Fields): Promise<void> {
  const mine = await readSettings();
  const listed = (kind: string): readonly Field[] =>
    Object.entries(row).flatMap(([name, value]) => (name.startsWith(kind) ? [[name.slice(kind.length), value]] : []));
  const seenAt = new Map(mine.sites.map((site) => [site.id, site.seenAt]));
  const told = parseSettings({
    ...Object.fromEntries(CHOICES.map((name) => [name, row[name]])),
    sitesOff: listed('off|').map(([origin]) => origin),
    exchangeRates: listed('rate|').map(([from, rate]) => ({ from, ...(rate as object) })),
    sites: listed('site|').map(([id, facts]) => ({ id, facts, seenAt: seenAt.get(id) ?? 0 })),
  });
  const { language, theme, refusals, noticeHours, sitesOff, exchangeRates, sites } = told;
  const change = { language, theme, refusals, noticeHours, sitesOff, exchangeRates };
  await writeSettings({ ...change, sites: sites.slice(0, SITES_MAX) });
  for (const [id, api] of listed('api|')) {
    // Read as one that a person opens: with a mistake, or where another has its addresses, it stays out.
    if (!isSame(api, before[`api|${id}`])) await acceptApi(JSON.stringify(api));
  }
  for (const { id } of mine.descriptions) if (row[`api|${id}`] === undefined) await removeApi(id);
}
