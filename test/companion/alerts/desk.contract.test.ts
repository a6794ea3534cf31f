import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { endQuietly, HISTORY_MAX, readAlerts, readHistory, saveAlerts } from '../../../companion/alerts/alert-store.ts';
import { contactInput } from '../../../companion/alerts/settings.ts';
import { migrate } from '../../../companion/ledger/schema.ts';
import { openSqlite } from '../../../companion/ledger/sqlite.ts';
import type { Condition } from '../../../lib/watch/alert.ts';
import { DAY, HOUR, MINUTE, MONDAY } from '../../watch/watch-world.ts';
import { type Adapter, adapters, type TestDatabase } from '../ledger/adapters.ts';
import { type DeskWorld, type DeskWorldOptions, openDeskWorld } from './desk-world.ts';

const EMPTY: Condition = {
  ...{ key: 'account:openai:work|USD|empty', kind: 'empty', level: 'urgent', link: 'https://recharge.example' },
  subject: { kind: 'account', id: 'openai:work' },
  title: {
    key: 'alert.empty.head',
    params: { account: 'OpenAI · work', have: { kind: 'money', money: { unit: 'USD', nano: 0n } } },
  },
  meaning: [{ key: 'alert.empty.means', params: { provider: 'OpenAI' } }],
  todo: [{ key: 'alert.empty.todo', params: { account: 'openai:work' } }],
};
const contact = (name: string, more: object = {}) =>
  v.parse(contactInput, { name, channels: [`${name}-mail`], ...more });

