import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Delivered, Notice } from '../../../companion/channels/channel.ts';
import { type ChannelFile, openChannelFile } from '../../../companion/channels/channel-file.ts';
import { type DeliveryRow, LEASE_MS, LEFT_MS_MAX, LOG_MS, SCHEDULE_MS } from '../../../companion/channels/delivery.ts';
import { findUndelivered } from '../../../companion/channels/find-undelivered.ts';
import { publishChannels, readKnownChannels } from '../../../companion/channels/known-channels.ts';
import { openSender } from '../../../companion/channels/open-sender.ts';
import { enqueue, listDeliveries, note, settleDead, take, takeUp, trim } from '../../../companion/channels/outbox.ts';
import { type Outbox, runOutbox, transactWatch } from '../../../companion/channels/run-outbox.ts';
import { openSendBy } from '../../../companion/channels/send-by.ts';
import { type LedgerStore, openLedgerStore } from '../../../companion/ledger/open-ledger.ts';
import type { WatchTables } from '../../../companion/ledger/watch-tables.ts';
import { openMasterKey } from '../../../companion/secrets/master-key.ts';
import { renderText } from '../../../lib/domain/render-text.ts';
import { adapters, type TestDatabase } from '../ledger/adapters.ts';
import { noticeOf } from './notice-of.ts';
import { answering, type Received, receive, SECRET } from './receivers.ts';

const AT = 1_770_000_000_000;
const ACCEPTED: Delivered = { kind: 'accepted', detail: '200' };
const FAILED: Delivered = { kind: 'failed', why: 'no answer' };

