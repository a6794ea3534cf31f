import { fillTemplate } from '../../lib/domain/fill-template.ts';
import type { Language } from '../../lib/domain/text.ts';
import { en, type LineKey } from '../texts/en.ts';
import type { zhSpoken } from '../texts/zh-spoken.ts';

/** Null: nobody has spoken it here; a prompt that asks at every line does not wait for it. */
let chinese: typeof zhSpoken | null = null;

/** One process speaks with one person in one terminal, so the language is the process's. English, until somebody says otherwise. */
let language: Language = 'en';

/** From now on it is spoken so: English at once, another language when its lines are there. */
export async function setLanguage(to: Language): Promise<void> {
  if (to === 'zh') chinese ??= (await import('../texts/zh-spoken.ts')).zhSpoken;
  language = to;
}

/** What Chinese is spoken with; null: it is not spoken. */
export function spokenChinese(): typeof zhSpoken | null {
  return language === 'zh' ? chinese : null;
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
  return fillTemplate((spokenChinese()?.lines ?? en)[key], (name) => String(filled[name]), language);
}
