import type { Language } from './text.ts';
import { en } from './texts/en.ts';
import { zh } from './texts/zh.ts';

/**
 * The texts of each language. The extension's pages get `later-languages.ts` in the place of this file: people read one language,
 * and a page is there the sooner the less it loads.
 */
export const catalogues: Readonly<Record<Language, Readonly<Record<string, string>>>> = { en, zh };

/** Resolves when texts of this language are there: here, all are from the beginning. */
export async function bringLanguage(_language: Language): Promise<void> {}