describe.each(adapters)('the outbox over $name', ({ open }) => {
  let database: TestDatabase;
  let store: LedgerStore;
  let folder: string;
  const closing: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    database = await open();
  }, 60_000);
  afterAll(() => database?.close());
  beforeEach(async () => {
    store = openLedgerStore(database.sql, await database.newLedger());
    folder = mkdtempSync(join(tmpdir(), 'tollkeeper-outbox-'));
  });
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
    rmSync(folder, { recursive: true, force: true });
  });

  const transact = <T>(work: (tables: WatchTables) => Promise<T>): Promise<T> =>
    transactWatch({ store, clock: null, now: () => AT }, work);
  let claims = 0;
  const takeAt = (
    now: number,
    { companion = 'a', channels = ['ops'], off = [] as string[], busy = [] as string[] } = {},
  ) =>
    transact((tables) =>
      take(tables, {
        ...{ companion, now, busy: new Set(busy), newClaim: () => `claim-${++claims}` },
        find: (name) => (channels.includes(name) ? { isOn: !off.includes(name) } : null),
      }),
    );
  const noteAt = (row: DeliveryRow | undefined, delivered: Delivered, now: number) => {
    if (row === undefined) throw new Error('nothing was taken');
    return transact((tables) => note(tables, { row, delivered, now, chance: 0.5 }));
  };
  const put = (ids: readonly string[], channel = 'ops', now = AT) =>
    transact((tables) =>
      enqueue(
        tables,
        ids.map((id) => ({ notice: noticeOf({ id }), channel })),
        now,
      ),
    );
  const rows = () => transact((tables) => listDeliveries(tables, { channel: null, rowsMax: 1000 }));
  const deadReasons = async () => (await rows()).map(({ value }) => value.deadBecause);
  const fileOf = (companion: string): ChannelFile =>
    openChannelFile(join(folder, `${companion}.sealed`), openMasterKey({}, join(folder, 'key')));

  /** A companion with a webhook `ops`, and what sends by it. */
  async function companionOf(
    name: string,
    url: string,
    channel = 'ops',
  ): Promise<{ outbox: Outbox; file: ChannelFile }> {
    const file = fileOf(name);
    file.add({ name: channel, kind: 'webhook', settings: { url, secret: SECRET }, isOn: true, offBecause: null });
    const sender = openSender({});
    const outbox = runOutbox({
      ...{ store, clock: database.sql.clock, companion: name, file, now: Date.now, random: Math.random, pollMs: 25 },
      send: openSendBy({ now: Date.now, post: sender.send, surroundings: { platform: 'linux', environment: {} } }),
      onTrouble: (what, error) => {
        throw new Error(what, { cause: error });
      },
      onTurned: () => transact((tables) => publishChannels(tables, name, file)),
    });
    closing.push(async () => {
      await outbox.stop();
      await sender.close();
    });
    return { outbox, file };
  }

  /** A receiver; `until(n)` resolves when it was asked so often. */
  async function receiver(answer: (request: Received) => number) {
    const taken: Received[] = [];
    let heard = (): void => undefined;
    const { origin, close } = await receive(
      answering((request) => {
        taken.push(request);
        const status = answer(request);
        heard();
        return { status };
      }),
    );
    closing.push(close);
    const until = (count: number): Promise<void> =>
      new Promise((resolve) => {
        heard = () => {
          if (taken.length >= count) resolve();
        };
        heard();
      });
    return { origin, taken, until };
  }

  const untilRows = async (isSo: (all: readonly DeliveryRow[]) => boolean): Promise<readonly DeliveryRow[]> => {
    for (;;) {
      const all = await rows();
      if (isSo(all)) return all;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  /** An alert as the desk keeps it, as far as notices ask. */
  const alertRow = (id: string, overAt: number | null, unseenFrom?: number) => ({
    ...{ id, dueAt: AT, state: overAt === null ? 'open' : 'over', subject: 's' },
    value: {
      overAt,
      missingSince: overAt,
      condition: { title: { key: 'notice.test' }, ...(unseenFrom !== undefined && { unseenFrom }) },
    },
  });
  const SAID = noticeOf().title;

  it('what is over before it could be sent says so; what says itself how it is, or whose end nobody saw, stays as it is', async () => {
    const { origin, taken, until } = await receiver(() => 200);
    const overAt = Date.now() - 300_000;
    await transact(async (tables) => {
      await tables.alerts.bulkPut([alertRow('over', overAt), alertRow('so', null), alertRow('unseen', overAt, 0)]);
      const item = (id: string, change: Partial<Notice>) => ({ notice: noticeOf({ id, ...change }), channel: 'ops' });
      const digest = (id: string, ...alerts: readonly string[]) =>
        item(id, {
          alert: null,
          kind: 'digest',
          data: { alerts: alerts.map((alert) => ({ id: alert, overAt: null })) },
        });
      await enqueue(
        tables,
        [
          item('late', { alert: 'over', level: 'urgent' }),
          item('clear', { alert: 'over', kind: 'resolved' }),
          item('still', { alert: 'so' }),
          item('unknown', { alert: 'unseen' }),
          digest('some', 'over', 'so'),
          digest('all', 'over'),
          digest('none', 'so', 'unseen'),
        ],
        AT,
      );
    });
    await companionOf('a', origin);
    await until(7);
    const said = new Map(taken.map(({ body }) => JSON.parse(body).data).map((data) => [data.id, data]));
    for (const id of ['late', 'all']) {
      expect(said.get(id)).toMatchObject({ title: `Over by now: ${SAID}`, level: 'note', overAt });
      expect(said.get(id).lines[0]).toBe('It ended 5 min ago; this could not be delivered before.');
    }
    expect(said.get('some')).toMatchObject({ title: SAID, level: 'soon' });
    expect(said.get('some').lines[0]).toBe('Over by now: Tollkeeper: a test of this channel');
    for (const id of ['clear', 'still', 'unknown', 'none']) {
      expect(said.get(id)).toMatchObject({ title: SAID, lines: noticeOf().lines });
      expect(said.get(id).overAt).toBeUndefined();
    }
    // What is kept is what was decided: sent anew, it says how it is then.
    await untilRows((all) => all.every(({ state }) => state === 'sent'));
    expect(new Set((await rows()).map(({ value }) => value.notice.title))).toEqual(new Set([SAID]));
  });

  it('what may have arrived before does not say that it could not be delivered', async () => {
    await transact(async (tables) => void (await tables.alerts.put(alertRow('over', AT))));
    await transact((tables) => enqueue(tables, [{ notice: noticeOf({ alert: 'over' }), channel: 'ops' }], AT));
    const [first] = (await takeAt(AT)) ?? [];
    await noteAt(first, { kind: 'failed', why: 'no answer', mayHaveArrived: true }, AT);
    const [second] = (await takeAt(AT + 60_000)) ?? [];
    expect(second?.value.notice.lines[0]).toBe('It ended 1 min ago.');
  });

  it('sends what was put there once, however often it is put there', async () => {
    const { origin, taken, until } = await receiver(() => 200);
    await put(['n1', 'n2']);
    await put(['n1']);
    const { outbox } = await companionOf('a', origin);
    await until(2);
    await untilRows((all) => all.every(({ state }) => state === 'sent'));
    await put(['n1', 'n2']);
    outbox.wake();
    await outbox.stop();
    expect(taken.map(({ headers }) => headers['webhook-id']).toSorted()).toEqual(['n1', 'n2']);
    expect(taken.every(({ body }) => JSON.parse(body).data.mayBeSecondCopy === false)).toBe(true);
  });

  it('two companions with the same channel send each notice once', async () => {
    const { origin, taken, until } = await receiver(() => 200);
    const ids = Array.from({ length: 24 }, (_, index) => `n${String(index).padStart(3, '0')}`);
    await companionOf('a', origin);
    await companionOf('b', origin);
    await put(ids);
    await until(ids.length);
    const all = await untilRows((found) => found.every(({ state }) => state === 'sent'));
    expect(taken.map(({ headers }) => headers['webhook-id']).toSorted()).toEqual(ids);
    expect(all.every(({ value }) => value.attempts === 1)).toBe(true);
  });

  it('keeps to the schedule, then gives it up; on demand it begins anew', async () => {
    await put(['n1']);
    let now = AT;
    for (const [index, waitMs] of [...SCHEDULE_MS, null].entries()) {
      const taken = await takeAt(now);
      expect(taken).toHaveLength(1);
      expect(taken?.[0]?.value.attempts).toBe(index + 1);
      expect(await noteAt(taken?.[0], FAILED, now)).toBe(true);
      const [row] = await rows();
      if (waitMs === null) expect(row).toMatchObject({ state: 'dead', value: { deadBecause: 'gave-up' } });
      else expect(row).toMatchObject({ state: 'waiting', dueAt: now + Math.round(waitMs * 1.1) });
      expect(await takeAt((row?.dueAt ?? 0) - (waitMs === null ? LOG_MS : 1))).toBeNull();
      now = row?.dueAt ?? 0;
    }
    expect(await transact((tables) => settleDead(tables, { id: 'n1|ops', deed: 'retry', now: AT }))).toBe(1);
    const again = await takeAt(AT);
    expect(again?.[0]?.value).toMatchObject({ attempts: 1, deadBecause: null });
  });

  it('what is of no use after an instant is not sent after it; a request for money is not sent anew by hand', async () => {
    const notices = [
      noticeOf({ id: 'n1', until: AT + 1000 }),
      noticeOf({ id: 'n2', kind: 'recharge', until: AT + 60_000 }),
    ];
    await transact((tables) =>
      enqueue(
        tables,
        notices.map((notice) => ({ notice, channel: 'ops' })),
        AT,
      ),
    );
    const taken = await takeAt(AT + 1001);
    expect(taken?.map(({ value }) => value.notice.id)).toEqual(['n2']);
    await noteAt(taken?.[0], { kind: 'refused', why: '400' }, AT + 1001);
    expect((await deadReasons()).toSorted()).toEqual(['late', 'refused']);
    expect(await transact((tables) => settleDead(tables, { id: null, deed: 'retry', now: AT + 2000 }))).toBe(1);
    expect(await transact((tables) => settleDead(tables, { id: 'n2|ops', deed: 'retry', now: AT + 2000 }))).toBe(0);
  });

  it('what the receiver wants us to wait is waited where it is longer', async () => {
    await put(['n1', 'n2']);
    const [first] = (await takeAt(AT)) ?? [];
    await noteAt(first, { ...FAILED, afterMs: 3_600_000 }, AT);
    const [second] = (await takeAt(AT)) ?? [];
    await noteAt(second, { ...FAILED, afterMs: 1 }, AT);
    expect((await rows()).map(({ dueAt }) => dueAt).toSorted()).toEqual([AT + 5500, AT + 3_600_000]);
  });

  it('who dies while it sends is followed by another after the lease, marked; what it says later counts no more', async () => {
    await put(['n1']);
    const [mine] = (await takeAt(AT, { companion: 'a' })) ?? [];
    expect(await takeAt(AT + LEASE_MS - 1, { companion: 'b' })).toBeNull();
    const [theirs] = (await takeAt(AT + LEASE_MS, { companion: 'b' })) ?? [];
    expect(mine?.value.mayHaveArrived).toBe(false);
    expect(theirs?.value.mayHaveArrived).toBe(true);
    expect(await noteAt(mine, ACCEPTED, AT + LEASE_MS)).toBe(false);
    expect(await noteAt(theirs, ACCEPTED, AT + LEASE_MS)).toBe(true);
    const [row] = await rows();
    expect(row?.value.log.map(({ kind, wasMarked }) => [kind, wasMarked])).toEqual([
      ['interrupted', false],
      ['accepted', true],
    ]);
  });

  it('who comes back takes up its own at once, and nobody else’s', async () => {
    await put(['n1'], 'ops');
    await put(['n2'], 'dev');
    await takeAt(AT, { companion: 'a', channels: ['ops'], busy: ['dev'] });
    await takeAt(AT, { companion: 'b', channels: ['dev'], busy: ['ops'] });
    await transact((tables) => takeUp(tables, 'a', AT + 1));
    const taken = await takeAt(AT + 1, { companion: 'a', channels: ['ops', 'dev'] });
    expect(taken?.map(({ id, value }) => [id, value.mayHaveArrived])).toEqual([['n1|ops', true]]);
  });

  it('after a cut that may have arrived the next copy is marked, after a clear no it is not', async () => {
    await put(['n1'], 'ops');
    await put(['n2'], 'dev');
    const taken = (await takeAt(AT, { channels: ['ops', 'dev'] })) ?? [];
    await noteAt(taken[0], { ...FAILED, mayHaveArrived: taken[0]?.id === 'n1|ops' }, AT);
    await noteAt(taken[1], { ...FAILED, mayHaveArrived: taken[1]?.id === 'n1|ops' }, AT);
    const next = (await takeAt(AT + 60_000, { channels: ['ops', 'dev'] })) ?? [];
    expect(Object.fromEntries(next.map(({ id, value }) => [id, value.mayHaveArrived]))).toEqual({
      ...{ 'n1|ops': true, 'n2|dev': false },
    });
  });

  it('a channel of another companion is left to it, until it is away for too long', async () => {
    const file = fileOf('b');
    file.add({ name: 'ops', kind: 'webhook', settings: {}, isOn: true, offBecause: null });
    await transact((tables) => publishChannels(tables, 'b', file));
    await put(['n1']);
    expect(await takeAt(AT + LEFT_MS_MAX - 1, { companion: 'a', channels: [] })).toBeNull();
    expect((await transact(readKnownChannels)).map(({ name, companion }) => [name, companion])).toEqual([['ops', 'b']]);
    await takeAt(AT + LEFT_MS_MAX, { companion: 'a', channels: [] });
    expect(await deadReasons()).toEqual(['left']);
  });

  it('a channel that nobody has any more, or that is switched off, gives its notices up with the reason', async () => {
    await put(['n1'], 'gone');
    await put(['n2'], 'ops');
    await takeAt(AT, { channels: ['ops'], off: ['ops'] });
    expect((await deadReasons()).toSorted()).toEqual(['off', 'removed']);
  });

  it('410 switches the channel off; that is a condition until something arrives there again', async () => {
    let status = 410;
    const { origin, until } = await receiver(() => status);
    const { outbox, file } = await companionOf('a', origin);
    await put(['n1']);
    await until(1);
    const [row] = await untilRows((all) => all[0]?.state === 'dead');
    expect(row?.value.deadBecause).toBe('gone');
    expect(file.find('ops')).toMatchObject({ isOn: false, offBecause: 'it wants nothing more (410)' });
    const [condition] = await transact((tables) => findUndelivered(tables, Date.now()));
    expect(condition).toMatchObject({ key: 'self|undelivered|ops', kind: 'undelivered', level: 'soon' });
    if (condition !== undefined) expect(renderText(condition.title, 'en')).toBe('1 notice by "ops" did not arrive.');
    expect(condition?.meaning.map(({ key }) => key)).toContain('undelivered.off');
    expect(condition?.unseenFrom).toBeUndefined();
    // What was lost is long ago; that nothing arrives there is so all the same.
    await put(['n2']);
    await untilRows((all) => all.every(({ state }) => state === 'dead'));
    const lost = await transact((tables) => findUndelivered(tables, Date.now()));
    expect(lost.map(({ title }) => renderText(title, 'en'))).toEqual(['2 notices by "ops" did not arrive.']);
    const late = await transact((tables) => findUndelivered(tables, Date.now() + LEFT_MS_MAX + 60_000));
    expect(late.map(({ key, title }) => [key, renderText(title, 'en')])).toEqual([
      ['self|undelivered|ops', 'Notices by "ops" do not arrive.'],
    ]);
    status = 200;
    file.turn('ops', true, null);
    await transact((tables) => publishChannels(tables, 'a', file));
    expect(await transact((tables) => findUndelivered(tables, Date.now() + LEFT_MS_MAX + 60_000))).toEqual([]);
    await transact((tables) => settleDead(tables, { id: null, deed: 'retry', now: AT }));
    outbox.wake();
    await untilRows((all) => all[0]?.state === 'sent');
    expect(await transact((tables) => findUndelivered(tables, Date.now()))).toEqual([]);
  });

  it('what a person switched off is no condition, and what was dropped is forgotten', async () => {
    await put(['n1']);
    await takeAt(AT, { off: ['ops'] });
    expect(await transact((tables) => findUndelivered(tables, AT + 1))).toEqual([]);
    await put(['n2'], 'nobody');
    await takeAt(AT, { off: ['ops'] });
    const [lost, ...others] = await transact((tables) => findUndelivered(tables, AT + 1));
    expect([lost?.key, others]).toEqual(['self|undelivered|nobody', []]);
    // What was lost days ago is no news any more, which is no all-clear.
    const unseenFrom = lost?.unseenFrom ?? 0;
    expect(await transact((tables) => findUndelivered(tables, unseenFrom - 1))).toHaveLength(1);
    expect(await transact((tables) => findUndelivered(tables, unseenFrom + 1))).toEqual([]);
    const drop = () => transact((tables) => settleDead(tables, { id: 'n2|nobody', deed: 'drop', now: AT }));
    expect([await drop(), await drop()]).toEqual([1, 0]);
    expect(await transact((tables) => findUndelivered(tables, AT + 1))).toEqual([]);
  });

  it('what is over is kept for 90 days, and no more rows than a bound; what waits is never dropped', async () => {
    await put(['n1', 'n2', 'n3']);
    for (const now of [AT, AT + 1]) {
      const [row] = (await takeAt(now)) ?? [];
      await noteAt(row, ACCEPTED, now);
    }
    await transact((tables) => trim(tables, 2));
    expect((await rows()).map(({ state, id }) => [state, id])).toEqual([
      ['waiting', 'n3|ops'],
      ['sent', 'n2|ops'],
    ]);
    await transact((tables) => trim(tables, 0));
    expect((await rows()).map(({ id }) => id)).toEqual(['n3|ops']);
    await noteAt((await takeAt(AT))?.[0], ACCEPTED, AT);
    await takeAt(AT + LOG_MS - 1);
    expect(await rows()).toHaveLength(1);
    await takeAt(AT + LOG_MS);
    expect(await rows()).toEqual([]);
  });

  it('a report’s page is kept until it was sent', async () => {
    const notice = noticeOf({ html: '<p>large</p>' });
    await transact((tables) => enqueue(tables, [{ notice, channel: 'ops' }], AT));
    const [row] = (await takeAt(AT)) ?? [];
    expect(row?.value.notice.html).toBe('<p>large</p>');
    await noteAt(row, ACCEPTED, AT);
    expect((await rows())[0]?.value.notice.html).toBeUndefined();
  });
});
