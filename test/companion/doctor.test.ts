import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkClock, checkFolder, checkLedger, checkNode, checkPort } from '../../companion/doctor/check-machine.ts';
import { checkBaseUrls, checkNetwork } from '../../companion/doctor/check-shell.ts';
import { openCompanion } from '../../companion/open-companion.ts';
import { runCommand } from './start-command.ts';

const ORIGIN = 'http://127.0.0.1:4117';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'tollkeeper-doctor-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

describe('what is looked at', () => {
  it.each([
    ['20.11.0', 'bad'],
    ['22.17.9', 'bad'],
    ['22.18.0', 'ok'],
    ['23.11.0', 'bad'],
    ['26.10.0', 'ok'],
  ])('Node %s: %s', (version, state) => {
    expect(checkNode(version).state).toBe(state);
  });

  it('a data folder that others may read', () => {
    const path = folder();
    expect(checkFolder(path).state).toBe('ok');
    writeFileSync(join(path, 'tokens.json'), '[]');
    chmodSync(join(path, 'tokens.json'), 0o644);
    expect(checkFolder(path)).toMatchObject({ state: 'odd', why: expect.stringContaining('tokens.json') });
  });

  it('a ledger that is damaged, and one that was put aside', () => {
    const path = folder();
    expect(checkLedger(path).state).toBe('ok');
    writeFileSync(
      join(path, 'ledger.sqlite'),
      'no database at all, but long enough to look like a header of one'.repeat(20),
    );
    expect(checkLedger(path).state).toBe('bad');
    writeFileSync(join(path, 'ledger.sqlite.damaged-20261122T061503123Z'), '');
    expect(checkLedger(path)).toMatchObject({ state: 'odd', why: expect.stringContaining('put aside') });
  });

  it('a port that another program has', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect((await checkPort(port)).state).toBe('bad');
    server.close();
    await once(server, 'close');
    expect((await checkPort(port)).state).toBe('ok');
  });

  it('a clock that cannot be right', () => {
    const now = Date.UTC(2026, 10, 22);
    expect(
      [checkClock(0, null), checkClock(now, now + 3_600_000), checkClock(now, now - 1)].map(({ state }) => state),
    ).toEqual(['bad', 'odd', 'ok']);
  });

  it.each([
    [{}, 'ok', 'None is set'],
    [
      { OPENAI_BASE_URL: `${ORIGIN}/openai/v1`, OPENAI_API_BASE: `${ORIGIN}/openai/v1`, OPENAI_API_KEY: 'sk-secret' },
      'ok',
      'OPENAI_BASE_URL',
    ],
    [{ ANTHROPIC_BASE_URL: 'https://user:word@relay.example/v1' }, 'odd', 'relay.example'],
    [{ OPENAI_API_KEY: 'sk-secret' }, 'odd', 'OPENAI_API_KEY'],
  ])('base addresses of %j: %s', (environment, state, why) => {
    const finding = checkBaseUrls(environment, ORIGIN);
    expect(finding).toMatchObject({ state, why: expect.stringContaining(why) });
    expect(JSON.stringify(finding)).not.toMatch(/sk-secret|word/);
  });

  it.each([
    [{}, 'ok'],
    [{ http_proxy: 'http://p.example:3128' }, 'odd'],
    [{ HTTP_PROXY: 'http://p.example:3128', NO_PROXY: 'localhost, 127.0.0.1' }, 'ok'],
    [{ HTTPS_PROXY: 'http://u:word@p.example:3128' }, 'ok'],
    [{ NODE_EXTRA_CA_CERTS: '/nowhere/ca.pem' }, 'odd'],
  ])('proxies and certificates of %j: %s', (environment, state) => {
    const finding = checkNetwork(environment);
    expect(finding.state).toBe(state);
    expect(finding.why).not.toContain('word');
  });
});

describe('tollkeeper doctor', { timeout: 60_000 }, () => {
  it('ends with 1 where nothing runs, and says how to start it', async () => {
    const home = folder();
    const { code, out } = await runCommand(['doctor'], { env: { PATH: process.env.PATH, HOME: home } });
    expect([code, out]).toEqual([1, expect.stringMatching(/BAD {2}companion.*→ Start it: tollkeeper up/s)]);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80 + home.length);
  });

  it('ends with 0 where all is well', async () => {
    const home = folder();
    const companion = await openCompanion({
      folder: home,
      port: 0,
      zone: 'UTC',
      version: '0.0.0',
      onTrouble: () => {},
    });
    const env = { PATH: process.env.PATH, HOME: home, TOLLKEEPER_HOME: home };
    const { code, out } = await runCommand(['doctor', '--json'], { env });
    const { findings } = JSON.parse(out) as { findings: { name: string; state: string }[] };
    expect(findings.filter(({ state }) => state !== 'ok')).toEqual([]);
    expect(code).toBe(0);
    // It goes on to nobody that this account is empty.
    const rest = { name: null, consoleOrigin: 'https://x.example', seenAt: 0, ownLimits: {}, falseAsks: 0 };
    await companion.store.transact(async ({ accounts }) => {
      await accounts.put({ id: 'deepseek:team', provider: 'deepseek', ...rest });
    });
    const again = await runCommand(['doctor'], { env });
    await companion.stop();
    expect(again.code).toBe(0);
    expect(again.out).toMatch(/odd {2}who is told next +1 of 1 accounts and budgets/);
  });
});
