import { SITES_MAX } from '../domain/site-facts.ts';
import { acceptApi } from './described-apis.ts';
import { takeKeptApart } from './kept-apart.ts';
import { DEFAULT_SETTINGS, parseSettings, readSettings, type Settings, writeSettings } from './settings.ts';

/**
 * Takes in settings of a file where nothing was chosen here, and what its lists have besides. No permission comes with it: sites of
 * it are watched when they are allowed here. What asks the browser for something (notifications) is left as it is, and so is a pause.
 */
export async function takeSettings(told: unknown): Promise<void> {
  const mine = await readSettings();
  const values = typeof told === 'object' && told !== null ? (told as Record<string, unknown>) : {};
  await takeKeptApart(values);
  const theirs = parseSettings(values);
  const isKnown = new Set(mine.sites.map(({ id }) => id));
  const rates = new Set(mine.exchangeRates.map(({ from }) => from));
  const change: Partial<Settings> = {
    ...chosenThere(mine, theirs),
    sitesOff: [...new Set([...mine.sitesOff, ...theirs.sitesOff])],
    sites: [...mine.sites, ...theirs.sites.filter(({ id }) => !isKnown.has(id))].slice(0, SITES_MAX),
    exchangeRates: [...mine.exchangeRates, ...theirs.exchangeRates.filter(({ from }) => !rates.has(from))],
    balancesChangedAt: Date.now(),
  };
  await writeSettings(change);
  const described = new Set(mine.descriptions.map(({ id }) => id));
  for (const one of theirs.descriptions) {
    // Read as one that a person opens: with a mistake, or where another has its addresses, it stays out.
    if (!described.has((one as Partial<typeof one> | null)?.id ?? '')) await acceptApi(JSON.stringify(one));
  }
}

const CHOICES = ['language', 'theme', 'refusals', 'team', 'noticeHours'] as const satisfies readonly (keyof Settings)[];

function chosenThere(mine: Settings, theirs: Settings): Partial<Settings> {
  const open = CHOICES.filter((name) => mine[name] === DEFAULT_SETTINGS[name]);
  return Object.fromEntries(open.map((name) => [name, theirs[name]]));
}
