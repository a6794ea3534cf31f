import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Delivered } from '../../../companion/channels/channel.ts';
import { begin, type DeadReason, type DeliveryRow, end, finish } from '../../../companion/channels/delivery.ts';
import { openLedgerStore } from '../../../companion/ledger/open-ledger.ts';
import { openWatchTables, type WatchTables } from '../../../companion/ledger/watch-tables.ts';
import { findFailingRules } from '../../../companion/plan/recharge-conditions.ts';
import { openRechargeDesk, type RechargePorts, type WalletFacts } from '../../../companion/plan/recharge-desk.ts';
import { requestRecharge } from '../../../companion/plan/recharge-requests.ts';
import { openRechargeRules, type WrittenRule } from '../../../companion/plan/recharge-rules.ts';
import type { KeptRun } from '../../../companion/plan/recharge-runs.ts';
import { adapters, type TestDatabase } from '../ledger/adapters.ts';

const DOLLAR = 1_000_000_000n;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = 1_800_000_000_000;
const EMPTY: WalletFacts = {
  ...{ usableNano: 0n, isStale: false, isArriving: false, isAwaited: false, runwayDaysLow: null },
};

const ruleOf = (given: Partial<WrittenRule> = {}): WrittenRule => ({
  ...{ name: 'main', account: 'openai:acme', unit: 'USD', below: '5', runwayDays: null },
  ...{ amount: '20', perDay: '40', perMonth: '100', coolDownMinutes: 60, approval: false, dryRun: false },
  ...{ action: { kind: 'command', command: [process.execPath, '-e', ''], timeoutS: 60 } },
  ...given,
});

