import { fillTemplate } from '../../lib/domain/render-text.ts';
import type { Language } from '../../lib/domain/text.ts';
import { en, type LineKey } from '../texts/en.ts';
import { zh } from '../texts/zh.ts';

const lines: Readonly<Record<Language, Readonly<Record<LineKey, string>>>> = { en, zh };

/** One process speaks with one person in one terminal, so the language is the process's. English, until somebody says otherwise. */
let language: Language = 'en';

/** From now on it is spoken so. */
export function setLanguage(to: Language): void {
  language = to;
}

/** In which language it is spoken. */
export function spokenLanguage(): Language {
  return language;
}

/** The names of a template's `{placeholders}`. */
type Placeholder<T extends string> = T extends `${string}{${infer Name}}${infer Rest}`
  ? (Name extends `${string}"${string}` ? never : Name) | Placeholder<Rest>
  : never;

/** A line with nothing to fill in: what a table of them holds. */
export type PlainLine = { [K in LineKey]: [Placeholder<(typeof en)[K]>] extends [never] ? K : never }[LineKey];

type Filled<K extends LineKey> = Readonly<
  Record<Placeholder<(typeof en)[K]>, string | number | boolean | null | undefined>
>;

/** A line of the command line, as it is said to people; what it is filled with stands as it is. */
export function speak<K extends LineKey>(
  key: K,
  ...[params]: [Placeholder<(typeof en)[K]>] extends [never] ? [] : [params: Filled<K>]
): string {
  const filled: Readonly<Record<string, unknown>> = params ?? {};
  return fillTemplate(lines[language][key], (name) => String(filled[name]), language);
}
