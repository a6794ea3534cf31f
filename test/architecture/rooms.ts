import { importsOf, resolveImport } from './sources.ts';

/**
 * DESIGN's table of layers once more, by what a path resolves to. Biome's overrides judge the words of an import; this
 * judges where it leads, so that neither can go blind alone.
 */
export interface Room {
  /** Beginning of the paths of its files. */
  readonly folder: string;
  /** Beginnings of what it may import: paths from the root, or packages. */
  readonly mayImport: readonly RegExp[];
}

const lib = (...names: readonly string[]): readonly RegExp[] => names.map((name) => new RegExp(`^lib/${name}`));
const packages = (...names: readonly string[]): readonly RegExp[] => names.map((name) => new RegExp(`^${name}(/|$)`));
const DOMAIN = lib('domain/');
const WIRES = [...DOMAIN, ...lib('wires/')];
const PROVIDERS = [...WIRES, ...lib('providers/')];
const ENGINE = [...PROVIDERS, ...lib('prices/', 'forecast/', 'engine/')];
const READ_MODELS = lib('webext/(popup-model|page-ui)\\.ts$');

const COMPANION: readonly RegExp[] = [
  ...ENGINE,
  ...lib(
    'webext/popup-model\\.ts$',
    'tokenizer/',
    'budget/',
    'ledger/',
    'screens/',
    'described/',
    'sync/',
    'watch/',
    'advice/',
  ),
  /^companion\//,
  /^node:/,
  ...packages('csv-parse', 'gpt-tokenizer', 'valibot', '@valibot/to-json-schema'),
];

