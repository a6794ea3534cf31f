import { contradictionsOf, type Known } from '../described/contradictions.ts';
import type { Description } from '../described/description.ts';
import { knownBeside } from '../described/known-beside.ts';
import { hostsOf, previewOf } from '../described/preview.ts';
import { readDescription } from '../described/read-description.ts';
import { attempt } from '../domain/json-path.ts';
import type { AcceptedApi, ApiSample, CheckedApi, OwnApi, TriedApi } from '../domain/own-api.ts';
import type { KnownSite } from '../domain/site-facts.ts';
import type { Provider } from '../providers/provider.ts';
import { findProvider, knownSites, providers } from '../providers/registry.ts';
import { readSettings, type Settings, writeSettings } from './settings.ts';
import { tryOn } from './try-description.ts';

/** So many can be in force. */
export const DESCRIPTIONS_MAX = 24;

/** The APIs that are in force, in the order they were accepted. */
export async function listApis(): Promise<readonly OwnApi[]> {
  const { descriptions } = await readSettings();
  return descriptions.flatMap((one) => attempt(() => [toOwnApi(one)], []));
}

function toOwnApi(description: Description): OwnApi {
  const text = `${JSON.stringify(description, null, 2)}\n`;
  return { id: description.id, name: description.name, hosts: hostsOf(description), text };
}

/** What is wrong with a text, or what it would do. Changes nothing. */
export async function checkApi(text: string): Promise<CheckedApi> {
  return check(text, await readSettings()).checked;
}

/** Puts a description in force, in the place of the one with its id. With a mistake, or where none fits, nothing changes. */
export async function acceptApi(text: string): Promise<AcceptedApi> {
  const settings = await readSettings();
  const { checked, description } = check(text, settings);
  const { descriptions } = settings;
  if (description === null) return { kind: 'refused', problems: checked.problems };
  const at = descriptions.findIndex(({ id }) => id === description.id);
  if (at < 0 && descriptions.length >= DESCRIPTIONS_MAX) return { kind: 'full', max: DESCRIPTIONS_MAX };
  const next = at < 0 ? [...descriptions, description] : descriptions.with(at, description);
  await writeSettings({ descriptions: next });
  return { kind: 'accepted', name: description.name };
}

/** Takes one out of force. What was recorded of its calls stays. */
export async function removeApi(id: string): Promise<void> {
  const { descriptions } = await readSettings();
  await writeSettings({ descriptions: descriptions.filter((one) => one.id !== id) });
}

/** What a description makes of something pasted. Keeps nothing of either. */
export async function tryApi(text: string, sample: ApiSample, now: number): Promise<TriedApi> {
  const { checked, description } = check(text, await readSettings());
  if (description === null) return { problems: checked.problems, trial: null };
  return { problems: [], trial: tryOn(description, sample, now) };
}

interface Checked {
  readonly checked: CheckedApi;
  readonly description: Description | null;
}

function check(text: string, { descriptions, sites }: Pick<Settings, 'descriptions' | 'sites'>): Checked {
  const { description, problems } = readDescription(text, NOTHING);
  if (description === null) return { checked: { problems, preview: null }, description: null };
  const others = descriptions.filter(({ id }) => id !== description.id);
  // What is known is known by the id of the one it may take the place of.
  const clashes = contradictionsOf(description, knownBeside(others, [...providers, ...relaysOf(sites)]));
  if (clashes.length > 0) return { checked: { problems: clashes, preview: null }, description: null };
  const replaces = descriptions.find(({ id }) => id === description.id)?.name ?? null;
  return { checked: { problems: [], preview: previewOf(description, replaces) }, description };
}

const NOTHING: Known = { surfaces: [], names: [], hosts: [] };

function relaysOf(sites: readonly KnownSite[]): readonly Provider[] {
  return [...knownSites, ...sites].flatMap(({ id, facts }) => findProvider(id, facts) ?? []);
}
