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

/** What a line is filled with. */
export type LineParams = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** A line of the command line, as it is said to people; what it is filled with stands as it is. */
export function speak(key: LineKey, params: LineParams = {}): string {
  return fillTemplate(lines[language][key], (name) => String(params[name]), language);
}