/** The first whose folder fits is a file's room. */
export const rooms: readonly Room[] = [
  { folder: 'lib/domain/', mayImport: DOMAIN },
  { folder: 'lib/budget/', mayImport: [...DOMAIN, ...lib('budget/'), ...packages('temporal-polyfill')] },
  { folder: 'lib/watch/', mayImport: [...DOMAIN, ...lib('budget/', 'watch/')] },
  { folder: 'lib/advice/', mayImport: [...ENGINE, ...lib('advice/', 'watch/', 'budget/')] },
  { folder: 'lib/tokenizer/', mayImport: lib('tokenizer/') },
  { folder: 'lib/forecast/', mayImport: lib('forecast/') },
  { folder: 'lib/wires/', mayImport: WIRES },
  { folder: 'lib/providers/all.ts', mayImport: PROVIDERS },
  { folder: 'lib/providers/page-registry.ts', mayImport: PROVIDERS },
  { folder: 'lib/providers/registry.ts', mayImport: PROVIDERS },
  { folder: 'lib/providers/', mayImport: [...WIRES, ...lib('providers/(describe|provider)\\.ts$')] },
  {
    folder: 'lib/described/',
    mayImport: [...WIRES, ...lib('described/', 'providers/(describe|provider)\\.ts$'), ...packages('valibot')],
  },
  { folder: 'lib/prices/', mayImport: [...DOMAIN, ...lib('prices/', 'providers/provider\\.ts$')] },
  {
    folder: 'lib/engine/',
    mayImport: [
      ...WIRES,
      ...lib('engine/', 'forecast/', 'providers/(registry|provider)\\.ts$', 'prices/find-prices\\.ts$'),
    ],
  },
  {
    folder: 'lib/ledger/',
    mayImport: [
      ...DOMAIN,
      ...lib('ledger/', 'engine/', 'described/described-places\\.ts$', 'providers/(registry|provider)\\.ts$'),
    ],
  },
  {
    folder: 'lib/screens/',
    mayImport: [...ENGINE, ...READ_MODELS, ...lib('screens/', 'ledger/', 'budget/(budget|envelopes)\\.ts$')],
  },
  {
    folder: 'lib/sync/',
    mayImport: [
      ...DOMAIN,
      ...lib('sync/', 'ledger/', 'budget/budget\\.ts$', 'engine/reopen-call\\.ts$'),
      ...packages('valibot'),
    ],
  },
  { folder: 'lib/page/', mayImport: [...DOMAIN, ...lib('page/'), /^virtual:surfaces$/] },
  {
    folder: 'lib/bridge/',
    mayImport: [
      ...WIRES,
      ...lib('providers/(page-registry|provider)\\.ts$', 'described/described-places\\.ts$'),
      ...lib('bridge/', 'page/protocol\\.ts$', 'webext/(messages|schemas|settings|page-ui)\\.ts$'),
      ...packages('@noble/hashes', 'valibot', 'webextension-polyfill'),
    ],
  },
  {
    folder: 'lib/webext/',
    mayImport: [
      ...ENGINE,
      ...lib('webext/', 'described/', 'ledger/', 'screens/', 'sync/', 'watch/', 'advice/', 'budget/budget\\.ts$'),
      ...packages('dexie', 'fflate', 'valibot', 'webextension-polyfill'),
    ],
  },
  {
    folder: 'lib/ui/',
    mayImport: [...DOMAIN, ...READ_MODELS, ...lib('ui/'), ...packages('d3-scale', 'react', 'zustand')],
  },
  {
    folder: 'components/',
    mayImport: [
      ...DOMAIN,
      ...READ_MODELS,
      ...lib('ui/'),
      /^components\//,
      ...packages('@tanstack/react-virtual', 'react', 'react-dom', 'zustand'),
    ],
  },
  {
    folder: 'entrypoints/',
    mayImport: [
      /^lib\//,
      /^components\//,
      /^entrypoints\//,
      ...packages('react', 'react-dom', 'zustand', 'wxt', 'virtual:surfaces'),
    ],
  },
  {
    folder: 'companion-page/',
    mayImport: [
      ...DOMAIN,
      ...lib('ui/', 'webext/(popup-model|copy-text|save-file)\\.ts$'),
      /^components\//,
      /^companion-page\//,
      ...packages('react', 'react-dom', 'zustand'),
    ],
  },
  {
    folder: 'companion/ledger/',
    mayImport: [
      ...DOMAIN,
      ...lib('budget/', 'ledger/', 'sync/', 'engine/ports\\.ts$'),
      /^companion\/ledger\//,
      /^node:/,
      ...packages('pg'),
    ],
  },
  { folder: 'companion/sandbox/', mayImport: [/^companion\/sandbox\//, /^node:/, ...packages('gpt-tokenizer')] },
  // Carries bytes; what is thought of them is plugged in by its ports.
  {
    folder: 'companion/gateway/',
    mayImport: [
      ...WIRES,
      ...lib('providers/(registry|provider)\\.ts$'),
      /^companion\/gateway\//,
      /^node:/,
      ...packages('undici'),
    ],
  },
  { folder: 'companion/secrets/', mayImport: [/^companion\/secrets\//, /^node:/] },
  // Stand-ins for providers share nothing with what is tested against them, nor with the sandbox.
  { folder: 'test/servers/', mayImport: [/^test\/servers\//, /^node:/, ...packages('gpt-tokenizer', 'vitest')] },
  // What these load is large, and only they name it: they are imported when somebody asks for them.
  { folder: 'companion/logs/', mayImport: [...COMPANION, ...packages('pino')] },
  { folder: 'companion/metrics/', mayImport: [...COMPANION, ...packages('prom-client')] },
  { folder: 'companion/traces/', mayImport: [...COMPANION, /^@opentelemetry\//] },
  { folder: 'companion/mcp/', mayImport: [...COMPANION, /^@modelcontextprotocol\/sdk\//] },
  { folder: 'companion/channels/', mayImport: [...COMPANION, ...packages('nodemailer', 'standardwebhooks', 'undici')] },
  { folder: 'companion/watch/', mayImport: [...COMPANION, ...packages('croner')] },
  { folder: 'companion/plan/', mayImport: [...COMPANION, ...packages('ical-generator')] },
  { folder: 'companion/', mayImport: COMPANION },
];

/** What a file imports though its room may not; a file in no room may import nothing. */
export function forbiddenImports(path: string, text: string): readonly string[] {
  const allowed = rooms.find(({ folder }) => path.startsWith(folder))?.mayImport ?? [];
  return importsOf(text).filter((specifier) => {
    const target = resolveImport(path, specifier);
    return !allowed.some((pattern) => pattern.test(target));
  });
}
