import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { nameDatabase, readDatabase } from '../../companion/commands/database.ts';
import { migrations } from '../../companion/ledger/migrations.ts';
import { openPostgres } from '../../companion/ledger/postgres.ts';
import { SCHEMA_VERSION } from '../../companion/ledger/schema.ts';
import { type Sandbox, startSandbox } from '../../companion/sandbox/server.ts';
import { demoKeys } from '../../companion/sandbox/world.ts';
import { type RealPostgres, startPostgres } from './ledger/real-postgres.ts';
import { runCommand, startCommand } from './start-command.ts';

const SECRET = 'horse-battery-staple';

let server: RealPostgres;
let sandbox: Sandbox;

beforeAll(async () => {
  server = await startPostgres({ password: SECRET });
  sandbox = await startSandbox({ port: null });
}, 60_000);
afterAll(async () => {
  await sandbox.close();
  await server.stop();
});

/** The surroundings of one machine: a home of its own, and what it knows of the database. */
function machine(known: NodeJS.ProcessEnv = { PGPASSWORD: SECRET }): NodeJS.ProcessEnv {
  const home = mkdtempSync(join(tmpdir(), 'tollkeeper-machine-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return { PATH: process.env.PATH, HOME: home, TZ: 'UTC', NO_COLOR: '1', ...known };
}

const withPassword = (url: string): string => url.replace('tollkeeper@', `tollkeeper:${SECRET}@`);

/** A database that nobody has used. */
async function newDatabase(): Promise<string> {
  const name = `db_${Math.random().toString(36).slice(2)}`;
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: withPassword(server.url) });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return server.createDatabase(name);
}

async function up(env: NodeJS.ProcessEnv, ...args: readonly string[]) {
  const started = startCommand(
    ['up', '--port', '0', '--json', '--upstream', `sandbox=${sandbox.origin}`, ...args],
    env,
  );
  let hasEnded = false;
  void started.ended.then(() => {
    hasEnded = true;
  });
  // What is only worth knowing is said beside, and may come first.
  await expect.poll(() => hasEnded || started.output.out.includes('\n'), { timeout: 20_000 }).toBe(true);
  if (started.output.out === '') throw new Error(started.output.err);
  return { ...started, env, ...(JSON.parse(started.output.out) as { origin: string }) };
}

type Up = Awaited<ReturnType<typeof up>>;

function call({ origin }: Up, maxTokens = 200): Promise<number> {
  const body = JSON.stringify({
    ...{ model: 'toll-mini', max_tokens: maxTokens },
    messages: [{ role: 'user', content: 'Tell me about the sea.' }],
  });
  const headers = { authorization: `Bearer ${demoKeys.default}`, 'content-type': 'application/json' };
  return fetch(`${origin}/sandbox/v1/chat/completions`, { method: 'POST', headers, body }).then(
    async (answer) => {
      await answer.text().catch(() => '');
      return answer.status;
    },
    () => 0,
  );
}

