import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleCompanion } from '../../build/packages/bundle-companion.ts';
import { readFolder } from '../../build/packages/zip-files.ts';
import { demoKeys } from '../../companion/sandbox/world.ts';
import { pathWithoutBin } from '../../scripts/run.mjs';
import { root } from '../architecture/sources.ts';
import { type Program, runCommand, startCommand } from '../companion/start-command.ts';

/** Where it is made, installed and run: empty at first, as is what it takes for the user's home. */
const folder = mkdtempSync(join(tmpdir(), 'tollkeeper-package-'));
const made = join(folder, 'made');
const place = join(folder, 'place');
const others = pathWithoutBin(process.env.PATH);
const env = { PATH: others, HOME: join(folder, 'home'), TZ: 'UTC', NO_COLOR: '1' };
/** A Node of another version may be named, as people have it; else the one of the checkout. */
const node = process.env.TOLLKEEPER_STOCK_NODE ?? join(root, 'node_modules/.bin/node');
const cli = join(place, 'node_modules/tollkeeper/companion/cli.mjs');
const program: Program = { node, cli };

function npm(cwd: string, ...args: readonly string[]): string {
  const PATH = [dirname(node), others].join(delimiter);
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd, env: { ...env, PATH }, encoding: 'utf8' });
  expect([args[0], status, status === 0 ? '' : stderr]).toEqual([args[0], 0, '']);
  return stdout;
}

beforeAll(async () => {
  await bundleCompanion(root, made);
  for (const one of [place, env.HOME]) mkdirSync(one);
  npm(made, 'pack', '--pack-destination', folder);
  const [tarball = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  // Nothing is to be had but the tarball: what it needs is in it.
  npm(place, 'install', '--offline', '--cache', join(folder, 'cache'), join(folder, tarball));
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true }));

const run = (...args: readonly string[]) => runCommand(args, { env, program });

async function start(...args: readonly string[]) {
  const started = startCommand([...args, '--port', '0', '--json'], env, program);
  await expect.poll(() => started.output.out + started.output.err, { timeout: 30_000 }).toContain('\n');
  expect(started.output.err).toBe('');
  return { ...started, ...(JSON.parse(started.output.out) as { origin: string }) };
}

describe("the companion's npm package", { timeout: 300_000 }, () => {
  it('has no dependency, runs nothing at installation, and says its version as package.json does', async () => {
    const manifest = JSON.parse(readFileSync(join(made, 'package.json'), 'utf8'));
    expect(Object.keys(manifest).filter((name) => /dependencies|scripts/i.test(name))).toEqual([]);
    expect(readdirSync(join(place, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['tollkeeper']);
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect([manifest.version, manifest.engines]).toEqual([version, { node: '>=24' }]);
    expect(npm(place, 'exec', '--offline', '--', 'tollkeeper', '--version').trim()).toBe(`tollkeeper ${version}`);
  });

  it('on the Node that this machine has by itself runs, or says that it is too old', () => {
    const { stdout: version } = spawnSync('node', ['--version'], { env, encoding: 'utf8' });
    const [major = 0, minor = 0] = version.slice(1).split('.').map(Number);
    const isOld = major < 22 || (major === 22 && minor < 18) || major === 23;
    const { status, stderr } = spawnSync('node', [cli, '--version'], { env, encoding: 'utf8' });
    const said = isOld ? `Tollkeeper cannot run on Node ${version.trim().slice(1)}.` : '';
    expect([status, stderr.split('\n')[0]]).toEqual([isOld ? 1 : 0, said]);
  });

  it('has nothing of this machine in it', () => {
    for (const [path, bytes] of readFolder(made))
      expect([path, Buffer.from(bytes).includes(root)]).toEqual([path, false]);
  });

  it('made again elsewhere it is the same, file by file', async () => {
    const again = join(folder, 'again');
    await bundleCompanion(root, again);
    const [one, other] = [readFolder(made), readFolder(again)];
    expect([...other.keys()]).toEqual([...one.keys()]);
    for (const [path, bytes] of one)
      expect([path, Buffer.compare(bytes, other.get(path) ?? Buffer.of())]).toEqual([path, 0]);
  });

  it('counts by the vocabularies that it brings, and prices by its list', async () => {
    const call = join(folder, 'call.json');
    const messages = [{ role: 'user', content: 'What does this cost?' }];
    writeFileSync(call, JSON.stringify({ model: 'gpt-4o', messages, max_tokens: 100 }));
    const { code, out, err } = await run('estimate', call, '--json');
    const said = JSON.parse(out);
    expect([code, err, said.provider, said.currency]).toEqual([0, '', 'openai', 'USD']);
    expect(said.high).toBeGreaterThan(0);
    expect(said.reasons.join(' ')).toContain('exactly, by the vocabulary of the model');
  });

  it('plays a provider by what was recorded of it, and serves the pages of its sandbox', async () => {
    const { origin, child, ended } = await start('sandbox');
    for (const path of ['/', '/playground', '/docs/swagger-ui-bundle.js'])
      expect([path, (await fetch(origin + path)).status]).toEqual([path, 200]);
    child.kill('SIGTERM');
    await ended;
    const deepseek = await start('sandbox', '--as', 'deepseek');
    const answer = await fetch(`${deepseek.origin}/user/balance`, { headers: { authorization: 'Bearer none' } });
    expect(await answer.json()).toHaveProperty('balance_infos');
  });

  it('runs: doctor, one call against the sandbox, and what reads the ledger in threads of its own', async () => {
    const sandbox = await start('sandbox');
    const up = await start('up', '--upstream', `sandbox=${sandbox.origin}`);
    const answer = await fetch(`${up.origin}/sandbox/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${demoKeys.default}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'toll-mini', messages: [{ role: 'user', content: 'hi' }], max_tokens: 20 }),
    });
    expect([answer.status, (await answer.json()).object]).toEqual([200, 'chat.completion']);
    const { calls } = JSON.parse((await run('calls', '--json')).out);
    expect(calls).toMatchObject([{ provider: 'sandbox', model: 'toll-mini', outcome: 'answer', certainty: 'billed' }]);
    const lines = await run('export', '--format', 'jsonl');
    expect([lines.code, lines.err, JSON.parse(lines.out).model]).toEqual([0, '', 'toll-mini']);
    expect(await run('savings')).toMatchObject({ code: 0, err: '' });
    const checked = await run('doctor');
    expect(checked).toMatchObject({ code: 0, err: '' });
    expect(checked.out).not.toMatch(/^BAD/m);
    up.child.kill('SIGTERM');
    expect([await up.ended, up.output.err]).toEqual([0, '']);
  });
});