function describeDesk({ name, open }: Adapter): void {
  describe(`alerts over ${name}`, () => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await open();
    }, 60_000);
    afterAll(() => database?.close());
    const openWorld = async (more: Partial<DeskWorldOptions> = {}): Promise<DeskWorld> => {
      const ledger = more.ledger ?? (await database.newLedger());
      const world = openDeskWorld({ sql: database.sql, now: MONDAY, ...more, ledger });
      onTestFinished(() => world.desk.stop());
      return world;
    };
    const lookFor = async (world: DeskWorld, ms: number): Promise<void> => {
      for (const end = world.now + ms; world.now < end; ) {
        world.now += MINUTE;
        await world.desk.look();
      }
    };

    it('tells everybody there is where nobody was named, once', async () => {
      const world = await openWorld();
      world.conditions = [EMPTY];
      await lookFor(world, 5 * MINUTE);
      expect((await world.sent()).map(({ channel, notice }) => [channel, notice.kind])).toEqual([
        ['desk', 'raised'],
        ['mail', 'raised'],
      ]);
    });

    it('tells who is asked for money only where somebody names that channel', async () => {
      const world = await openWorld();
      world.payers = ['mail'];
      world.conditions = [EMPTY];
      await lookFor(world, 5 * MINUTE);
      expect((await world.sent()).map(({ channel }) => channel)).toEqual(['desk']);
      const named = await openWorld();
      named.payers = ['mail'];
      await named.set({
        contacts: [contact('ann', { channels: ['mail'] })],
        owners: { 'account:openai:work': { owner: 'ann', next: null } },
      });
      named.conditions = [EMPTY];
      await lookFor(named, 5 * MINUTE);
      expect((await named.sent()).map(({ channel }) => channel)).toEqual(['mail']);
    });

    it('tells the owner, then the next, in their languages, with one link and what to do', async () => {
      const world = await openWorld();
      world.channels = ['ann-mail', 'bob-mail'];
      await world.set({
        contacts: [contact('ann', { language: 'zh' }), contact('bob')],
        owners: { 'account:openai:work': { owner: 'ann', next: 'bob' } },
      });
      world.conditions = [EMPTY];
      await lookFor(world, HOUR);
      world.conditions = [];
      await lookFor(world, 4 * MINUTE);
      const told = (await world.sent()).map(({ notice }) => notice);
      const byId = told.map(({ kind, title, link }) => [kind, title, link?.text ?? null]);
      expect(byId).toEqual(
        expect.arrayContaining([
          ['raised', '账户 OpenAI · work 已用完：$0.00。', '去 OpenAI 充值'],
          ['escalated', 'Account OpenAI · work is empty: $0.00.', 'Recharge at OpenAI'],
          ['resolved', '已解除：账户 OpenAI · work。', null],
          ['resolved', 'All clear: account OpenAI · work.', null],
        ]),
      );
      expect(byId).toHaveLength(4);
      const [escalated] = told.filter(({ kind }) => kind === 'escalated');
      expect(escalated?.lines[0]).toBe('ann was told first and has not acknowledged it.');
      expect(escalated?.lines.at(-1)).toBe(`I know: tollkeeper alerts ack ${escalated?.alert}`);
      expect(new Set(told.map(({ id }) => id)).size).toBe(4);
    });

    it('is no all-clear of an account that has another alert open', async () => {
      const world = await openWorld();
      world.channels = ['desk'];
      const low: Condition = {
        ...EMPTY,
        key: `${EMPTY.key}|low`,
        kind: 'low',
        level: 'soon',
        title: { key: 'alert.review.head' },
      };
      world.conditions = [EMPTY, low];
      await lookFor(world, 2 * MINUTE);
      world.conditions = [low];
      await lookFor(world, 4 * MINUTE);
      const resolved = (await world.sent()).filter(({ notice }) => notice.kind === 'resolved');
      expect(resolved.map(({ notice }) => notice.title)).toEqual([
        'account OpenAI · work: this is over, something else is not.',
      ]);
      const [notice] = resolved.map((one) => one.notice);
      expect(notice?.lines.join(' ')).toContain('Still so: ');
      expect(notice?.lines.join(' ')).not.toContain('nothing left to do');
    });

    it('is one where the other is not found any more either, though its end is not sure yet', async () => {
      const world = await openWorld();
      world.channels = ['desk'];
      const short: Condition = { ...EMPTY, key: `${EMPTY.key}|runway`, kind: 'runway', level: 'soon' };
      world.conditions = [EMPTY, short];
      await lookFor(world, 2 * MINUTE);
      // A forecast counts as over after three hours only.
      world.conditions = [];
      await lookFor(world, 4 * MINUTE);
      const resolved = (await world.sent()).filter(({ notice }) => notice.kind === 'resolved');
      expect(resolved.map(({ notice }) => notice.title)).toEqual(['All clear: account OpenAI · work.']);
    });

    it('says nothing of the end of what a person has changed', async () => {
      const world = await openWorld();
      world.channels = ['desk'];
      world.conditions = [EMPTY];
      await lookFor(world, 2 * MINUTE);
      await world.inTables((tables) => endQuietly(tables, ({ key }) => key === EMPTY.key));
      world.conditions = [];
      await lookFor(world, 5 * MINUTE);
      expect((await world.sent()).map(({ notice }) => notice.kind)).toEqual(['raised']);
      // Found again, it goes on as before.
      world.conditions = [EMPTY];
      await lookFor(world, 2 * HOUR);
      await world.inTables((tables) => endQuietly(tables, ({ key }) => key === EMPTY.key));
      await lookFor(world, 2 * MINUTE);
      world.conditions = [];
      await lookFor(world, 5 * MINUTE);
      expect((await world.sent()).map(({ notice }) => notice.kind).toSorted()).toEqual([
        'raised',
        'raised',
        'resolved',
      ]);
    });

    it('goes on to the next where the owner’s channel is off, and waits where nobody can be reached', async () => {
      const world = await openWorld();
      await world.set({
        contacts: [contact('ann'), contact('bob')],
        owners: { 'account:openai:work': { owner: 'ann', next: 'bob' } },
      });
      const to = async () => (await world.sent()).map(({ channel, notice }) => [channel, notice.kind]);
      world.conditions = [{ ...EMPTY, kind: 'low', level: 'soon' }];
      world.channels = [];
      await lookFor(world, 2 * HOUR);
      expect(await to()).toEqual([]);
      const [waiting] = await world.inTables(readAlerts);
      expect(waiting?.told).toEqual([]);
      world.channels = ['bob-mail'];
      await lookFor(world, MINUTE);
      expect(await to()).toEqual([['bob-mail', 'raised']]);
      world.channels = ['ann-mail', 'bob-mail'];
      await lookFor(world, 5 * MINUTE);
      expect((await to()).toSorted()).toEqual([
        ['ann-mail', 'raised'],
        ['bob-mail', 'raised'],
      ]);
    });

    it('what is wrong with the only channel of an owner is told by those there are', async () => {
      const world = await openWorld();
      await world.set({ contacts: [contact('ann')], owners: { '*': { owner: 'ann', next: null } } });
      world.conditions = [EMPTY, { ...EMPTY, key: 'self|undelivered|ann-mail', subject: { kind: 'self' } }];
      await lookFor(world, MINUTE);
      expect((await world.sent()).map(({ channel, notice }) => [channel, notice.data.contact])).toEqual([
        ['desk', 'everyone'],
        ['mail', 'everyone'],
      ]);
    });

    it('many at once come together, and each says what it means, what to do and how to say that one knows', async () => {
      const world = await openWorld();
      world.conditions = Array.from({ length: 6 }, (_, number) => ({ ...EMPTY, key: `account:${number}|USD|empty` }));
      await lookFor(world, MINUTE);
      const told = (await world.sent()).map(({ notice }) => notice);
      expect(told.map(({ kind }) => kind)).toEqual(['digest', 'digest']);
      const alerts = await world.inTables(readAlerts);
      const ids = alerts.map(({ id }) => id);
      for (const { title, lines, link } of told) {
        expect(title).toBe('6 things about your accounts and budgets');
        expect(lines).toHaveLength(6 * 4);
        expect(lines.slice(0, 3)).toEqual([
          '• Account OpenAI · work is empty: $0.00.',
          'What it pays for at OpenAI is refused, or will be with the next call.',
          'Recharge it, then have it read again: tollkeeper balance recharged openai:work',
        ]);
        const known = lines.filter((line) => line.startsWith('I know: '));
        expect(known.toSorted()).toEqual(ids.map((id) => `I know: tollkeeper alerts ack ${id}`).toSorted());
        expect(link?.url).toBe('http://127.0.0.1:8787/watch');
      }
    });

    it('what was said of an account holds for the wallet that it turned out to be', async () => {
      const world = await openWorld();
      world.channels = ['ann-mail', 'bob-mail'];
      const plain = { provider: 'deepseek', name: null, consoleOrigin: '', seenAt: 0, ownLimits: {}, falseAsks: 0 };
      await world.store.transact(async ({ accounts }) => {
        await accounts.put({ id: 'deepseek:console', ...plain });
        await accounts.put({ id: 'deepseek:work', ...plain, mergedInto: 'deepseek:console' });
      });
      await world.set({
        contacts: [contact('ann'), contact('bob')],
        owners: { 'account:deepseek:work': { owner: 'ann', next: null }, '*': { owner: 'bob', next: null } },
      });
      const of = (id: string) =>
        ({ ...EMPTY, kind: 'low', key: id, level: 'soon', subject: { kind: 'account', id } }) as const;
      world.conditions = [of('deepseek:console')];
      await world.desk.look();
      expect((await world.sent()).map(({ notice }) => notice.data.contact)).toEqual(['ann']);
      // One wallet, one notice a day, whichever name a finder has for it.
      world.now += MINUTE;
      world.conditions = [of('deepseek:console'), of('deepseek:work')];
      await world.desk.look();
      expect(await world.sent()).toHaveLength(1);
    });

    it('leaves alerts as they are while it cannot be looked', async () => {
      const world = await openWorld();
      world.conditions = [EMPTY];
      await lookFor(world, MINUTE);
      world.isBlind = true;
      await lookFor(world, 20 * MINUTE);
      expect((await world.sent()).map(({ notice }) => notice.kind)).toEqual(['raised', 'raised']);
      expect(world.troubles).toHaveLength(20);
    });

    it('what could not be handed over was not told, and is told with the next look', async () => {
      let isBroken = true;
      const world = await openWorld({ isOutboxBroken: () => isBroken });
      world.conditions = [EMPTY];
      world.now += MINUTE;
      await expect(world.desk.look()).rejects.toThrow('broken');
      expect(await world.sent()).toEqual([]);
      isBroken = false;
      await lookFor(world, 3 * MINUTE);
      expect(await world.sent()).toHaveLength(2);
    });

    it('two desks over one ledger tell once, however they race', async () => {
      const ledger = await database.newLedger();
      const one = await openWorld({ ledger });
      const other = await openWorld({ ledger });
      for (let turn = 0; turn < 12; turn++) {
        const isSo = turn % 6 < 3;
        for (const world of [one, other]) {
          world.conditions = isSo ? [EMPTY, { ...EMPTY, key: 'account:b|USD|empty' }] : [];
          world.now += 61 * MINUTE;
        }
        // Nobody slept: between them somebody looked every few minutes.
        await one.inTables(async ({ watchStates }) => {
          await watchStates.put({ name: 'alerts', value: { lookedAt: one.now - MINUTE, digests: {} } });
        });
        await Promise.all([one.desk.look(), other.desk.look()]);
      }
      const kinds = (await one.sent()).map(({ notice }) => notice.kind).toSorted();
      // Two crossings of two accounts, to two channels each, and as many ends.
      expect(kinds).toEqual([...Array(8).fill('raised'), ...Array(8).fill('resolved')]);
    });

    it('a desk that was away for a week tells what is so, once', async () => {
      const world = await openWorld();
      world.conditions = [EMPTY];
      await lookFor(world, MINUTE);
      world.now += 7 * DAY;
      await lookFor(world, 30 * MINUTE);
      expect((await world.sent()).map(({ notice }) => notice.kind)).toEqual(['raised', 'raised']);
    });

    it('who takes the machine to another zone hears nothing of it again, on either side of the date line', async () => {
      const ledger = await database.newLedger();
      const low: Condition = { ...EMPTY, key: 'account:openai:work|USD|low|of-day-20', kind: 'low', level: 'soon' };
      const kinds: string[][] = [];
      let now = MONDAY;
      for (const zone of ['Europe/Vienna', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Shanghai']) {
        const world = await openWorld({ ledger, zone, now });
        world.conditions = [low];
        await lookFor(world, 30 * MINUTE);
        now = world.now;
        kinds.push((await world.sent()).map(({ notice }) => notice.kind));
      }
      expect(kinds).toEqual(Array(4).fill(['raised', 'raised']));
    });

    it('keeps a bounded number of alerts that are done', async () => {
      const world = await openWorld();
      world.conditions = [EMPTY];
      await lookFor(world, MINUTE);
      const [alert] = await world.inTables(readAlerts);
      if (alert === undefined) throw new Error('no alert');
      const done = Array.from({ length: HISTORY_MAX + 50 }, (_, at) => {
        const since = MONDAY - at * MINUTE;
        return { ...alert, id: `old${at}`, heard: [], since, overAt: since };
      });
      await world.inTables((tables) => saveAlerts(tables, done, []));
      world.now += 3 * DAY;
      await world.desk.look();
      const kept = await world.inTables(readHistory);
      expect(kept).toHaveLength(HISTORY_MAX + 1);
      expect(await world.inTables(readAlerts)).toHaveLength(1);
    });
  });
}

