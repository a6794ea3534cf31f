import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it, onTestFinished } from 'vitest';
import { enqueue } from '../../../companion/channels/outbox.ts';
import { transactWatch } from '../../../companion/channels/run-outbox.ts';
import { type Running, runCompanion } from '../running-companion.ts';
import { runCommand } from '../start-command.ts';
import { noticeOf } from './notice-of.ts';
import { answering, type Received, receive } from './receivers.ts';

interface Ran {
  readonly out: string;
  readonly err: string;
  readonly code: number | null;
}

async function open(): Promise<{
  readonly running: Running;
  readonly run: (args: readonly string[], input?: string) => Promise<Ran>;
}> {
  const running = await runCompanion();
  const env = { ...process.env, TOLLKEEPER_HOME: running.folder, NO_COLOR: '1' };
  return { running, run: (args, input = '') => runCommand(args, { env, input }) };
}

async function receiver(status: () => number, body: string) {
  const taken: Received[] = [];
  const { origin, close } = await receive(
    answering((request) => {
      taken.push(request);
      return { status: status(), body };
    }),
  );
  onTestFinished(close);
  return { origin, taken };
}

describe('tollkeeper channels', { timeout: 60_000 }, () => {
  it('adds, tests, switches and removes one; its secret is told to nobody', async () => {
    const { running, run } = await open();
    const { origin, taken } = await receiver(() => 200, 'ok');
    const url = `${origin}/services/CANARY/secret`;
    const added = await run(['channels', 'add', 'slack', 'ops'], `${url}\n`);
    expect(added).toMatchObject({ code: 0, err: '' });
    expect(added.out).toMatch(/ops +slack +127\.0\.0\.1:\d+ +on/);
    const tested = await run(['alerts', 'test', 'ops']);
    expect(tested).toMatchObject({ code: 0, out: '"ops" took the test (ok). See whether it shows there.\n' });
    expect(taken[0]?.url).toBe('/services/CANARY/secret');
    const disabled = await run(['channels', 'disable', 'ops']);
    expect(disabled.out).toMatch(/ops +slack +127\.0\.0\.1:\d+ +off/);
    const listed = await run(['channels', '--json']);
    const asked = await running.ask('GET', '/api/v1/channels');
    const path = join(running.folder, 'channels.sealed');
    const file = readFileSync(path, 'utf8');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    for (const text of [added.out, tested.out, disabled.out, listed.out, asked.text, file]) {
      expect(text).not.toContain('CANARY');
    }
    const again = await run(['channels', 'add', 'slack', 'ops'], url);
    expect(again.code).toBe(1);
    expect(again.err).toContain('there is a channel "ops" already');
    expect((await run(['channels', 'remove', 'ops'])).out).toContain('No channels.');
    expect((await run(['alerts', 'test', 'ops'])).err).toContain('this companion has no channel "ops"');
  });

  it('a webhook gets a secret of ours that is shown once, and signs with it', async () => {
    const { run } = await open();
    const { origin, taken } = await receiver(() => 204, '');
    const { out } = await run(
      ['channels', 'add', 'webhook', 'own', '--json'],
      `url=${origin}/in\nformat=cloudevents\n`,
    );
    const { madeSecret } = JSON.parse(out);
    await run(['alerts', 'test', 'own']);
    const headers = taken[0]?.headers as Record<string, string>;
    expect(new Webhook(madeSecret).verify(taken[0]?.body ?? '', headers)).toMatchObject({ specversion: '1.0' });
    expect((await run(['channels', '--json'])).out).not.toContain(madeSecret);
  });

  it('what is wrong with settings is said without repeating them', async () => {
    const { run } = await open();
    const wrongs: readonly (readonly [readonly string[], string, string])[] = [
      [['slack', 'a'], 'http://canary.example/x', 'it is an https address'],
      [['slack', 'a'], 'https://user:canary@hooks.example/x', 'without a user name in it'],
      [['slack', 'a'], '', 'url: it is missing'],
      [['telegram', 'a'], 'token=canary\nchat=1', 'a token of a bot is'],
      [['telegram', 'a'], '{"token":"123:canarycanarycanarycanary","chat":"1","more":"canary"}', 'and no others'],
      [['telegram', 'a'], 'canary\ncanary', 'each in a line of its own'],
      [['mail', 'a'], 'to=a@b.example\nfrom=a@b.example\nhost=b.example\nsecurity=none', 'goes to this machine alone'],
      [['slack', 'no name!'], 'https://hooks.example/canary', 'a channel has a name of'],
      [['fax', 'a'], 'canary', 'There is no kind of channel "fax"'],
    ];
    const runs = await Promise.all(wrongs.map(([args, input]) => run(['channels', 'add', ...args], input)));
    runs.forEach(({ err, code }, at) => {
      expect(err).toContain(wrongs[at]?.[2]);
      expect(err).not.toContain('canary');
      expect(code).toBeGreaterThan(0);
    });
    // A secret that was typed where it does not belong is not printed either.
    const typed = await run(['channels', 'add', 'slack', 'ops', 'https://hooks.example/canary']);
    expect(typed).toMatchObject({ code: 2, out: '' });
    expect(typed.err).not.toContain('canary');
    expect((await run(['channels'])).out).toContain('No channels.');
  });

  it('an address of somebody’s own network is taken, and said', async () => {
    const { run } = await open();
    const { out } = await run(['channels', 'add', 'ntfy', 'own'], 'topic=tolls\nurl=https://192.168.1.9');
    expect(out).toContain('192.168.1.9 (own network)');
  });

  it('shows what did not arrive and why, and sends it again', async () => {
    const { running, run } = await open();
    let status = 403;
    const { origin, taken } = await receiver(() => status, 'ok');
    await run(['channels', 'add', 'slack', 'ops'], `${origin}/CANARY`);
    const { store } = running.companion;
    await transactWatch({ store, clock: null, now: Date.now }, (tables, now) =>
      enqueue(tables, [{ notice: noticeOf({ id: 'n-1' }), channel: 'ops' }], now),
    );
    const until = async (isSo: (out: string) => boolean): Promise<string> => {
      for (;;) {
        const { text } = await running.ask('GET', '/api/v1/deliveries');
        if (isSo(text)) return text;
      }
    };
    // Looks for it within five seconds, or when something of a channel is changed.
    await run(['channels', 'enable', 'ops']);
    await until((text) => text.includes('"dead"'));
    const log = await run(['channels', 'log', '--dead']);
    expect(log.out).toContain('not taken');
    expect(log.out).toContain('it does not let us in (403)');
    expect(log.out).toContain('n-1|ops');
    expect(log.out.split('\n').every((line) => line.length <= 80)).toBe(true);
    status = 200;
    expect((await run(['channels', 'retry', 'n-1|ops'])).out).toBe('1 will be sent again.\n');
    const told = await until((text) => text.includes('"sent"'));
    expect(told).not.toContain('CANARY');
    expect(told).not.toContain('Recharge $20');
    expect(taken).toHaveLength(2);
    expect((await run(['channels', 'retry', 'n-1|ops'])).err).toContain('nothing that was given up is called');
    expect((await run(['channels', 'drop', 'all'])).out).toBe('0 forgotten.\n');
  });
});
