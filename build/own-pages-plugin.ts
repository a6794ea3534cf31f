import { fileURLToPath } from 'node:url';

const LANGUAGES_FILE = /\/lib\/domain\/languages\.ts$/;
const LATER = fileURLToPath(new URL('../lib/domain/later-languages.ts', import.meta.url));
/** All of our own pages are built together, and this one is always among them. */
const PAGES = /\bentrypoints\/popup\b/;

/**
 * Files for what is shown first, each with all that it is loaded with and that no earlier one has: a browser on a busy machine waits
 * longer for twenty small files than for one large one. First what the popup begins with, then what reads the ledger past Dexie.
 */
const FILES = [
  {
    name: 'first',
    from: /\/(?:components\/popup\/popup\.tsx|lib\/webext\/popup-later\.ts|lib\/ui\/popup-store\.ts|node_modules\/react-dom\/client\.js|node_modules\/zustand\/esm\/index\.mjs)$/,
  },
  { name: 'ledger', from: /\/lib\/webext\/(?:popup-source|dashboard-overview)\.ts$/ },
];

/** What the bundler knows of the modules of a build. */
interface Modules {
  readonly getModuleIds: () => Iterable<string>;
  readonly getModuleInfo: (id: string) => { readonly importedIds: readonly string[] } | null;
}

type NameFile = (id: string, modules: Modules) => string | null;

/** Of a build's settings: WXT says there what is built. */
interface Built {
  readonly build?: { readonly rollupOptions?: { readonly input?: unknown } };
}

/**
 * How the extension's own pages are put together: with the language alone that somebody reads, and with few files for what is shown
 * first. What is one file (background, scripts of other pages) has all languages.
 */
export function ownPagesPlugin(): {
  readonly name: string;
  readonly config: (settings: Built) => { build: { rollupOptions: { output: { manualChunks: NameFile } } } } | null;
  readonly load: (id: string) => string | null;
} {
  let isForPages = false;
  return {
    name: 'tollkeeper:own-pages',
    config(settings) {
      isForPages = PAGES.test(JSON.stringify(settings.build?.rollupOptions?.input ?? null));
      return isForPages ? { build: { rollupOptions: { output: { manualChunks: nameFiles() } } } } : null;
    },
    load: (id) => (isForPages && LANGUAGES_FILE.test(id) ? `export * from ${JSON.stringify(LATER)};` : null),
  };
}

/** The file of each module of a build; null: as the bundler likes. */
function nameFiles(): NameFile {
  let names: ReadonlyMap<string, string> | null = null;
  return (id, modules) => {
    names ??= namesIn(modules);
    return names.get(id) ?? null;
  };
}

function namesIn({ getModuleIds, getModuleInfo }: Modules): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const take = (id: string, name: string): void => {
    if (names.has(id)) return;
    names.set(id, name);
    for (const imported of getModuleInfo(id)?.importedIds ?? []) take(imported, name);
  };
  for (const { name, from } of FILES) for (const id of getModuleIds()) if (from.test(id)) take(id, name);
  return names;
}
