import { type Abilities, UNKNOWN_ABILITIES } from '../domain/abilities.ts';
import { findBaseRow } from './base-prices.ts';
import file from './model-abilities.json' with { type: 'json' };
import { realtimeLimits } from './realtime-limits.ts';

/** Of one model: its name, the tokens of context and of one answer, and a letter for tools, images and thinking (reasoning). */
type Row = readonly [model: string, contextTokens: number, outputTokensMax: number | null, can: string];

/** What `lib/prices/model-abilities.json` holds: models that converse in text, by the maker's list. */
interface AbilitiesFile {
  readonly source: string;
  /** The day of what was read, ISO. */
  readonly date: string;
  readonly lists: Readonly<Record<string, readonly Row[]>>;
}

const { lists } = file as unknown as AbilitiesFile;
const rows = new Map<string, { readonly maker: string; readonly row: Row }>();
for (const [maker, of] of Object.entries(lists)) {
  for (const row of of) if (!rows.has(row[0].toLowerCase())) rows.set(row[0].toLowerCase(), { maker, row });
}

/** A model that converses in text, and who made it. */
interface Described {
  readonly maker: string;
  readonly abilities: Abilities;
}

/** What is known of a model by its name, with or without its maker or a day (`openai/gpt-4o`, `gpt-4o-2024-08-06`); null: nothing. */
export function findDescribed(model: string): Described | null {
  const name = model.toLowerCase();
  const bare = name.slice(name.lastIndexOf('/') + 1);
  const undated = bare.replace(/-20\d\d-?[01]\d-?[0-3]\d$/, '');
  const found = rows.get(name) ?? rows.get(bare) ?? rows.get(undated);
  return found === undefined ? null : { maker: found.maker, abilities: toAbilities(found.row) };
}

/**
 * What a model of a list can do; null everywhere where nobody says. Of two lengths of the context the longer one is
 * believed: nothing is called too long that one of them would take.
 */
export function findAbilities(list: string | null, model: string): Abilities {
  const described = findDescribed(model)?.abilities ?? { ...UNKNOWN_ABILITIES, ...realtimeLimits(model) };
  const listed = list === null ? null : (findBaseRow(list, model)?.row.contextTokens ?? null);
  const contextTokens = longer(described.contextTokens, listed);
  return { ...described, contextTokens };
}

/** Names of the models of a list that converse in text. */
export function conversingModels(list: string): readonly string[] {
  return Object.hasOwn(lists, list) ? (lists[list] ?? []).map(([model]) => model) : [];
}

function longer(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

function toAbilities([, contextTokens, outputTokensMax, can]: Row): Abilities {
  return {
    contextTokens,
    outputTokensMax,
    takesTools: can.includes('t'),
    takesPictures: can.includes('i'),
    isThinking: can.includes('r'),
  };
}
