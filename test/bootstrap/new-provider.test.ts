import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { providers } from '../../lib/providers/registry.ts';

const checkout = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '');
const LEFT_OUT = new Set(['node_modules', '.git', '.output', '.wxt']);
const DATA = 'lib/providers/acme-cloud.ts';
const RECORDINGS = 'lib/providers/recordings/acme-cloud.json';
const REGISTRY = 'lib/providers/all.ts';

let tree = '';

/** The working tree as it is, without what is installed and built. */
beforeAll(() => {
  tree = join(realpathSync(mkdtempSync(join(tmpdir(), 'tollkeeper-provider-'))), 'tree');
  cpSync(checkout, tree, { recursive: true, filter: (path) => !LEFT_OUT.has(basename(path)) });
  symlinkSync(join(checkout, 'node_modules'), join(tree, 'node_modules'));
});
afterAll(() => rmSync(join(tree, '..'), { recursive: true, force: true }));

/** As it was before each test. */
beforeEach(() => {
  for (const folder of ['lib/providers', 'test/providers']) {
    rmSync(join(tree, folder), { recursive: true });
    cpSync(join(checkout, folder), join(tree, folder), { recursive: true });
  }
});

const text = (path: string): string => readFileSync(join(tree, path), 'utf8');

function run(command: string, args: readonly string[]): { readonly code: number | null; readonly said: string } {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: tree, encoding: 'utf8' });
  if (error !== undefined) throw error;
  return { code: status, said: stdout + stderr };
}

const newProvider = (...args: readonly string[]) => run(process.execPath, ['scripts/new-provider.mjs', ...args]);
const tool = (name: string, ...args: readonly string[]) => run(join(tree, 'node_modules', '.bin', name), args);

/**
 * What the gates say of the tree: empty, when they have nothing against it. The types of all tests take as long as the
 * rest together, and what is filled in later is data: they are looked at once.
 */
function objections(layers: readonly string[] = ['core']): readonly string[] {
  const results = [
    tool('biome', 'check', '--error-on-warnings', '--colors=off', 'lib', 'test/providers'),
    ...layers.map((layer) => tool('tsc', '-p', `tsconfig.${layer}.json`, '--pretty', 'false')),
  ];
  return results.filter(({ code }) => code !== 0).map(({ said }) => said);
}

/** Every test of the contract suite that fails, with its message. */
function contractFailures(): readonly { readonly name: string; readonly message: string }[] {
  const report = join(tree, 'report.json');
  tool('vitest', 'run', '--reporter=json', `--outputFile=${report}`, 'test/providers/contract');
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
    readonly testResults: readonly {
      readonly assertionResults: readonly { status: string; fullName: string; failureMessages: readonly string[] }[];
    }[];
  };
  const results = testResults.flatMap(({ assertionResults }) => assertionResults);
  expect(results.length).toBeGreaterThan(30);
  return results
    .filter(({ status }) => status !== 'passed')
    .map(({ fullName, failureMessages }) => ({ name: fullName, message: failureMessages.join('\n') }));
}

/** What a person does: puts facts where the files say "fill in". */
function fillIn(path: string, facts: Readonly<Record<string, string>>): void {
  let filled = text(path);
  for (const [placeholder, fact] of Object.entries(facts)) {
    expect(filled).toContain(placeholder);
    filled = filled.replaceAll(placeholder, fact);
  }
  writeFileSync(join(tree, path), filled);
}

