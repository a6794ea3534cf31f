import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { SMTPServer } from 'smtp-server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openChannelFile } from '../../../companion/channels/channel-file.ts';
import { channelKinds } from '../../../companion/channels/channel-kinds.ts';
import type { DeliveryRow } from '../../../companion/channels/delivery.ts';
import { enqueue, listDeliveries } from '../../../companion/channels/outbox.ts';
import { transactWatch } from '../../../companion/channels/run-outbox.ts';
import { openLedgerStore } from '../../../companion/ledger/open-ledger.ts';
import { migrate } from '../../../companion/ledger/schema.ts';
import { openSqlite } from '../../../companion/ledger/sqlite.ts';
import type { WatchTables } from '../../../companion/ledger/watch-tables.ts';
import { openMasterKey } from '../../../companion/secrets/master-key.ts';
import { noticeOf } from './notice-of.ts';
import { answering, products, receive } from './receivers.ts';

const CHILD = fileURLToPath(new URL('./kill-child.ts', import.meta.url));
const NODE = fileURLToPath(new URL('../../../node_modules/.bin/node', import.meta.url));

/** Where in a delivery a receiver stops, for ever: before it took it, or after; or it does not. */
type Mode = 'before' | 'after' | 'take';

let folder: string;
let mode: Mode;
/** What each channel took, as text. */
let taken: Map<string, string[]>;
/** Channels that hold a delivery. */
let held: Set<string>;
let changed: () => void;
const closing: (() => Promise<void> | void)[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tollkeeper-kill-'));
  taken = new Map(channelKinds.map(({ kind }) => [kind, []]));
  held = new Set();
  changed = () => undefined;
  await setUp();
});
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
  rmSync(folder, { recursive: true, force: true });
});

/** A delivery at its receiver; false: it is never answered. */
function deliver(kind: string, text: string): boolean {
  if (mode !== 'before') taken.get(kind)?.push(text);
  if (mode !== 'take') held.add(kind);
  changed();
  return mode === 'take';
}

/** Resolves when it is so; it is looked at whenever a receiver heard something. */
function until(isSo: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    changed = () => {
      if (isSo()) resolve();
    };
    changed();
  });
}

/** Every kind of channel with a receiver, and a notice for each. */
async function setUp(): Promise<void> {
  const file = openChannelFile(join(folder, 'channels.sealed'), openMasterKey({}, join(folder, 'key')));
  for (const product of products) {
    const { origin, close } = await receive(
      answering(async (request) => {
        const why = product.check(request);
        if (why !== null) throw new Error(`${product.kind}: ${why}`);
        const isForm = request.headers['content-type']?.includes('form') === true;
        const text = isForm ? (new URLSearchParams(request.body).get('Body') ?? '') : request.body;
        if (!deliver(product.kind, text)) await new Promise(() => undefined);
        return product.ok;
      }),
    );
    closing.push(close);
    file.add({
      name: product.kind,
      kind: product.kind,
      settings: { ...product.settings(origin) },
      isOn: true,
      offBecause: null,
    });
  }
  const port = await startMail();
  const mail = { to: 'a@example.com', from: 'b@example.org', host: '127.0.0.1', port, security: 'none' };
  file.add({ name: 'mail', kind: 'mail', settings: mail, isOn: true, offBecause: null });
  startDesktop();
  file.add({ name: 'desktop', kind: 'desktop', settings: {}, isOn: true, offBecause: null });
  expect(file.list()).toHaveLength(channelKinds.length);
  await withTables(async (tables) =>
    enqueue(
      tables,
      channelKinds.map(({ kind }) => ({ notice: noticeOf({ id: `id-of-${kind}` }), channel: kind })),
      Date.now(),
    ),
  );
}

