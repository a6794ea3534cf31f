import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../companion/sandbox/server.ts';
import { demoKeys } from '../../companion/sandbox/world.ts';
import { runCommand, startCommand } from './start-command.ts';

let folder: string;
let env: NodeJS.ProcessEnv;
let sandbox: Sandbox;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tollkeeper-up-'));
  env = { PATH: process.env.PATH, HOME: folder, TZ: 'UTC', NO_COLOR: '1' };
  sandbox = await startSandbox({ port: null });
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

const run = (...args: readonly string[]) => runCommand(args, { env });

async function up(...args: readonly string[]) {
  const started = startCommand(
    ['up', '--port', '0', '--json', '--upstream', `sandbox=${sandbox.origin}`, ...args],
    env,
  );
  await expect.poll(() => started.output.out + started.output.err, { timeout: 20_000 }).toContain('\n');
  return { ...started, ...(JSON.parse(started.output.out) as { origin: string; folder: string }) };
}

describe('the companion as people run it', { timeout: 60_000 }, () => {
  test('commands that need it say how to start it', async () => {
    for (const args of [
      ['status'],
      ['spend'],
      ['calls'],
      ['budgets'],
      ['env'],
      ['run', '--', 'true'],
      ['accounts'],
      ['tools'],
    ]) {
      const { code, err } = await run(...args);
      expect([args, code, err]).toEqual([args, 1, expect.stringContaining('Start it with "tollkeeper up"')]);
    }
  });

  test.skipIf(process.platform === 'win32')(
    'the data folder is nobody else\'s to read, whichever command was the first, and so is what "up" puts there',
    async () => {
      const home = join(folder, 'own');
      const own = { ...env, TOLLKEEPER_HOME: home };
      await runCommand(['help'], { env: own });
      expect(statSync(home).mode & 0o077).toBe(0);
      const { child, ended, output } = startCommand(['up', '--port', '0', '--json'], own);
      await expect.poll(() => output.out + output.err, { timeout: 20_000 }).toContain('\n');
      const open = readdirSync(home).filter((name) => (statSync(join(home, name)).mode & 0o077) !== 0);
      child.kill('SIGTERM');
      expect(await ended).toBe(0);
      expect(open).toEqual([]);
    },
  );

  test('accuracy without a file and without a companion says what it would need', async () => {
    const { code, err } = await run('accuracy');
    expect([code, err]).toEqual([1, expect.stringMatching(/nothing to score.*tollkeeper up.*FILE\.json/s)]);
  });

  test('a first day: a budget, calls of a program, what they cost, and a stop for the one too much', async () => {
    const { child, ended, folder: data } = await up();
    expect(data).toBe(join(folder, '.local', 'share', 'tollkeeper'));
    expect((await run('budgets', 'set', 'daily', '--limit', '0.0005', '--per', 'day')).code).toBe(0);
    const script = `
      const base = process.env.OPENAI_BASE_URL.replace('/openai/v1', '/sandbox/v1');
      const body = JSON.stringify({ model: 'toll-mini', messages: [{ role: 'user', content: 'hi' }], max_tokens: 200 });
      const headers = { authorization: 'Bearer ${demoKeys.default}', 'content-type': 'application/json' };
      const statuses = [];
      for (let index = 0; index < 6; index += 1) statuses.push((await fetch(base + '/chat/completions', { method: 'POST', headers, body })).status);
      console.log(statuses.join(' '));
    `;
    const ran = await run('run', '--tool', 'nightly', '--', process.execPath, '--input-type=module', '-e', script);
    expect([ran.code, ran.out.trim()]).toEqual([0, expect.stringMatching(/^200 .*402$/)]);
    const { out: calls } = await run('calls');
    expect(calls).toContain('nightly');
    const spend = JSON.parse((await run('spend', '--by', 'model', '--json')).out);
    const charged = sandbox.world.transactions.filter(({ kind }) => kind === 'chat').map((one) => -one.amountNano);
    const total = charged.reduce((sum, one) => sum + one, 0n);
    expect(spend.rows).toMatchObject([{ provider: 'sandbox', model: 'toll-mini', unit: 'USD', calls: charged.length }]);
    expect(BigInt(Math.round(Number(spend.rows[0].cost) * 1e9))).toBe(total);
    const status = await run('status');
    expect(status.out).toContain('daily');
    for (const line of `${status.out}${calls}`.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect((await run('status', '--line')).out).toMatch(/^0\.\d+ USD\n$/);
    const accuracy = JSON.parse((await run('accuracy', '--json')).out);
    expect([accuracy.calls, accuracy.models.length]).toEqual([charged.length, 1]);
    expect((await run('accuracy')).out).toContain('each forecast before it left');
    expect((await run('budgets', 'raise', 'daily', '--by', '1', '--for', '2h')).out).toContain('1.0005');
    const own = await run('budgets', 'set', 'billed', '--limit', '9', '--per', 'month', '--starts-on', '15', '--json');
    expect(JSON.parse(own.out).budgets).toContainEqual(expect.objectContaining({ id: 'billed', startsOn: 15 }));
    const wrong = await run('budgets', 'set', 'billed', '--limit', '9', '--starts-on', 'mid');
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('--starts-on 15')]);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect((await run('status')).code).toBe(1);
  });

  test.skipIf(process.platform === 'win32')('a shell that reads "env" leads a program through it', async () => {
    const { child, ended, origin } = await up();
    const told = JSON.parse((await run('env', '--json')).out) as Readonly<Record<string, string>>;
    expect(told).toMatchObject({
      ...{ OPENAI_BASE_URL: `${origin}/openai/v1`, ANTHROPIC_BASE_URL: `${origin}/anthropic` },
      GOOGLE_GEMINI_BASE_URL: `${origin}/gemini`,
    });
    const { out } = await run('env');
    const evaluated = spawnSync('sh', ['-c', 'eval "$LINES_TOLD" && env'], { env: { ...env, LINES_TOLD: out } });
    const known = new Set(String(evaluated.stdout).split('\n'));
    for (const [name, value] of Object.entries(told)) expect(known).toContain(`${name}=${value}`);
    const token = JSON.parse((await run('tools', 'token', 'shell', '--json')).out).token as string;
    const named = await runCommand(['env', '--token', 'MINE'], { env: { ...env, MINE: token } });
    expect(named.out).toContain(`export OPENAI_BASE_URL='${origin}/t/${token}/openai/v1'`);
    // A variable that is not there puts no token in: said before anything is led anywhere.
    const without = await run('env', '--token', 'NOT_THERE');
    expect([without.code, without.out]).toEqual([2, '']);
    expect(without.err).toContain('NOT_THERE');
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  test('programs of one name run beside each other and beside its token, and take nothing from each other', async () => {
    const { child, ended, origin } = await up();
    const made = JSON.parse((await run('tools', 'token', 'nightly', '--label', 'prod', '--json')).out) as {
      token: string;
    };
    // Asks once for each line that it is given, and says its address first: that has its token.
    const script = `
      const base = process.env.OPENAI_BASE_URL.replace('/openai/v1', '/sandbox/v1');
      const headers = { authorization: 'Bearer ${demoKeys.default}' };
      console.log(base);
      for await (const _ of process.stdin) console.log((await fetch(base + '/models', { headers })).status);
    `;
    const begin = async () => {
      const args = ['run', '--tool', 'nightly', '--', process.execPath, '--input-type=module', '-e', script];
      const started = startCommand(args, env);
      await expect.poll(() => started.output.out + started.output.err, { timeout: 20_000 }).toContain('/sandbox/v1');
      return started;
    };
    const [first, second] = [await begin(), await begin()];
    const asked = async (base: string) => {
      const headers = { authorization: `Bearer ${demoKeys.default}` };
      return (await fetch(`${base}/models`, { headers })).status;
    };
    expect(await asked(`${origin}/t/${made.token}/sandbox/v1`)).toBe(200);
    first.child.stdin.write('go\n');
    await expect.poll(() => first.output.out + first.output.err, { timeout: 20_000 }).toMatch(/\n200\n$/);
    const base = String(first.output.out.split('\n')[0]);
    first.child.stdin.end();
    expect(await first.ended).toBe(0);
    expect(await asked(base)).toBe(401);
    second.child.stdin.write('go\n');
    await expect.poll(() => second.output.out + second.output.err, { timeout: 20_000 }).toMatch(/\n200\n$/);
    second.child.stdin.end();
    expect(await second.ended).toBe(0);
    const { tools } = JSON.parse((await run('tools', '--json')).out);
    // "shell" is of the test of "env", where that ran before.
    const left = tools.filter(({ name }: { readonly name: string }) => name !== 'shell');
    expect(left).toMatchObject([{ name: 'nightly', label: 'prod' }]);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  test('killed in the middle of a call, the next one books it as one whose end nobody saw', async () => {
    await fetch(`${sandbox.origin}/console/api/reset`, { method: 'POST' });
    const killed = await up();
    const body = { model: 'toll-mini', messages: [{ role: 'user', content: 'hi' }], max_tokens: 400, stream: true };
    const headers = { authorization: `Bearer ${demoKeys.default}`, 'content-type': 'application/json' };
    const url = `${killed.origin}/sandbox/v1/chat/completions`;
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    await answer.body?.getReader().read();
    killed.child.kill('SIGKILL');
    await killed.ended;
    const again = await up();
    const { calls } = JSON.parse((await run('calls', '--limit', '1', '--json')).out);
    expect(calls).toMatchObject([{ outcome: 'cut', certainty: 'unknown' }]);
    expect(JSON.parse((await run('status', '--json')).out).callsUnderWay).toBe(0);
    again.child.kill('SIGTERM');
    expect(await again.ended).toBe(0);
  });

  test('a second one over the same ledger is told of the first, and harms nothing', async () => {
    const first = await up();
    const second = startCommand(['up', '--port', '0'], env);
    expect(await second.ended).toBe(1);
    expect(second.output.err).toContain('Another companion uses the ledger');
    expect((await run('status', '--json')).code).toBe(0);
    first.child.kill('SIGINT');
    expect(await first.ended).toBe(0);
  });

  test.each(['sandbox', 'nobody=https://x.example', 'openai=http://mirror.example', 'openai=https://x.example/v1'])(
    '--upstream %s is not understood',
    async (upstream) => {
      const { code, err } = await run('up', '--upstream', upstream);
      expect([code, err]).toEqual([2, expect.stringContaining('leads nowhere')]);
    },
  );

  test('--synchronous takes normal and full, and nothing else, also from the environment', async () => {
    const { code, err } = await run('up', '--synchronous', 'off');
    expect([code, err]).toEqual([2, expect.stringContaining('does not say what the ledger')]);
    const told = await runCommand(['up'], { env: { ...env, TOLLKEEPER_SYNCHRONOUS: 'never' } });
    expect([told.code, told.err]).toEqual([2, expect.stringContaining('"never"')]);
  });

  test('a taken port is said to be taken, and killed it leaves a ledger that opens again', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const taken = startCommand(['up', '--port', String((server.address() as AddressInfo).port)], env);
    expect(await taken.ended).toBe(1);
    expect(taken.output.err).toMatch(/Port \d+ is taken/);
    const killed = await up();
    killed.child.kill('SIGKILL');
    await killed.ended;
    const { code, err } = await run('status');
    expect([code, err]).toEqual([1, expect.stringContaining('does not answer now')]);
    const again = await up();
    expect((await run('spend', '--json')).code).toBe(0);
    again.child.kill('SIGTERM');
    expect(await again.ended).toBe(0);
  });
});