for (const adapter of adapters) describeDesk(adapter);

it('a full disk: nothing is told that could not be noted, and it is told once when there is room', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tollkeeper-full-'));
  const sql = openSqlite(join(folder, 'ledger.db'));
  onTestFinished(async () => {
    await sql.close();
    rmSync(folder, { recursive: true, force: true });
  });
  await migrate(sql, 'full');
  const world = openDeskWorld({ sql, ledger: 'full', now: MONDAY });
  onTestFinished(() => world.desk.stop());
  const limit = (pages: number) => sql.transaction((tx) => tx.rows(`pragma max_page_count = ${pages}`));
  // Fewer pages than there are: not one more is given out.
  await limit(1);
  world.conditions = Array.from({ length: 400 }, (_, number) => ({ ...EMPTY, key: `account:${number}|USD|empty` }));
  await expect(world.desk.look()).rejects.toMatchObject({ code: 'ledger-full' });
  await expect(world.desk.look()).rejects.toMatchObject({ code: 'ledger-full' });
  expect([await world.sent(), await world.inTables(readAlerts)]).toEqual([[], []]);
  await limit(1_000_000);
  world.now += MINUTE;
  await world.desk.look();
  await world.desk.look();
  const alerts = await world.inTables(readAlerts);
  expect(alerts).toHaveLength(400);
  expect(alerts.every(({ told }) => told.length === 1)).toBe(true);
  // Many at once are one notice, to two channels.
  expect((await world.sent()).map(({ notice }) => notice.kind)).toEqual(['digest', 'digest']);
});
