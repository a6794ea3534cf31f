import { fileURLToPath } from 'node:url';

const LANGUAGES_FILE = /\/lib\/domain\/languages\.ts$/;
const LATER = fileURLToPath(new URL('../lib/domain/later-languages.ts', import.meta.url));
/** All of our own pages are built together, and this one is always among them. */
const PAGES = /\bentrypoints\/popup\b/;

/** Gives our own pages only the language that somebody reads. What is one file (background, pages' scripts) has them all. */
export function pageLanguagesPlugin(): {
  readonly name: string;
  readonly buildStart: (options: { readonly input?: unknown }) => void;
  readonly load: (id: string) => string | null;
} {
  let isForPages = false;
  return {
    name: 'tollkeeper:page-languages',
    buildStart({ input }) {
      isForPages = PAGES.test(JSON.stringify(input));
    },
    load: (id) => (isForPages && LANGUAGES_FILE.test(id) ? `export * from ${JSON.stringify(LATER)};` : null),
  };
}