async function startMail(): Promise<number> {
  const server = new SMTPServer({
    ...{ authOptional: true, disabledCommands: ['STARTTLS'], closeTimeout: 10 },
    onData: async (stream, _session, done) => {
      let text = '';
      for await (const piece of stream) text += piece;
      if (deliver('mail', text.replaceAll('=\r\n', ''))) done(null);
    },
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  closing.push(() => new Promise((resolve) => server.close(() => resolve())));
  return (server.server.address() as AddressInfo).port;
}

/** A `notify-send` that stops where the file `mode` says, as long as there is one of that name. */
function startDesktop(): void {
  const script = `#!/bin/sh
mode=$(cat "${folder}/mode")
if [ "$mode" != before ]; then printf '%s\\n\\036' "$*" >> "${folder}/shown"; fi
if [ "$mode" = take ]; then : > "${folder}/taken"; exit 0; fi
: > "${folder}/held"
while [ "$(cat "${folder}/mode")" = "$mode" ]; do sleep 0.02; done
exit 1
`;
  writeFileSync(join(folder, 'notify-send'), script, { mode: 0o755 });
  const watching = watch(folder, () => {
    const shown = existsSync(join(folder, 'shown')) ? readFileSync(join(folder, 'shown'), 'utf8') : '';
    taken.set('desktop', shown.split('\n\u001e').slice(0, -1));
    if (existsSync(join(folder, 'held'))) held.add('desktop');
    changed();
  });
  closing.push(() => watching.close());
}

function stopAt(next: Mode): void {
  mode = next;
  writeFileSync(join(folder, 'mode'), next);
}

async function withTables<T>(work: (tables: WatchTables) => Promise<T>): Promise<T> {
  const sql = openSqlite(join(folder, 'ledger.db'));
  await migrate(sql, 'main');
  try {
    return await transactWatch({ store: openLedgerStore(sql), clock: null, now: Date.now }, work);
  } finally {
    await sql.close();
  }
}

const rows = (): Promise<readonly DeliveryRow[]> =>
  withTables((tables) => listDeliveries(tables, { channel: null, rowsMax: 100 }));

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** A companion in a process of its own. */
async function start(): Promise<Child> {
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
  const child = spawn(NODE, [CHILD, folder], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  closing.push(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}

async function kill(child: Child): Promise<void> {
  const ended = once(child, 'close');
  child.kill('SIGKILL');
  await ended;
}

async function end(child: Child): Promise<void> {
  let complaints = '';
  child.stderr.on('data', (piece) => {
    complaints += piece;
  });
  const ended = once(child, 'close');
  child.stdin.end();
  await ended;
  expect(complaints).toBe('');
}

const kinds = channelKinds.map(({ kind }) => kind);
const isMarked = (text: string): boolean => /may be a second copy|mayBeSecondCopy":true/.test(text);
const hasAll = (count: number): boolean => kinds.every((kind) => (taken.get(kind)?.length ?? 0) >= count);

describe.skipIf(process.platform !== 'linux')(
  'a companion that is killed in the middle of every delivery',
  { timeout: 90_000 },
  () => {
    it('before the receivers took them: each arrives once', async () => {
      stopAt('before');
      const first = await start();
      await until(() => held.size === kinds.length);
      await kill(first);
      stopAt('take');
      const second = await start();
      await until(() => hasAll(1));
      await end(second);
      for (const kind of kinds) {
        const texts = taken.get(kind) ?? [];
        expect([kind, texts.length]).toEqual([kind, 1]);
        expect(texts[0]).toContain(`id-of-${kind}`);
      }
      expect((await rows()).map(({ state }) => state)).toEqual(kinds.map(() => 'sent'));
    });

    it('after they took them, and before it was noted: each comes once more, marked, under the same id', async () => {
      stopAt('after');
      const first = await start();
      await until(() => held.size === kinds.length);
      await kill(first);
      expect((await rows()).map(({ state }) => state)).toEqual(kinds.map(() => 'sending'));
      stopAt('take');
      const second = await start();
      await until(() => hasAll(2));
      await end(second);
      for (const kind of kinds) {
        const texts = taken.get(kind) ?? [];
        expect([kind, texts.map(isMarked)]).toEqual([kind, [false, true]]);
        for (const text of texts) expect(text).toContain(`id-of-${kind}`);
      }
      expect((await rows()).map(({ state }) => state)).toEqual(kinds.map(() => 'sent'));
    });

    it('after it was noted: nothing comes twice', async () => {
      stopAt('take');
      const first = await start();
      await until(() => hasAll(1));
      while ((await rows()).some(({ state }) => state !== 'sent'))
        await new Promise((resolve) => setImmediate(resolve));
      await kill(first);
      await end(await start());
      for (const kind of kinds) expect([kind, taken.get(kind)?.map(isMarked)]).toEqual([kind, [false]]);
    });
  },
);