describe.each(adapters)('recharge rules over $name', ({ name, open }) => {
  let database: TestDatabase;
  let ledger: string;
  let folder: string;
  /** A machine: its clock as people set it, how long it has been up. */
  let machine: { wall: number; uptime: number; boot: string };
  let paid: KeptRun[];
  let requested: string[];

  beforeAll(async () => {
    database = await open();
  }, 60_000);
  afterAll(() => database?.close());
  beforeEach(async () => {
    ledger = await database.newLedger();
    folder = mkdtempSync(join(tmpdir(), 'tollkeeper-recharge-'));
    machine = { wall: START, uptime: 1000, boot: 'one' };
    paid = [];
    requested = [];
    return () => rmSync(folder, { recursive: true, force: true });
  });

  const pass = (ms: number): void => {
    machine.wall += ms;
    machine.uptime += ms;
  };
  const deskWith = (rule: WrittenRule, given: Partial<RechargePorts> = {}) => {
    const rules = openRechargeRules(join(folder, 'recharge.json'));
    rules.set(rule);
    return openRechargeDesk({
      ...{ store: openLedgerStore(database.sql, ledger), rules, clock: null, clocks: () => ({ ...machine }) },
      walletOf: async () => EMPTY,
      request: async (_, channel, { id }) => {
        requested.push(`${channel} ${id}`);
        return true;
      },
      onPaid: async (run) => {
        paid.push(run);
      },
      onUnpaid: async ({ id }) => {
        paid = paid.filter((run) => run.id !== id);
      },
      environment: process.env,
      onTrouble: (what, error) => {
        throw new Error(what, { cause: error });
      },
      ...given,
    });
  };

  it('runs the command with the sums in its words and its environment, without a shell', async () => {
    const out = join(folder, 'out.json');
    const script = `require('fs').writeFileSync(process.argv[1], JSON.stringify([process.argv.slice(2), process.env.TOLLKEEPER_AMOUNT, process.env.SECRET]))`;
    const command = [process.execPath, '-e', script, out, '{amount} {unit}', '{account}; echo x', '$(id)', '{run}'];
    const desk = deskWith(ruleOf({ action: { kind: 'command', command, timeoutS: 60 } }), {
      environment: { ...process.env, SECRET: 'sk-secret' },
    });
    const [looked] = await desk.look();
    expect(looked?.run).toMatchObject({ state: 'done', amountNano: 20n * DOLLAR, because: 'balance', endsAt: null });
    expect(JSON.parse(readFileSync(out, 'utf8'))).toEqual([
      ['20 USD', 'openai:acme; echo x', '$(id)', looked?.run?.id],
      '20',
      null,
    ]);
    expect(paid.map(({ id }) => id)).toEqual([looked?.run?.id]);
    expect((await desk.runs(10)).map(({ log }) => log.map(({ state }) => state))).toEqual([['begun', 'done']]);
  });

  it('does nothing in a dry run, and says so', async () => {
    const out = join(folder, 'never');
    const command = [process.execPath, '-e', `require('fs').writeFileSync(${JSON.stringify(out)}, '')`];
    const desk = deskWith(ruleOf({ dryRun: true, action: { kind: 'command', command, timeoutS: 60 } }));
    const [looked] = await desk.look();
    expect(looked?.run).toMatchObject({ isDry: true, state: 'done' });
    expect(() => readFileSync(out)).toThrow('ENOENT');
    expect(paid).toEqual([]);
    // Nor does it use up the caps of what is not dry.
    const [real] = await deskWith(ruleOf()).look();
    expect(real?.run).toMatchObject({ isDry: false, state: 'done' });
  });

  it('asks the owner first where it says so; a yes counts once, a no ends it, silence is none', async () => {
    const desk = deskWith(ruleOf({ approval: true, coolDownMinutes: 10 }));
    const [asked] = await desk.look();
    const id = asked?.run?.id ?? '';
    expect(asked?.run?.state).toBe('asked');
    expect((await desk.look())[0]?.decision).toEqual({ kind: 'wait', why: 'under-way' });
    expect(await desk.approve(id, 'ana')).toMatchObject({ state: 'done' });
    expect(await desk.approve(id, 'ana')).toBe('not-asked');
    expect(await desk.decline('rr_none', 'ana')).toBe('no-such-run');
    pass(HOUR);
    const [second] = await desk.look();
    // It is from the no that nothing is asked for a while.
    pass(HOUR);
    expect(await desk.decline(second?.run?.id ?? '', 'ana')).toMatchObject({ state: 'declined' });
    pass(9 * 60_000);
    expect((await desk.look())[0]?.decision).toEqual({ kind: 'wait', why: 'cooling-down' });
    pass(60_000);
    const [third] = await desk.look();
    pass(DAY);
    expect(await desk.approve(third?.run?.id ?? '', 'ana')).toBe('not-asked');
    expect((await desk.runs(10)).find(({ id }) => id === third?.run?.id)).toMatchObject({ state: 'expired' });
    expect(paid).toHaveLength(1);
  });

  it('a rule that needs no yes asks for one while what was paid before should be there and is not', async () => {
    const walletOf = async () => ({ ...EMPTY, isAwaited: true });
    const desk = deskWith(ruleOf({ action: { kind: 'webhook', channel: 'ops' } }), { walletOf });
    const [asked] = await desk.look();
    expect(asked?.run).toMatchObject({ state: 'asked' });
    expect(requested).toEqual([]);
    await desk.approve(asked?.run?.id ?? '', 'ana');
    expect(requested).toEqual([`ops ${asked?.run?.id}`]);
  });

  it('what runs after a yes is what the file says then, and nothing where the rule is gone', async () => {
    const desk = deskWith(ruleOf({ approval: true }));
    const [asked] = await desk.look();
    openRechargeRules(join(folder, 'recharge.json')).remove('main');
    expect(await desk.approve(asked?.run?.id ?? '', 'ana')).toBe('no-such-rule');
    expect(paid).toEqual([]);
  });

  it('what was asked counts from the yes, which may come a day later', async () => {
    const desk = deskWith(ruleOf({ approval: true, amount: '40', action: { kind: 'webhook', channel: 'ops' } }));
    const [first] = await desk.look();
    pass(23 * HOUR);
    expect(await desk.approve(first?.run?.id ?? '', 'ana')).toMatchObject({ state: 'done', at: START + 23 * HOUR });
    pass(2 * HOUR);
    expect((await desk.look())[0]?.decision).toEqual({ kind: 'wait', why: 'day-cap' });
    pass(21 * HOUR);
    // Its request is gone, and nobody knows when it was taken before somebody looked, two hours after the yes.
    expect((await desk.look())[0]?.decision).toEqual({ kind: 'wait', why: 'day-cap' });
    pass(3 * HOUR);
    expect((await desk.look())[0]?.run).toMatchObject({ state: 'asked' });
  });

  it.each<[string, Partial<WrittenRule>, string]>([
    ['has another amount', { amount: '10' }, 'no-such-rule'],
    ['only tries', { dryRun: true }, 'no-such-rule'],
    ['has lower caps, which what was done before fills', { perDay: '30' }, 'over-cap'],
  ])('nothing is done by a yes where the rule %s by then', async (_, changed, problem) => {
    const rule = ruleOf({ approval: true, action: { kind: 'webhook', channel: 'ops' } });
    const desk = deskWith(rule);
    await desk.approve((await desk.look())[0]?.run?.id ?? '', 'ana');
    pass(HOUR);
    const [asked] = await desk.look();
    openRechargeRules(join(folder, 'recharge.json')).set({ ...rule, ...changed });
    expect(await desk.approve(asked?.run?.id ?? '', 'ana')).toBe(problem);
    expect(requested).toHaveLength(1);
    expect(await desk.decline(asked?.run?.id ?? '', 'ana')).toMatchObject({ state: 'declined' });
  });

  it('what a person has paid by hand is noted, whatever the rule has become', async () => {
    const rule = ruleOf({ action: { kind: 'page' } });
    const desk = deskWith(rule);
    const [asked] = await desk.look();
    openRechargeRules(join(folder, 'recharge.json')).set({ ...rule, amount: '5', perDay: '5' });
    expect(await desk.approve(asked?.run?.id ?? '', 'ana')).toMatchObject({ state: 'done', amountNano: 20n * DOLLAR });
  });

  it('a person who recharges by hand says so; a webhook is told in the same transaction', async () => {
    const page = deskWith(ruleOf({ name: 'page', action: { kind: 'page' } }));
    const asked = (await page.look()).find(({ rule }) => rule.name === 'page');
    expect(await page.approve(asked?.run?.id ?? '', 'ana')).toMatchObject({ state: 'done', action: 'page' });
    const hook = deskWith(ruleOf({ name: 'hook', action: { kind: 'webhook', channel: 'ops' } }));
    const run = (await hook.look()).find(({ rule }) => rule.name === 'hook')?.run;
    expect(requested).toEqual([`ops ${run?.id}`]);
    // Its money is on its way until somebody says that it is not.
    expect(paid.map(({ action }) => action)).toEqual(['page', 'webhook']);
    expect(await hook.resolve(run?.id ?? '', false, 'ana')).toMatchObject({ state: 'failed' });
    expect(paid.map(({ action }) => action)).toEqual(['page']);
  });

  describe('a request that is handed to a webhook', () => {
    const hook = ruleOf({ action: { kind: 'webhook', channel: 'pay' }, perDay: '100', coolDownMinutes: 10 });
    const inTables = <T>(work: (tables: WatchTables) => Promise<T>): Promise<T> =>
      openLedgerStore(database.sql, ledger).transactBelow(({ tx, ledger: of }) => work(openWatchTables(tx, of)));
    const channel = (change: object = {}) =>
      inTables(async ({ watchStates }) => {
        await watchStates.put({ name: 'channels|a', value: [{ name: 'pay', kind: 'webhook', isOn: true, ...change }] });
      });
    const deskOf = (perDay = '100') =>
      deskWith(ruleOf({ ...hook, perDay }), {
        request: (tables, name, run) => requestRecharge(tables, name, { run, now: machine.wall }),
      });
    const requests = () => inTables(async ({ deliveries }) => (await deliveries.toArray()) as readonly DeliveryRow[]);
    /** What the outbox has made of it. */
    const becomes = (change: (row: DeliveryRow) => DeliveryRow) =>
      inTables(async ({ deliveries }) => {
        for (const row of (await deliveries.toArray()) as readonly DeliveryRow[]) await deliveries.put(change(row));
      });
    const dead = (because: DeadReason, attempts: number) =>
      becomes((row) =>
        end({ ...row, value: { ...row.value, attempts } }, { state: 'dead', because, now: machine.wall }),
      );

    it.each([
      ['is not there', { name: 'other' }],
      ['is off', { isOn: false }],
      ['is no webhook', { kind: 'slack' }],
    ])('is none where the channel %s: nothing was paid, and it is tried again', async (_, change) => {
      await channel(change);
      const desk = deskOf();
      const [looked] = await desk.look();
      expect(looked?.run).toMatchObject({ state: 'failed' });
      expect(looked?.run?.log.at(-1)?.why).toContain('no webhook "pay" is on');
      expect([paid, await requests()]).toEqual([[], []]);
      await channel();
      pass(HOUR);
      expect((await desk.look())[0]?.run).toMatchObject({ state: 'done' });
      expect(await requests()).toHaveLength(1);
    });

    it('does not go out any more once a person said what became of it', async () => {
      await channel();
      const desk = deskOf();
      const id = (await desk.look())[0]?.run?.id ?? '';
      await becomes((row) => begin(row, { claim: 'c', by: 'a', now: machine.wall }));
      expect(await desk.resolve(id, false, 'ana')).toBe('being-sent');
      await becomes((row) => finish(row, { kind: 'failed', why: '503' }, { now: machine.wall, chance: 0 }));
      expect(await desk.resolve(id, false, 'ana')).toMatchObject({ state: 'failed' });
      expect(await requests()).toEqual([]);
      // So that the next one is the only one.
      pass(HOUR);
      const next = (await desk.look())[0]?.run?.id;
      expect((await requests()).map(({ id: own }) => own)).toEqual([`${next}|pay`]);
    });

    it.each([
      ['refused', 1, 'failed'],
      ['off', 0, 'failed'],
      ['removed', 0, 'failed'],
      ['late', 0, 'failed'],
      // It may have been taken though nothing of that came back: until a person has found out, it counts.
      ['late', 2, 'unknown'],
      ['gave-up', 10, 'unknown'],
    ] as const)('that is given up (%s after %i attempts) is not done: %s', async (because, attempts, state) => {
      await channel();
      const desk = deskOf();
      const id = (await desk.look())[0]?.run?.id ?? '';
      expect(paid).toHaveLength(1);
      await dead(because, attempts);
      pass(2 * HOUR);
      const [again] = await desk.look();
      const run = (await desk.runs(10)).find((one) => one.id === id);
      expect([run?.state, run?.log.at(-1)?.why]).toEqual([state, expect.stringContaining('pay')]);
      if (state === 'failed') {
        expect(again?.run).toMatchObject({ state: 'done' });
        expect(paid.map((one) => one.id)).toEqual([again?.run?.id]);
      } else expect(again?.decision).toEqual({ kind: 'wait', why: 'unsettled' });
    });

    /** The cap of a day is full for 24 hours from now on. */
    const expectNextInADay = async (desk: ReturnType<typeof deskWith>): Promise<void> => {
      pass(24 * HOUR - 60_000);
      expect((await desk.look())[0]?.decision).toEqual({ kind: 'wait', why: 'day-cap' });
      pass(60_000);
      expect((await desk.look())[0]?.run).toMatchObject({ state: 'done' });
    };

    it('counts for its caps from when it was taken, not from when it was made', async () => {
      await channel();
      const desk = deskOf('20');
      await desk.look();
      pass(30 * 60_000);
      await becomes((row) => end(row, { state: 'sent', because: null, now: machine.wall }));
      await desk.look();
      await expectNextInADay(desk);
    });

    it('counts from when somebody said that it was paid where nobody knows when it was taken', async () => {
      await channel();
      const desk = deskOf('20');
      const id = (await desk.look())[0]?.run?.id ?? '';
      pass(2 * HOUR);
      await dead('late', 2);
      await desk.look();
      expect(await desk.resolve(id, true, 'ana')).toMatchObject({ state: 'done' });
      await desk.look();
      await expectNextInADay(desk);
    });

    it('does not go out hours later where clocks were set back meanwhile', async () => {
      await channel();
      const desk = deskOf();
      await desk.look();
      machine.wall -= 10 * DAY;
      pass(HOUR + 1);
      await desk.look();
      expect((await requests())[0]).toMatchObject({ state: 'dead', value: { deadBecause: 'late' } });
    });

    it('that a person says was paid stays paid, whatever became of the request', async () => {
      await channel();
      const desk = deskOf();
      const id = (await desk.look())[0]?.run?.id ?? '';
      await dead('gave-up', 10);
      await desk.look();
      expect(await desk.resolve(id, true, 'ana')).toMatchObject({ state: 'done' });
      pass(2 * 60_000);
      await desk.look();
      expect((await desk.runs(10)).find((one) => one.id === id)?.state).toBe('done');
    });
  });

  it.each([
    ['ends with 75', 'process.exit(75)', 'failed'],
    ['ends with anything else', 'process.exit(1)', 'unknown'],
    ['is killed', 'process.kill(process.pid, "SIGKILL")', 'unknown'],
  ])('a command that %s', async (_, script, state) => {
    const action: WrittenRule['action'] = {
      ...{ kind: 'command', command: [process.execPath, '-e', script], timeoutS: 60 },
    };
    const desk = deskWith(ruleOf({ action }));
    const [looked] = await desk.look();
    expect(looked?.run?.state).toBe(state);
    pass(40 * DAY);
    // What may have been done is not repeated until somebody says what became of it.
    const [later] = await desk.look();
    if (state === 'failed') expect(later?.run?.state).toBe('failed');
    else {
      expect(later?.decision).toEqual({ kind: 'wait', why: 'unsettled' });
      expect(await desk.resolve(looked?.run?.id ?? '', false, 'ana')).toMatchObject({ state: 'failed' });
      expect((await desk.look())[0]?.run).not.toBeNull();
    }
  });

  it('a command that fails is tried every ten minutes, and never makes what was paid before be forgotten', async () => {
    const pay = deskWith(ruleOf({ action: { kind: 'webhook', channel: 'ops' }, perDay: '100' }));
    for (let paidTimes = 0; paidTimes < 5; paidTimes += 1) {
      expect((await pay.look())[0]?.run?.state).toBe('done');
      pass(HOUR);
    }
    const rows = openLedgerStore(database.sql, ledger);
    const [one] = await pay.runs(1);
    if (one === undefined) throw new Error('nothing was done');
    // As a rule leaves them that fails each minute for days.
    await rows.transactBelow(async ({ tx, ledger: of }) => {
      const failed = Array.from({ length: 5000 }, (_, at) => {
        const id = `rr_${(machine.wall + at * 60_000).toString(36).padStart(9, '0')}000000`;
        const value: KeptRun = { ...one, id, state: 'failed', at: machine.wall + at * 60_000 };
        return { id, dueAt: null, state: 'failed', subject: `${one.rule}|${one.account}|${one.unit}`, value };
      });
      await openWatchTables(tx, of).rechargeRuns.bulkPut(failed);
    });
    pass(5 * DAY);
    expect((await pay.look())[0]?.decision).toEqual({ kind: 'wait', why: 'month-cap' });
    pass(27 * DAY);
    const script = 'process.exit(75)';
    const fails = deskWith(
      ruleOf({ action: { kind: 'command', command: [process.execPath, '-e', script], timeoutS: 60 } }),
    );
    expect((await fails.look())[0]?.run).toMatchObject({ state: 'failed' });
    pass(9 * 60_000);
    expect((await fails.look())[0]?.decision).toEqual({ kind: 'wait', why: 'cooling-down' });
    pass(60_000);
    expect((await fails.look())[0]?.run).toMatchObject({ state: 'failed' });
    const named = () => ({ title: 'work', recharge: null });
    const soon = findFailingRules(await fails.runs(2), named, machine.wall);
    expect(soon).toMatchObject([{ level: 'soon', meaning: [{ params: { n: 2 } }] }]);
    pass(10 * 60_000);
    await fails.look();
    const told = async () => findFailingRules(await fails.runs(200), named, machine.wall);
    expect(await told()).toMatchObject([{ kind: 'recharge', level: 'urgent', subject: { id: 'openai:acme' } }]);
    pass(DAY + 1);
    expect(await told()).toEqual([]);
  });

  it('what nobody knows the end of waits for somebody, however much came after it', async () => {
    const action: WrittenRule['action'] = {
      ...{ kind: 'command', command: [process.execPath, '-e', 'process.exit(1)'], timeoutS: 60 },
    };
    const desk = deskWith(ruleOf({ action }));
    const [first] = await desk.look();
    pass(400 * DAY);
    expect((await desk.waiting()).map(({ id }) => id)).toEqual([first?.run?.id]);
    await desk.resolve(first?.run?.id ?? '', true, 'ana');
    expect(await desk.waiting()).toEqual([]);
  });

  it('a command that is not there did nothing, and one that takes too long may have', async () => {
    const none = deskWith(ruleOf({ action: { kind: 'command', command: ['/none/such'], timeoutS: 60 } }));
    expect((await none.look())[0]?.run).toMatchObject({ state: 'failed' });
    pass(10 * 60_000);
    const command = [process.execPath, '-e', 'setTimeout(() => {}, 60000)'];
    const desk = deskWith(ruleOf({ action: { kind: 'command', command, timeoutS: 1 } }));
    expect((await desk.look())[0]?.run).toMatchObject({ state: 'unknown' });
  });

  it('killed after it was begun, it counts, and may have been done', async () => {
    let isKilled: (() => void) | null = null;
    const killed = new Promise<void>((resolve) => {
      isKilled = resolve;
    });
    // It never comes back to say how the command ended.
    const desk = deskWith(ruleOf(), {
      onPaid: async () => {
        isKilled?.();
        await new Promise(() => {});
      },
    });
    const begun = deskWith(ruleOf(), { walletOf: async () => EMPTY });
    void desk.look();
    await killed;
    expect((await begun.look())[0]?.decision).toEqual({ kind: 'wait', why: 'cooling-down' });
    const [row] = await begun.runs(1);
    const store = openLedgerStore(database.sql, ledger);
    // As a process leaves it that ends between the note and the command's end.
    await store.transactBelow(async ({ tx, ledger: of }) => {
      const { rechargeRuns } = openWatchTables(tx, of);
      const kept = await rechargeRuns.get(row?.id ?? '');
      if (kept === undefined || row === undefined) throw new Error('it is not there');
      await rechargeRuns.put({ ...kept, value: { ...row, state: 'begun', endsAt: row.at + 120_000 }, state: 'begun' });
    });
    pass(60_000);
    expect((await begun.look())[0]?.decision).toEqual({ kind: 'wait', why: 'under-way' });
    pass(60_000);
    expect((await begun.look())[0]?.decision).toEqual({ kind: 'wait', why: 'unsettled' });
  });

  // All companions of a ledger go by one kind of clock: runs of one that is ahead of another would be over at once.
  it.each(name === 'postgres' ? ['their own clocks', "the database's clock"] : ['their own clocks'])(
    'companions that look at once begin one run, by %s',
    async (by) => {
      const clock = by === 'their own clocks' ? null : database.sql.clock;
      const desks = [1, 2, 3].map(() => deskWith(ruleOf({ approval: true }), { clock }));
      const looked = (await Promise.all(desks.map((desk) => desk.look()))).flat();
      expect(looked.filter(({ run }) => run !== null)).toHaveLength(1);
      expect(await desks[0]?.runs(10)).toHaveLength(1);
    },
  );

  it('a file that nobody understands stops every rule, and is left as it is', async () => {
    const troubles: string[] = [];
    const desk = deskWith(ruleOf(), { onTrouble: (what) => troubles.push(what) });
    const path = join(folder, 'recharge.json');
    for (const text of ['{', '{"version":1,"rules":[{"name":"x"}]}', '{"version":2,"rules":[]}']) {
      writeFileSync(path, text, { mode: 0o600 });
      expect(await desk.look()).toEqual([]);
      expect(readFileSync(path, 'utf8')).toBe(text);
    }
    expect(troubles).toEqual(Array(3).fill('the recharge rules could not be read: no rule is followed'));
  });

  /** What happens to a machine, and to people's clocks; `ms`: how far. */
  const happening = <T extends string>(kind: T, min: number, max: number) =>
    fc.record({ kind: fc.constant(kind), ms: fc.integer({ min, max }) });
  const happenings = [
    { weight: 5, arbitrary: happening('pass', 0, 2 * DAY) },
    happening('set', -60 * DAY, 60 * DAY),
    happening('reboot', 0, DAY),
    // Set by what runs before the companion does, so that nobody sees it apart from the restart.
    happening('reboot-set', -60 * DAY, 60 * DAY),
    happening('answer', 0, 0),
  ] as const;
  /** Lets it happen. @returns how much time went by in truth, and whether the companion was restarted. */
  const happen = (kind: string, ms: number, at: number): { truth: number; isReboot: boolean } => {
    if (kind === 'pass') pass(ms);
    if (kind === 'set') machine.wall += ms;
    // While it is off, only the clock that nobody has set goes on.
    const isReboot = kind === 'reboot' || kind === 'reboot-set';
    if (isReboot) machine = { wall: machine.wall + ms, uptime: 0, boot: `${at}` };
    return { truth: kind === 'pass' || kind === 'reboot' ? ms : 0, isReboot };
  };
  const expectWithinCaps = (
    done: readonly { readonly at: number; readonly nano: bigint }[],
    { day, month }: { readonly day: bigint; readonly month: bigint },
  ): void => {
    for (const { at: from } of done) {
      const within = (span: number) =>
        done.filter(({ at }) => at >= from && at < from + span).reduce((sum, { nano }) => sum + nano, 0n);
      expect(within(DAY)).toBeLessThanOrEqual(day * DOLLAR);
      expect(within(31 * DAY)).toBeLessThanOrEqual(month * DOLLAR);
    }
  };

  it('never exceeds its caps in any 24 hours or 31 days, however clocks are set and companions restart', async () => {
    const step = fc.oneof(...happenings);
    const runs = name === 'postgres' ? 6 : 20;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), fc.boolean(), async (steps, approval) => {
        ledger = await database.newLedger();
        machine = { wall: START, uptime: 1000, boot: '0' };
        let truth = 0;
        const done: { at: number; nano: bigint }[] = [];
        const rule = ruleOf({ approval, action: { kind: 'webhook', channel: 'ops' }, coolDownMinutes: 10 });
        const ports = {
          request: async (_: unknown, __: string, { amountNano }: KeptRun) => {
            done.push({ at: truth, nano: amountNano });
            return true;
          },
        };
        let desk = deskWith(rule, ports);
        for (const [at, { kind, ms }] of steps.entries()) {
          const { truth: gone, isReboot } = happen(kind, ms, at);
          truth += gone;
          if (isReboot) desk = deskWith(rule, ports);
          const [waiting] = await desk.runs(1);
          // Two people say yes at once.
          if (kind === 'answer' && waiting?.state === 'asked')
            await Promise.all(['ana', 'ben'].map((who) => desk.approve(waiting.id, who)));
          await Promise.all([desk.look(), desk.look()]);
        }
        expectWithinCaps(done, { day: 40n, month: 100n });
      }),
      { numRuns: runs },
    );
  });

  it('nor does what a webhook is paid, whatever becomes of its requests, and whenever they go out', async () => {
    const store = () => openLedgerStore(database.sql, ledger);
    const outcomes = ['taken', 'taken-unanswered', 'busy', 'refused'] as const;
    const sending = fc.record({ kind: fc.constantFrom(...outcomes), ms: fc.constant(0) });
    // A minute or an hour matters for a request; a day does for caps.
    const soon = { weight: 4, arbitrary: happening('pass', 0, 2 * HOUR) };
    const aDay = { weight: 3, arbitrary: happening('pass', 23 * HOUR, 25 * HOUR) };
    const step = fc.oneof(...happenings, soon, aDay, { weight: 8, arbitrary: sending }, happening('find-out', 0, 0));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), fc.boolean(), async (steps, approval) => {
        ledger = await database.newLedger();
        machine = { wall: START, uptime: 1000, boot: '0' };
        let truth = 0;
        /** By the receiver's books: a second copy has the id of the first. */
        const booked = new Map<string, { at: number; nano: bigint }>();
        await store().transactBelow(async ({ tx, ledger: of }) => {
          const value = [{ name: 'pay', kind: 'webhook', isOn: true }];
          await openWatchTables(tx, of).watchStates.put({ name: 'channels|a', value });
        });
        const action: WrittenRule['action'] = { kind: 'webhook', channel: 'pay' };
        const rule = ruleOf({ approval, action, perDay: '20', coolDownMinutes: 10 });
        const request: RechargePorts['request'] = (tables, channel, run) =>
          requestRecharge(tables, channel, { run, now: machine.wall });
        let desk = deskWith(rule, { request });
        const send = (outcome: (typeof outcomes)[number]) =>
          store().transactBelow(async ({ tx, ledger: of }) => {
            const { deliveries } = openWatchTables(tx, of);
            for (const row of (await deliveries.toArray()) as readonly DeliveryRow[]) {
              const now = machine.wall;
              if (row.state !== 'waiting' || row.dueAt === null || row.dueAt > now) continue;
              const { notice } = row.value;
              if (now > (notice.until ?? now)) {
                await deliveries.put(end(row, { state: 'dead', because: 'late', now }));
                continue;
              }
              const { run = '', amount = '0' } = (notice.data ?? {}) as Readonly<Record<string, string>>;
              if (outcome.startsWith('taken') && !booked.has(run)) {
                booked.set(run, { at: truth, nano: BigInt(amount) * DOLLAR });
              }
              const delivered: Delivered =
                outcome === 'taken'
                  ? { kind: 'accepted', detail: '204' }
                  : outcome === 'refused'
                    ? { kind: 'refused', why: '403' }
                    : { kind: 'failed', why: outcome, mayHaveArrived: outcome === 'taken-unanswered' };
              await deliveries.put(finish(begin(row, { claim: 'c', by: 'a', now }), delivered, { now, chance: 0 }));
            }
          });
        for (const [at, { kind, ms }] of steps.entries()) {
          const { truth: gone, isReboot } = happen(kind, ms, at);
          truth += gone;
          if (isReboot) desk = deskWith(rule, { request });
          const sent = outcomes.find((outcome) => outcome === kind);
          if (sent !== undefined) await send(sent);
          const [newest] = await desk.runs(1);
          if (kind === 'answer' && newest?.state === 'asked') await desk.approve(newest.id, 'ana');
          if (kind === 'find-out') {
            for (const { id, state } of await desk.waiting()) {
              if (state === 'unknown') await desk.resolve(id, booked.has(id), 'ana');
            }
          }
          await Promise.all([desk.look(), desk.look()]);
        }
        expectWithinCaps([...booked.values()], { day: 20n, month: 100n });
      }),
      { numRuns: name === 'postgres' ? 6 : 30 },
    );
  });
});