describe('npm run new:provider', () => {
  it('writes what every gate but the contract suite lets pass, and that names all that is to be filled in', () => {
    const { code, said } = newProvider('acme-cloud');
    expect(code).toBe(0);
    for (const path of [DATA, RECORDINGS, REGISTRY, 'CONTRIBUTING.md']) expect(said).toContain(path);
    expect(objections(['core', 'test'])).toEqual([]);
    const [failure, ...others] = contractFailures();
    expect(others).toEqual([]);
    expect(failure?.name).toContain('provider acme-cloud has nothing left to fill in');
    const placeholders = [DATA, RECORDINGS].flatMap(
      (path) => text(path).match(/fill in: [^'"/]+|fill-in-[\w-]+/g) ?? [],
    );
    expect(placeholders.length).toBeGreaterThan(20);
    for (const placeholder of placeholders) expect(failure?.message).toContain(placeholder);
    for (const rate of ['input-tokens', 'output-tokens']) expect(failure?.message).toContain(`fill in: ${rate}`);
    for (const path of [DATA, RECORDINGS]) expect(failure?.message).toContain(path);
  });

  it('filled in, one file of data and one of recordings are a provider: nothing else is touched', () => {
    newProvider('acme-cloud');
    fillIn(DATA, DATA_FACTS);
    fillIn(RECORDINGS, RECORDED_FACTS);
    expect(objections()).toEqual([]);
    expect(contractFailures()).toEqual([]);
  });

  it('what is filled in wrongly is found by the same suite', () => {
    newProvider('acme-cloud');
    fillIn(DATA, DATA_FACTS);
    const billed = 'fill in: what was billed for that answer, a decimal';
    fillIn(RECORDINGS, { ...RECORDED_FACTS, [billed]: '0.0000421', '"available": "7.18"': '"available": "7.81"' });
    expect(contractFailures().map(({ name }) => name)).toEqual([
      'provider acme-cloud bills what our meter reads, to the nano-unit, and what was forecast',
      'provider acme-cloud is understood when its pages and its API say what there is',
    ]);
  });

  it('finds the place in the registry for any id', () => {
    for (const id of [
      'zz',
      'a',
      'deep',
      'deep-ai',
      'deepsea',
      'x10',
      'x2',
      'new-api2',
      'provider2',
      'sandboxes',
      'z9-9',
    ]) {
      expect(newProvider(id).said).toContain(`lib/providers/${id}.ts`);
    }
    expect(objections()).toEqual([]);
    const listed = /const real[\s\S]*?\];/.exec(text(REGISTRY))?.[0].match(/^ {2}\w+(?=,$)/gm) ?? [];
    expect(listed).toHaveLength(11 + providers.filter(({ isForTestingOnly }) => !isForTestingOnly).length);
  });

  it.each([
    ['deepseek', /lib\/providers\/deepseek\.ts is there already/],
    ['sandbox', /is there already/],
    ['new-api', /is there already/],
    ['provider', /is there already/],
    ['testing-places', /is there already/],
    ['Acme', /small letter/],
    ['acme_cloud', /small letter/],
    ['2acme', /small letter/],
    ['acme-', /small letter/],
    ['acme--cloud', /small letter/],
    ['../acme', /small letter/],
    ['acme.cloud', /small letter/],
    ['', /small letter/],
    ['a'.repeat(33), /at most 32/],
    ['new', /word of the language/],
    ['await', /word of the language/],
    ['real', /something of that name/],
  ])('refuses %j, says why and writes nothing', (id, why) => {
    const before = listing();
    const { code, said } = newProvider(id);
    expect(code).toBe(1);
    expect(said.replace(/\s+/g, ' ')).toMatch(why);
    expect(said.replace(/\s+/g, ' ')).toContain('Nothing was written');
    expect(listing()).toEqual(before);
  });

  it.each([[[]], [['acme', 'other']]])('asks for one id: %j', (args) => {
    const before = listing();
    const { code, said } = newProvider(...args);
    expect([code, said.includes('npm run new:provider acme')]).toEqual([1, true]);
    expect(listing()).toEqual(before);
  });

  it('says so where the recordings of that name are there, and leaves them', () => {
    writeFileSync(join(tree, RECORDINGS), '{}');
    const before = listing();
    expect(newProvider('acme-cloud').said).toContain(RECORDINGS);
    expect(listing()).toEqual(before);
  });
});

/** Every file that could have been written, with its text. */
function listing(): ReadonlyMap<string, string> {
  const files = ['lib', 'test/providers'].flatMap((folder) =>
    readdirSync(join(tree, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  return new Map(files.map((path) => [path, readFileSync(path, 'utf8')]));
}

const DATA_FACTS = {
  'fill-in-the-host-of-the-api.acme-cloud.invalid': 'api.acme.example',
  'fill-in-the-host-of-the-console.acme-cloud.invalid': 'console.acme.example',
  'fill in: the day on which you read the prices, YYYY-MM-DD': '2026-11-21',
  'fill in: the address of the page that lists the prices': 'https://acme.example/prices',
  'fill in: the name people know it by': 'Acme Cloud',
  'fill in: https:// and the host of the console': 'https://console.acme.example',
  'fill-in-the-path-of-the-balance': 'v1/balance',
  'fill in: a model as requests name it, and its rates': 'acme-1',
  "'input-tokens': -1n, 'output-tokens': -1n": "'input-tokens': 150_000n, 'output-tokens': 600_000n",
  '/fill in: its code for an empty wallet, or remove this pattern/': '/^no_money$/',
  'fill in: the path of an id of the account': 'owner',
  'fill in: the path of the list of wallets': 'wallets',
  'fill in: the path of what can be spent': 'left',
  'fill in: the page where people pay': '/pay',
  "'fill in: the page of their keys, or null'": 'null',
  "'fill in: the page that lists what was spent, or null'": 'null',
};

const usage = { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 };
const choice = { index: 0, finish_reason: 'stop' };
const answer = {
  model: 'acme-1',
  choices: [{ ...choice, message: { role: 'assistant', content: 'Hello to you' } }],
  usage,
};
const chunk = { model: 'acme-1', choices: [{ ...choice, delta: { content: 'Hello to you' } }], usage };

// 9 × 0.15 + 3 × 0.6 millionths
const RECORDED_FACTS = {
  'fill in: the address of the page all this is quoted from, or how it was recorded': 'https://acme.example/docs',
  'fill in: the day of that, YYYY-MM-DD': '2026-11-21',
  'fill in: a model you have priced': 'acme-1',
  '"fill in: a whole answer with its usage, as JSON"': JSON.stringify(answer),
  'fill in: what was billed for that answer, a decimal': '0.00000315',
  'fill in: what was billed for the streamed answer, a decimal': '0.00000315',
  '"fill in: the lines of a streamed answer, its end and usage included"': [
    JSON.stringify(`data: ${JSON.stringify(chunk)}`),
    '""',
    '"data: [DONE]"',
  ].join(','),
  '"fill in: the error body, as JSON or as a text"': '{"error":{"code":"no_money","message":"Pay first"}}',
  '"fill in: what the console or the API says the balance is, as JSON"': '{"owner":"ann","wallets":[{"left":"7.18"}]}',
  'fill in: the balance that it says, a decimal': '7.18',
};
