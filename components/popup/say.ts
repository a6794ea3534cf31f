import { createContext, useContext, useEffect } from 'react';
import { renderText } from '../../lib/domain/render-text.ts';
import type { Language, TextParam } from '../../lib/domain/text.ts';
import type { TextKey } from '../../lib/domain/texts/en.ts';

/** The language of the screen. */
export const LanguageContext = createContext<Language>('en');

/** How components of this screen speak: a key of the catalogue, in the screen's language. */
export type Say = (key: TextKey, params?: Readonly<Record<string, TextParam>>) => string;

/** See {@link Say}. */
export function useSay(): Say {
  const language = useContext(LanguageContext);
  return (key, params = {}) => renderText({ key, params }, language);
}

/** Tells the page's own language to whoever reads it aloud. */
export function usePageLanguage(language: Language): void {
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  }, [language]);
}
