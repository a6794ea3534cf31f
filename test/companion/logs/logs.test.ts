import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readLogOptions } from '../../../companion/logs/log-options.ts';
import { openLog } from '../../../companion/logs/open-log.ts';
import { type Running, runCompanion, send } from '../running-companion.ts';
import { startCommand } from '../start-command.ts';

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tollkeeper-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

// biome-ignore lint/suspicious/noExplicitAny: what a test expects of it says what it is.
const linesOf = (text: string): readonly any[] =>
  text
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

describe('a log', () => {
  const run = async (
    level: 'debug' | 'info' | 'warn' | 'error',
  ): Promise<{ running: Running; read: () => ReturnType<typeof linesOf>; path: string }> => {
    const path = join(newFolder(), 'calls.jsonl');
    const running = await runCompanion({ log: { to: path, level } });
    return { running, path, read: () => linesOf(readFileSync(path, 'utf8')) };
  };

  it('has one line for each call: whose, what, what it cost, how long it took', async () => {
    const { running, read, path } = await run('info');
    const { headers } = await running.chat({}, { 'tollkeeper-label': 'night' });
    await running.ask('PUT', '/api/v1/budgets/daily', { body: { limit: '0.000000001', per: 'day' } });
    await running.chat();
    await expect.poll(() => read().length).toBe(2);
    const [call] = (await running.ask('GET', '/api/v1/calls')).body.calls;
    expect(read()).toEqual([
      {
        ...{ level: 'info', time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/), msg: 'call' },
        ...{ call: headers['tollkeeper-call-id'], request: call.request, origin: 'tool:unnamed/night' },
        ...{ provider: 'sandbox', surface: 'sandbox/chat', model: 'toll-mini', outcome: 'answer', status: 200 },
        ...{ cost: call.cost.likely, unit: 'USD', certainty: 'billed', usage: call.usage },
        ...{ ms: expect.any(Number), firstByteMs: expect.any(Number), oursMs: expect.any(Number) },
      },
      expect.objectContaining({
        level: 'warn',
        outcome: 'stopped',
        cause: 'budget-exceeded',
        policies: ['budget:daily'],
        status: null,
      }),
    ]);
    // What the client is told of our own work is what the log says.
    expect(headers['server-timing']).toBe(`tollkeeper;dur=${read()[0].oursMs.toFixed(3)}`);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('of level warn has only what went wrong', async () => {
    const { running, read } = await run('warn');
    await running.chat();
    await running.chat({}, { authorization: 'Bearer sk-sandbox-nobody' });
    await expect.poll(() => read().length).toBe(1);
    expect(read()[0]).toMatchObject({ level: 'warn', outcome: 'error', status: 401 });
  });

  it('goes on where the one before ended', async () => {
    const path = join(newFolder(), 'calls.jsonl');
    for (const _ of [1, 2]) {
      const running = await runCompanion({ log: { to: path, level: 'info' } });
      await running.chat();
      await running.companion.stop();
    }
    expect(linesOf(readFileSync(path, 'utf8'))).toHaveLength(2);
  });

  it.skipIf(!existsSync('/dev/full'))(
    'that cannot be written is told of once, holds up no call and no end',
    async () => {
      const running = await runCompanion({ log: { to: '/dev/full', level: 'info' } });
      for (let n = 0; n < 5; n += 1) expect((await running.chat()).status).toBe(200);
      await expect.poll(() => running.troubles).toEqual([expect.stringContaining('the log cannot be written')]);
      await running.companion.stop();
    },
  );

  it('has what could not be booked, without what an error may have in it', async () => {
    const path = join(newFolder(), 'calls.jsonl');
    const log = openLog({ to: path, level: 'error' }, () => undefined);
    log.trouble(
      'a hold was not extended',
      Object.assign(new Error('no sk-proj-abcdefghijklmnop at //ada:pw@db'), { code: 'EX' }),
    );
    log.trouble('nothing known', null);
    await log.stop();
    expect(linesOf(readFileSync(path, 'utf8'))).toMatchObject([
      { level: 'error', msg: 'a hold was not extended', code: 'EX', reason: 'no sk-… at //…@db' },
      { level: 'error', msg: 'nothing known' },
    ]);
  });
});

describe('what is said about a log', () => {
  it('is an option, else a variable', () => {
    expect(readLogOptions({}, {})).toBeNull();
    expect(readLogOptions({}, { TOLLKEEPER_LOG: 'stderr', TOLLKEEPER_LOG_LEVEL: 'warn' })).toEqual({
      to: 'stderr',
      level: 'warn',
    });
    expect(readLogOptions({ log: 'a.log', level: 'debug' }, { TOLLKEEPER_LOG: 'stderr' })).toEqual({
      to: 'a.log',
      level: 'debug',
    });
    expect(() => readLogOptions({ level: 'loud' }, {})).toThrow(/debug, info, warn, error/);
  });
});

describe('tollkeeper up', { timeout: 60_000 }, () => {
  const up = async (args: readonly string[], more: NodeJS.ProcessEnv = {}) => {
    const env = { PATH: process.env.PATH, TOLLKEEPER_HOME: newFolder(), ...more };
    const started = startCommand(['up', '--port', '0', '--json', ...args], env);
    const ready = async (): Promise<string> => {
      await expect.poll(() => started.output.out, { timeout: 20_000 }).toContain('\n');
      return JSON.parse(started.output.out).origin;
    };
    return { ...started, ready };
  };

  it('keeps a log on stderr, apart from what it prints, and serves open metrics', async () => {
    const { ready, child, ended, output } = await up(['--log', 'stderr', '--metrics', 'open']);
    const origin = await ready();
    await send(`${origin}/openai/v1/chat/completions`, {
      method: 'POST',
      body: { model: 'x' },
      headers: { authorization: 'Bearer tkp_x' },
    });
    expect((await send(`${origin}/metrics`, {})).text).toContain('tollkeeper_info{version="');
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(output.out.trim().split('\n')).toHaveLength(1);
    linesOf(output.err);
  });

  it.each([
    [['--log', '/nowhere/at/all.log'], 1, 'cannot be opened (ENOENT)'],
    [['--log-level', 'loud'], 2, 'They are debug, info, warn, error'],
    [['--metrics', 'everybody'], 2, 'Try --metrics open'],
  ])('%j is not understood, and nothing is left running', async (args, code, says) => {
    const { ended, output } = await up(args);
    expect([await ended, output.err]).toEqual([code, expect.stringContaining(says)]);
  });

  it('loads nothing that nobody asked for', async () => {
    // Every module that is looked for is printed.
    const hook = `import{registerHooks}from'node:module';registerHooks({resolve(s,c,n){const r=n(s,c);process.stderr.write('LOADS '+r.url+'\\n');return r}})`;
    const loaded = async (args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<string> => {
      const preload = `--import=data:text/javascript,${encodeURIComponent(hook)}`;
      const { ready, child, ended, output } = await up(args, { NODE_OPTIONS: preload, ...more });
      await ready();
      child.kill('SIGTERM');
      await ended;
      return output.err;
    };
    const plain = await loaded([]);
    expect(plain).toContain('/companion/gateway/');
    for (const name of ['@opentelemetry', 'pino', 'prom-client', '@modelcontextprotocol'])
      expect(plain).not.toContain(`/node_modules/${name}/`);
    const all = await loaded(['--log', 'stderr'], { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
    for (const name of ['@opentelemetry', 'pino']) expect(all).toContain(`/node_modules/${name}/`);
  });
});
