import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { providers } from '../lib/providers/registry.ts';
import { openPlantedTree, type PlantedTree } from './architecture/planted.ts';
import { forbiddenImports, rooms } from './architecture/rooms.ts';
import { importsOf, loadedWith, read, sourcesUnder, withoutComments } from './architecture/sources.ts';

const ROOMS = ['lib', 'components', 'entrypoints', 'companion', 'companion-page'];
const sources = ROOMS.flatMap((folder) => sourcesUnder(folder));
const servers = sourcesUnder('test/servers');
const lib = sources.filter((path) => path.startsWith('lib/'));
const core = lib.filter((path) =>
  /^lib\/(domain|budget|watch|advice|tokenizer|forecast|wires|providers|prices|engine)\//.test(path),
);

/** File, import, and a word of the remedy that its refusal must name. */
const FORBIDDEN: readonly (readonly [string, string, RegExp])[] = [
  ['lib/domain', "import '../wires/wire.ts'", /parameter|layer/],
  ['lib/domain', "import type { Provider } from '../providers/provider.ts'", /parameter|layer/],
  ['lib/domain', "export * from '../engine/ports.ts'", /parameter|layer/],
  ['lib/domain', "export const late = () => import('../page/tap.ts')", /parameter|layer/],
  ['lib/domain', "import 'valibot'", /parameter|layer/],
  ['lib/domain', "import 'node:fs'", /parameter|layer/],
  ['lib/domain', "import '../webext/database.ts'", /parameter|layer/],
  ['lib/domain/texts', "import '../../page/tap.ts'", /parameter|layer/],
  ['lib/budget', "import '../webext/database.ts'", /handed in/],
  ['lib/budget', "import '../engine/ports.ts'", /handed in/],
  ['lib/watch', "import '../engine/ports.ts'", /handed in/],
  ['lib/advice', "import '../ledger/rows.ts'", /handed in/],
  ['lib/tokenizer', "import '../domain/money.ts'", /handed in/],
  ['lib/forecast', "import '../domain/money.ts'", /handed in/],
  ['lib/wires', "import '../providers/registry.ts'", /rule/],
  ['lib/wires', "import '../engine/ports.ts'", /rule/],
  ['lib/providers', "import './sandbox.ts'", /lib\/domain/],
  ['lib/providers', "import '../engine/ports.ts'", /lib\/domain/],
  ['lib/prices', "import '../providers/registry.ts'", /page/],
  ['lib/described', "import '../providers/registry.ts'", /handed in/],
  ['lib/bridge', "import '../prices/find-prices.ts'", /message/],
  ['lib/bridge', "import '../providers/registry.ts'", /message/],
  ['lib/bridge', "import '../described/to-provider.ts'", /message/],
  ['lib/engine', "import '../providers/sandbox.ts'", /port/],
  ['lib/engine', "import '../webext/database.ts'", /port/],
  ['lib/engine', "import 'dexie'", /port/],
  ['lib/ledger', "import '../webext/database.ts'", /handed in/],
  ['lib/ledger', "import 'dexie'", /handed in/],
  ['lib/screens', "import '../webext/database.ts'", /handed in/],
  ['lib/screens', "import 'dexie'", /handed in/],
  ['lib/page', "import '../providers/registry.ts'", /bridge/],
  ['lib/page', "import '../wires/registry.ts'", /bridge/],
  ['lib/page', "import '../webext/messages.ts'", /bridge/],
  ['lib/page', "import '../bridge/bridge.ts'", /bridge/],
  ['lib/page', "import 'webextension-polyfill'", /bridge/],
  ['lib/bridge', "import '../webext/database.ts'", /message/],
  ['lib/bridge', "import '../engine/review-call.ts'", /message/],
  ['lib/bridge', "import '../page/tap.ts'", /message/],
  ['lib/bridge', "import 'dexie'", /message/],
  ['lib/webext', "import '../page/protocol.ts'", /read model/],
  ['lib/webext', "import '../bridge/call.ts'", /read model/],
  ['lib/webext', "import '../ui/popup-store.ts'", /read model/],
  ['lib/webext', "import 'react'", /read model/],
  ['lib/ui', "import '../webext/database.ts'", /handed in/],
  ['lib/ui', "import '../providers/registry.ts'", /handed in/],
  ['components/popup', "import '../../lib/webext/database.ts'", /props/],
  ['components/popup', "import '../../lib/engine/ports.ts'", /props/],
  ['components/popup', "import 'webextension-polyfill'", /props/],
  ['entrypoints', "import '../companion/cli.ts'", /lib\//],
  ['entrypoints', "import 'node:fs'", /lib\//],
  ['companion-page', "import '../companion/api/route.ts'", /HTTP/],
  ['companion-page', "import '../lib/webext/database.ts'", /HTTP/],
  ['companion-page', "import 'webextension-polyfill'", /HTTP/],
  ['companion', "import '../lib/webext/database.ts'", /Node/],
  ['companion/commands', "import '../../lib/page/tap.ts'", /Node/],
  ['companion', "import 'dexie'", /Node/],
  ['companion/api', "import 'pino'", /late/],
  ['companion/events', "import 'prom-client'", /late/],
  ['companion', "import '@opentelemetry/api'", /late/],
  ['companion/commands', "import '@modelcontextprotocol/sdk/types.js'", /late/],
  ['companion/mcp', "import '../../lib/webext/database.ts'", /Node/],
  ['companion/gateway', "import '../../lib/engine/review-call.ts'", /plugged in/],
  ['companion/gateway', "import '../secrets/tokens.ts'", /plugged in/],
  ['companion/gateway', "import '../ledger/open-ledger.ts'", /plugged in/],
  ['companion/gateway', "import 'pg'", /plugged in/],
  ['companion/secrets', "import '../gateway/start-gateway.ts'", /nobody/],
  ['companion/secrets', "import '../../lib/domain/money.ts'", /nobody/],
  ['companion/secrets', "import 'undici'", /nobody/],
  ['companion/ledger', "import '../../lib/engine/settle-call.ts'", /above/],
  ['companion/ledger', "import '../commands/up.ts'", /above/],
  ['companion/ledger', "import 'dexie'", /above/],
  ['companion/sandbox', "import '../../lib/domain/money.ts'", /circular/],
  ['companion/sandbox', "import '../cli.ts'", /circular/],
];

const ALLOWED: readonly (readonly [string, string])[] = [
  ['lib/domain', "import './money.ts'"],
  ['lib/domain', "import './texts/en.ts'"],
  ['lib/domain/texts', "import '../text.ts'"],
  ['lib/budget', "import '../domain/money.ts'"],
  ['lib/budget', "import 'temporal-polyfill'"],
  ['lib/wires', "import '../domain/call.ts'"],
  ['lib/providers', "import './provider.ts'"],
  ['lib/providers', "import './describe.ts'"],
  ['lib/described', "import 'valibot'"],
  ['lib/bridge', "import '../described/described-places.ts'"],
  ['lib/bridge', "import '../providers/page-registry.ts'"],
  ['lib/providers', "import '../wires/wire.ts'"],
  ['lib/engine', "import '../providers/registry.ts'"],
  ['lib/ledger', "import '../engine/ports.ts'"],
  ['lib/webext', "import '../ledger/ledger.ts'"],
  ['lib/page', "import 'virtual:surfaces'"],
  ['lib/bridge', "import '../page/protocol.ts'"],
  ['lib/bridge', "import '../webext/messages.ts'"],
  ['lib/bridge', "import '@noble/hashes/hmac.js'"],
  ['lib/screens', "import '../ledger/tables.ts'"],
  ['lib/webext', "import '../engine/settle-call.ts'"],
  ['lib/webext', "import 'dexie'"],
  ['lib/ui', "import '../webext/popup-model.ts'"],
  ['components/popup', "import '../mark.tsx'"],
  ['components/popup', "import '../../lib/ui/popup-store.ts'"],
  ['entrypoints', "import '../lib/page/tap.ts'"],
  ['companion-page', "import '../lib/ui/shared-screens.ts'"],
  ['companion-page', "import '../components/mark.tsx'"],
  ['companion', "import '../lib/engine/settle-call.ts'"],
  ['companion', "import '../lib/webext/popup-model.ts'"],
  ['companion/logs', "import 'pino'"],
  ['companion/metrics', "import 'prom-client'"],
  ['companion/traces', "import '@opentelemetry/sdk-trace'"],
  ['companion/mcp', "import '@modelcontextprotocol/sdk/types.js'"],
  ['companion/gateway', "import 'undici'"],
  ['companion/gateway', "import '../../lib/wires/registry.ts'"],
  ['companion/gateway', "import '../../lib/providers/registry.ts'"],
  ['companion/gateway', "import 'node:http'"],
  ['companion/secrets', "import 'node:crypto'"],
  ['companion/secrets', "import './tokens.ts'"],
  ['companion/ledger', "import '../../lib/budget/budget.ts'"],
  ['companion/ledger', "import 'pg'"],
  ['companion/sandbox', "import 'node:http'"],
];

describe('imports go only downwards', () => {
  it('in every file of the tree', () => {
    expect(sources.length).toBeGreaterThan(100);
    const all = [...sources, ...servers];
    for (const { folder } of rooms) expect(all.some((path) => path.startsWith(folder))).toBe(true);
    const found = all.map((path) => [path, forbiddenImports(path, read(path))] as const);
    expect(found.filter(([, specifiers]) => specifiers.length > 0)).toEqual([]);
  });

  it.each(FORBIDDEN)('%s may not: %s', (folder, line) => {
    expect(forbiddenImports(`${folder}/planted.ts`, `${line};\n`)).toHaveLength(1);
  });

  it.each(ALLOWED)('%s may: %s', (folder, line) => {
    expect(forbiddenImports(`${folder}/planted.ts`, `${line};\n`)).toEqual([]);
  });

  it.each([
    "import '../../../lib/domain/money.ts'",
    "import type { Price } from '../../../lib/domain/price.ts'",
    "import '../../../companion/sandbox/wallet.ts'",
    "export const late = () => import('../../providers/fixture.ts')",
    "import 'dexie'",
  ])('test/servers may not: %s', (line) => {
    expect(forbiddenImports('test/servers/relay/planted.ts', `${line};\n`)).toHaveLength(1);
  });

  it.each(["import '../exchange.ts'", "import 'node:http'", "import 'gpt-tokenizer/encoding/o200k_base'"])(
    'test/servers may: %s',
    (line) => {
      expect(forbiddenImports('test/servers/relay/planted.ts', `${line};\n`)).toEqual([]);
    },
  );

  it.each([
    ["type T = import('../page/tap.ts').Tap", '../page/tap.ts'],
    ["const tap = require('../page/tap.ts')", '../page/tap.ts'],
    ['await import(`../page/tap.ts`)', '../page/tap.ts'],
    ['import {\n  tap,\n} from "../page/tap.ts"', '../page/tap.ts'],
  ])('sees %s', (line, specifier) => {
    expect(importsOf(line)).toEqual([specifier]);
  });

  it('does not take talk about an import for one', () => {
    expect(importsOf("// import 'dexie'\n/* from 'dexie' */\nconst url = 'http://a';")).toEqual([]);
  });
});

describe('the linter and the compiler refuse what is planted', () => {
  let tree: PlantedTree;
  beforeAll(() => {
    tree = openPlantedTree();
  });
  afterAll(() => tree.remove());

  it('every forbidden import, with a remedy, and no allowed one', async () => {
    for (const [index, [folder, line]] of FORBIDDEN.entries())
      tree.plant(`${folder}/forbidden-${index}.ts`, `${line};\n`);
    for (const [index, [folder, line]] of ALLOWED.entries()) tree.plant(`${folder}/allowed-${index}.ts`, `${line};\n`);
    const rule = '--only=style/noRestrictedImports';
    const args = ['lint', '--vcs-enabled=false', '--reporter=github', '--max-diagnostics=none', rule, '.'];
    const lines = (await tree.run('biome', args)).split('\n').filter((line) => line.includes('noRestrictedImports'));
    const refused = lines.map((line) => /(forbidden|allowed)-\d+/.exec(line)?.[0]).sort();
    expect(refused).toEqual(FORBIDDEN.map((_, index) => `forbidden-${index}`).sort());
    for (const [index, [, , remedy]] of FORBIDDEN.entries()) {
      expect(
        lines
          .find((line) => line.includes(`forbidden-${index}.`))
          ?.split('::')
          .at(-1),
      ).toMatch(remedy);
    }
  }, 60_000);

  it('a clock in the core, and a default export anywhere', async () => {
    for (const room of ['domain', 'wires', 'providers', 'engine']) {
      tree.plant(`lib/${room}/clock.ts`, 'export const now = (): number => Date.now();\n');
    }
    tree.plant('lib/webext/clock.ts', 'export const now = (): number => Date.now();\n');
    tree.plant('lib/webext/default.ts', 'export default 1;\n');
    tree.plant('entrypoints/default.ts', 'export default 1;\n');
    const rules = ['--only=style/noRestrictedGlobals', '--only=style/noDefaultExport'];
    const output = await tree.run('biome', ['lint', '--vcs-enabled=false', '--reporter=github', ...rules, '.']);
    const refused = [...output.matchAll(/(?:lib|entrypoints)\/\w+\/?(?:clock|default)\.ts/g)].map(([path]) => path);
    expect([...new Set(refused)].sort()).toEqual([
      'lib/domain/clock.ts',
      'lib/engine/clock.ts',
      'lib/providers/clock.ts',
      'lib/webext/default.ts',
      'lib/wires/clock.ts',
    ]);
  }, 60_000);

  it.each([
    ['core', 'lib/domain', ['document.title', 'fetch("")', 'setTimeout', 'process.pid', 'new URL("")', 'console.log']],
    ['core', 'lib/engine', ['localStorage', 'crypto.subtle', 'performance.now()', 'Buffer.from("")']],
    ['browser', 'lib/page', ['process.pid', 'Buffer.from("")', '__dirname', 'setImmediate']],
    ['node', 'companion', ['document.title', 'window.name', 'HTMLElement.name', 'new XMLHttpRequest()']],
  ])(
    '%s: in %s there is no %j',
    async (layer, folder, globals) => {
      const line = (name: string): string => `export const planted = () => ${name};\n`;
      for (const [index, name] of globals.entries()) tree.plant(`${folder}/global-${layer}-${index}.ts`, line(name));
      tree.plant(`${folder}/global-${layer}-ok.ts`, line('Math.max(1, 2)'));
      const output = await tree.run('tsc', ['-p', `tsconfig.${layer}.json`, '--pretty', 'false']);
      const files = output.split('\n').map((text) => /global-\w+-\w+/.exec(text)?.[0]);
      const refused = [...new Set(files)].filter((name) => name?.startsWith(`global-${layer}-`));
      const expected = globals.map((_, index) => `global-${layer}-${index}`);
      expect(expected.filter((name) => !refused.includes(name))).toEqual([]);
      expect(refused).not.toContain(`global-${layer}-ok`);
    },
    60_000,
  );
});

describe('what only a test can keep', () => {
  const ids = providers.map(({ id }) => id).join('|');
  const comparison = new RegExp(
    `(?:[!=]==?|\\bcase)\\s*['"\`](?:${ids})['"\`]|['"\`](?:${ids})['"\`]\\s*[!=]==?|\\.(?:includes|startsWith|endsWith)\\(['"\`](?:${ids})\\b`,
  );

  it('no condition outside lib/providers compares a provider id', () => {
    const outside = [...sources, ...sourcesUnder('build')].filter((path) => !path.startsWith('lib/providers/'));
    expect(outside.filter((path) => comparison.test(withoutComments(read(path))))).toEqual([]);
    for (const planted of [
      "if (id === 'sandbox')",
      "'sandbox' !== id",
      'case "sandbox":',
      "id.startsWith('sandbox/')",
    ]) {
      expect(planted).toMatch(comparison);
    }
    expect("wire === 'openai-chat'").not.toMatch(comparison);
  });

  const clock =
    /\bDate\b|\bperformance\.|\bcrypto\b|Math\.random|\bset(?:Timeout|Interval)\b|\bconsole\.(?:log|warn|error|info|debug|trace|table)\b/;
  it('the core reads no clock and no random source', () => {
    expect(core.filter((path) => clock.test(withoutComments(read(path))))).toEqual([]);
    for (const planted of ['new Date()', 'Math.random()', 'performance.now()']) expect(planted).toMatch(clock);
  });

  it('no amount of the core goes through a float', () => {
    const divides = /parseFloat|toFixed|Number\(\w*[nN]ano\w*\)/;
    const found = core.filter((path) => divides.test(withoutComments(read(path))));
    expect(found.filter((path) => !MAY_RENDER.includes(path))).toEqual([]);
    expect('Number(cost.nano)').not.toMatch(divides);
    expect('Number(costNano)').toMatch(divides);
  });

  it('no file of lib or of the servers is longer than 300 lines', () => {
    const long = [...lib, ...servers].filter((path) => read(path).trimEnd().split('\n').length > 300);
    expect(long).toEqual([]);
  });

  it('every exported function, class and interface of lib says what it promises', () => {
    const undocumented = lib
      .filter((path) => !path.endsWith('natives.ts'))
      .flatMap((path) => bareExports(read(path)).map((name) => `${path}: ${name}`));
    expect(undocumented).toEqual([]);
    expect(bareExports('export function bare() {}\n')).toEqual(['bare']);
    expect(bareExports('/** Says it. */\nexport function told() {}\n')).toEqual([]);
  });

  it('the popup shows its first balance without a ledger, and without what knows providers', () => {
    const heavy = (path: string) =>
      [...loadedWith(path)].filter(
        (one) => /^(dexie|valibot)$/.test(one) || /^lib\/(prices|providers|ledger|described)\//.test(one),
      );
    expect(heavy('entrypoints/popup/main.tsx')).toEqual([]);
    expect(heavy('lib/webext/popup-source.ts')).toEqual(expect.arrayContaining(['valibot', 'lib/providers/all.ts']));
  });

  it('the dashboard shows its first screen without Dexie, price lists and the other screens', () => {
    const heavy = (path: string) =>
      [...loadedWith(path)].filter(
        (one) => one === 'dexie' || /^lib\/prices\/|^components\/dashboard\/(?!overview)\w+-screen\./.test(one),
      );
    expect(heavy('entrypoints/dashboard/main.tsx')).toEqual([]);
    expect(heavy('lib/webext/dashboard-source.ts')).toEqual(expect.arrayContaining(['dexie', expect.any(String)]));
  });

  it('files are kebab-case, and nothing is an index', () => {
    const names = sources.map((path) => path.split('/').at(-1) ?? '');
    expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.d)?\.tsx?$/.test(name))).toEqual([]);
    expect(names.filter((name) => /^index\.tsx?$/.test(name))).toEqual([]);
  });
});

/** Where a decimal leaves the core as text, or a provider's float comes in. */
const MAY_RENDER = ['lib/wires/answer-text.ts'];

/** Exported functions, classes and interfaces without a docstring above them. */
function bareExports(text: string): readonly string[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const name = /^export (?:declare )?(?:abstract )?(?:async )?(?:function\*?|class|interface) (\w+)/.exec(line)?.[1];
    let above = index - 1;
    while (lines[above]?.startsWith('// biome-ignore')) above -= 1;
    return name === undefined || lines[above]?.trim().endsWith('*/') ? [] : [name];
  });
}