/** A provider that answers one call when it is told to. */
async function startSlow() {
  const asked = Promise.withResolvers<void>();
  const told = Promise.withResolvers<void>();
  const answer = JSON.stringify({
    ...{ id: 'c1', object: 'chat.completion', model: 'toll-mini' },
    choices: [{ index: 0, message: { role: 'assistant', content: 'Deep.' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 12, completion_tokens: 2, total_tokens: 14 },
  });
  const slow = createServer((request, response) => {
    request.resume();
    asked.resolve();
    void told.promise.then(() => response.writeHead(200, { 'content-type': 'application/json' }).end(answer));
  }).listen(0, '127.0.0.1');
  await once(slow, 'listening');
  onTestFinished(() => {
    slow.close();
    slow.closeAllConnections();
  });
  const { port } = slow.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, asked: asked.promise, answer: told.resolve };
}

const run = (env: NodeJS.ProcessEnv, ...args: readonly string[]) => runCommand(args, { env });

describe('which database is meant', () => {
  test.each([
    [{}, {}, null],
    [{ database: 'postgres://me@db/spend' }, {}, 'postgres://me@db/spend'],
    [
      { database: 'postgresql:///spend?host=/run' },
      { TOLLKEEPER_DATABASE: 'postgres://x/y' },
      'postgresql:///spend?host=/run',
    ],
    [{}, { TOLLKEEPER_DATABASE: 'postgres://me:word@db/spend' }, 'postgres://me:word@db/spend'],
    [{}, { TOLLKEEPER_DATABASE: '' }, null],
  ])('%j with %j: %s', (values, environment, url) => {
    expect(readDatabase(values, environment)?.url ?? null).toBe(url);
  });

  test.each(['postgres://me:word@db/spend', 'postgres://me@db/spend?password=word'])(
    'a password among the arguments is refused and not repeated',
    (database) => {
      const refusal = (() => {
        try {
          return readDatabase({ database }, {});
        } catch (error) {
          return error;
        }
      })();
      expect(refusal).toMatchObject({
        name: 'UserError',
        exitCode: 2,
        todo: expect.stringContaining('TOLLKEEPER_DATABASE'),
      });
      expect(String((refusal as Error).message)).not.toContain('word@');
    },
  );

  test.each(['', 'spend.sqlite', 'mysql://db/spend', 'postgres://a b/c'])('%j is none', (database) => {
    expect(() => readDatabase({ database }, {})).toThrow(/names no database/);
  });

  test('is told by host and name alone', () => {
    expect(nameDatabase('postgres://me:word@db:5433/spend?sslmode=require')).toBe('db:5433/spend');
    expect(nameDatabase('postgresql:///spend?host=/run/postgresql')).toBe('/run/postgresql/spend');
  });
});

async function countBilled({ env }: Up): Promise<number> {
  const { calls } = JSON.parse((await run(env, 'calls', '--limit', '1000', '--json')).out);
  return calls.filter(({ certainty }: { certainty: string }) => certainty === 'billed').length;
}

describe('companions over one database', { timeout: 120_000 }, () => {
  test('a hard budget is never passed by calls through both, one of them killed; the other books what it left', async () => {
    await fetch(`${sandbox.origin}/console/api/reset`, { method: 'POST' });
    const url = await newDatabase();
    const [first, second] = [await up(machine(), '--database', url), await up(machine(), '--database', url)];
    expect((await run(first.env, 'budgets', 'set', 'all', '--limit', '0.001', '--per', 'day')).code).toBe(0);
    const statuses: number[] = [];
    const pour = (through: Up, times: number): Promise<unknown> =>
      Promise.all(
        [1, 2, 3].map(async () => {
          for (let index = 0; index < times; index += 1) statuses.push(await call(through));
        }),
      );
    await Promise.all([pour(first, 2), pour(second, 2)]);
    const answered = statuses.filter((status) => status === 200).length;
    expect(answered).toBeGreaterThan(4);
    // All of it is booked: what the first leaves behind are the three calls that it is killed with.
    await expect.poll(() => countBilled(second), { timeout: 30_000 }).toBe(answered);
    const last = pour(first, 1);
    first.child.kill('SIGKILL');
    await Promise.all([last, pour(first, 8), pour(second, 10)]);
    expect(statuses.filter((status) => ![0, 200, 402].includes(status))).toEqual([]);
    expect(statuses).toContain(402);
    const charged = sandbox.world.transactions.filter(({ kind }) => kind === 'chat').map((one) => -one.amountNano);
    const total = charged.reduce((sum, one) => sum + one, 0n);
    expect(total).toBeGreaterThan(0n);
    expect(total).toBeLessThanOrEqual(1_000_000n);
    const { budgets } = JSON.parse((await run(second.env, 'budgets', '--json')).out);
    const [{ spent, held }] = budgets;
    expect(Number(spent) + Number(held)).toBeLessThanOrEqual(0.001);
    expect(BigInt(Math.round((Number(spent) + Number(held)) * 1e9))).toBeGreaterThanOrEqual(total);
    // Started again it books its own at once; the other one waited for their time.
    const again = await up(first.env, '--database', url);
    const status = JSON.parse((await run(again.env, 'status', '--json')).out);
    expect(status.callsUnderWay).toBe(0);
    const { calls } = JSON.parse((await run(second.env, 'calls', '--limit', '1000', '--json')).out);
    expect(calls.length).toBeGreaterThanOrEqual(charged.length);
    expect(charged.length - (await countBilled(second))).toBeLessThanOrEqual(3);
  });

  test('one that starts leaves alone the calls that another one has under way', async () => {
    const url = await newDatabase();
    const slow = await startSlow();
    const first = await up(machine(), '--database', url, '--upstream', `sandbox=${slow.origin}`);
    const answered = call(first);
    await slow.asked;
    const second = await up(machine(), '--database', url);
    expect(JSON.parse((await run(second.env, 'status', '--json')).out).callsUnderWay).toBe(1);
    slow.answer();
    expect(await answered).toBe(200);
    await expect
      .poll(async () => JSON.parse((await run(second.env, 'calls', '--json')).out).calls, { timeout: 20_000 })
      .toMatchObject([{ outcome: 'answer', certainty: 'billed' }]);
  });

  test('says that keys do not meet where the secrets differ, and whose days are counted', async () => {
    const url = await newDatabase();
    const first = await up(machine(), '--database', url, '--zone', 'Asia/Tokyo');
    const second = await up(machine(), '--database', url);
    await expect.poll(() => second.output.err).toContain('Copy fingerprint.key');
    expect(second.output.err).toContain('Days are counted in Asia/Tokyo');
    expect(first.output.err).toBe('');
    expect(JSON.parse((await run(second.env, 'status', '--json')).out).zone).toBe('Asia/Tokyo');
  });

  test('while the database is away nothing goes under a hard budget; when it is back, calls go', async () => {
    const url = await newDatabase();
    const companion = await up(machine(), '--database', url);
    expect((await run(companion.env, 'budgets', 'set', 'all', '--limit', '1', '--per', 'day')).code).toBe(0);
    expect(await call(companion)).toBe(200);
    await server.halt();
    onTestFinished(() => server.resume().catch(() => undefined));
    expect(await call(companion)).toBe(503);
    const asked = await run(companion.env, 'status');
    expect([asked.code, asked.err]).toEqual([1, expect.stringContaining('ledger does not answer')]);
    await server.resume();
    await expect.poll(() => call(companion), { timeout: 20_000 }).toBe(200);
  });
});

describe('a database that cannot be opened is explained', { timeout: 60_000 }, () => {
  test('the password comes from the environment, a password file or the address in the environment', async () => {
    const url = await newDatabase();
    const none = await run(machine({}), 'up', '--port', '0', '--database', url);
    expect([none.code, none.err]).toEqual([1, expect.stringMatching(/asks for a password.*~\/\.pgpass/s)]);
    const wrong = await run(machine({ PGPASSWORD: 'guess' }), 'up', '--port', '0', '--database', url);
    expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining('lets this user in no further')]);
    expect(wrong.err).not.toContain('guess');
    const withFile = machine({});
    const file = join(withFile.HOME ?? '', '.pgpass');
    writeFileSync(file, `*:*:*:tollkeeper:${SECRET}\n`);
    chmodSync(file, 0o600);
    expect((await up(withFile, '--database', url)).origin).toContain('127.0.0.1');
    const inEnvironment = machine({ TOLLKEEPER_DATABASE: withPassword(url) });
    const started = await up(inEnvironment);
    expect(started.output.out + started.output.err).not.toContain(SECRET);
  });

  test('a name that there is none of, and a server that is away', async () => {
    const env = machine();
    const missing = await run(env, 'up', '--port', '0', '--database', server.createDatabase('nowhere'));
    expect([missing.code, missing.err]).toEqual([
      1,
      expect.stringMatching(/There is no database 127\.0\.0\.1:\d+\/nowhere/),
    ]);
    const away = await run(env, 'up', '--port', '0', '--database', 'postgres://tollkeeper@127.0.0.1:1/none');
    expect([away.code, away.err]).toEqual([
      1,
      expect.stringMatching(/127\.0\.0\.1:1\/none does not answer \(ECONNREFUSED\)/),
    ]);
  });

  test('older tables are changed only when somebody says that there is a copy; newer ones never', async () => {
    const url = await newDatabase();
    const env = machine();
    const first = await up(env, '--database', url);
    first.child.kill('SIGTERM');
    await first.ended;
    const sql = openPostgres({ url: withPassword(url) });
    onTestFinished(() => sql.close());
    await sql.transaction(async (tx) => {
      // What every later version has made.
      for (const step of migrations.slice(1).flat()) {
        const [, kind, name] = /create (table|index) (\w+)/.exec(step) ?? [];
        if (kind !== undefined) await tx.run(`drop ${kind} if exists ${name} cascade`);
      }
      await tx.run('update schema_version set version = 1');
    });
    const older = await run(env, 'up', '--port', '0', '--database', url);
    expect([older.code, older.err]).toEqual([
      1,
      expect.stringMatching(/older Tollkeeper.*nothing was changed.*--migrate/s),
    ]);
    const migrated = await up(env, '--database', url, '--migrate');
    expect(migrated.output.err).toContain(`from version 1 to ${SCHEMA_VERSION}`);
    migrated.child.kill('SIGTERM');
    await migrated.ended;
    await sql.transaction((tx) => tx.run('update schema_version set version = $1', [SCHEMA_VERSION + 1]));
    const newer = await run(env, 'up', '--port', '0', '--database', url, '--migrate');
    expect([newer.code, newer.err]).toEqual([1, expect.stringMatching(/a newer Tollkeeper.*update this one/s)]);
  });
});
