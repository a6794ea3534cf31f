import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cutCoat, findCoat } from '../../companion/coats/coat.ts';
import { type Sandbox, startSandbox } from '../../companion/sandbox/server.ts';
import { type Running, startCompanion } from './running-companion.ts';

/* What docs/clients.md shows, run as it stands there. */

const root = fileURLToPath(new URL('../../', import.meta.url));
const doc = readFileSync(`${root}docs/clients.md`, 'utf8');
const examples = [...doc.matchAll(/^```(?:js|sh) (\S+)\n(.*?)^```$/gms)].map(([, name = '', text = '']) => ({
  name,
  text,
}));

let folder: string;
let coats: readonly Sandbox[];
let running: Running & { readonly close: () => Promise<void> };
beforeAll(async () => {
  // Inside, so that packages are found.
  mkdirSync(`${root}.output`, { recursive: true });
  folder = mkdtempSync(`${root}.output/clients-`);
  const ids = ['openai', 'anthropic', 'google-gemini'];
  coats = await Promise.all(ids.map((id) => startSandbox({ port: null, coat: coatOf(id) })));
  const standIns = Object.fromEntries(ids.map((id, at) => [id, coats[at]?.origin ?? '']));
  running = await startCompanion({ standIns });
});
afterAll(async () => {
  await running.close();
  await Promise.all(coats.map((coat) => coat.close()));
  rmSync(folder, { recursive: true });
});

function coatOf(id: string) {
  const coat = findCoat(id);
  if (coat === null) throw new Error(`no coat ${id}`);
  return cutCoat(coat);
}

async function run({ name, text }: { readonly name: string; readonly text: string }) {
  writeFileSync(`${folder}/${name}`, text);
  const env = {
    PATH: process.env.PATH,
    ...{ OPENAI_API_KEY: 'sk-test-1', ANTHROPIC_API_KEY: 'sk-ant-1', GEMINI_API_KEY: 'AIza-1' },
    OPENAI_BASE_URL: `${running.origin}/openai/v1`,
    ANTHROPIC_BASE_URL: `${running.origin}/anthropic`,
    GOOGLE_GEMINI_BASE_URL: `${running.origin}/gemini`,
  };
  const program = name.endsWith('.sh') ? 'sh' : process.execPath;
  const child = spawn(program, [`${folder}/${name}`], { env, cwd: folder });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    err += text;
  });
  const [code] = await once(child, 'close');
  return { code, out, err };
}

const calls = async () => (await running.ask('GET', '/api/v1/calls?limit=100')).body.calls;

/** How often the gateway has said no so far. */
async function noesSaid(): Promise<number> {
  const { text } = await running.ask('GET', '/metrics');
  const said = [...text.matchAll(/^tollkeeper_refusals_total\{.*\} (\d+)$/gm)];
  return said.reduce((sum, [, count]) => sum + Number(count), 0);
}

describe('examples of docs/clients.md', { timeout: 60_000 }, () => {
  it('are there', () => {
    expect(examples.map(({ name }) => name)).toEqual([
      ...['openai.mjs', 'anthropic.mjs', 'gemini.mjs', 'vercel.mjs', 'langchain.mjs', 'curl.sh'],
    ]);
  });

  it.each(examples)('$name says what was answered, and its call is in the ledger with its cost', async (example) => {
    const before = await calls();
    const { code, out, err } = await run(example);
    expect([code, err]).toEqual([0, '']);
    expect(out.length).toBeGreaterThan(20);
    await expect.poll(async () => (await calls()).length).toBe(before.length + 1);
    expect((await calls())[0]).toMatchObject({ outcome: 'answer', cost: { unit: 'USD' } });
  });

  it.each(examples)('$name, stopped by a budget, asks once and hears 402', async (example) => {
    const budget = { limit: '0.000001', unit: 'USD', per: 'day' };
    await running.ask('PUT', '/api/v1/budgets/tiny', { body: budget });
    const [calledBefore, saidBefore] = [await calls(), await noesSaid()];
    const { code, out, err } = await run(example);
    await running.ask('DELETE', '/api/v1/budgets/tiny');
    expect(await calls()).toEqual(calledBefore);
    expect(await noesSaid()).toBe(saidBefore + 1);
    // One example shows how it is caught, and curl prints what came.
    expect(code === 0 ? out : err).toMatch(code === 0 ? /limit has been reached/ : /402|budget/);
  });
});
