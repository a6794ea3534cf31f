import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openQueue } from '../../../companion/ledger/fair-queue.ts';
import { LedgerError } from '../../../companion/ledger/sql.ts';
import { openTurns } from '../../../companion/ledger/turns.ts';

const WAIT_MS = 800;

describe.each([
  ['turns, one at once', 1, () => openTurns(1, WAIT_MS)],
  ['turns, three at once', 3, () => openTurns(3, WAIT_MS)],
  ['a queue', 1, () => openQueue(WAIT_MS).add],
] as const)('%s', (_name, atOnce, open) => {
  it('are given in order, to as many, and nobody is turned away for work that others had done before', async () => {
    const add = open();
    const begun: number[] = [];
    let most = 0;
    let now = 0;
    const work = async (at: number): Promise<number> => {
      begun.push(at);
      now += 1;
      most = Math.max(most, now);
      await wait(60);
      now -= 1;
      return at;
    };
    const all = Array.from({ length: 25 * atOnce }, (_, at) => at);
    expect(await Promise.all(all.map((at) => add(() => work(at))))).toEqual(all);
    expect([begun, most]).toEqual([all, atOnce]);
  });

  it('end by themselves where nothing is done: who waits is told so, and what fails is somebody else’s', async () => {
    const add = open();
    const away = new LedgerError('ledger-unavailable', 'away');
    const failing = Array.from({ length: atOnce }, () =>
      add(async () => {
        await wait(WAIT_MS * 1.5);
        throw away;
      }),
    );
    const after = add(async () => 'done').catch((error: unknown) => error);
    const failed = await Promise.allSettled(failing);
    expect(failed.map(({ status }) => status)).toEqual(failing.map(() => 'rejected'));
    expect(await after).toMatchObject({ code: 'ledger-unavailable' });
    expect(await add(async () => 'done')).toBe('done');
  });
});

it('a turn is waited for no longer than that where who has it never ends', async () => {
  const take = openTurns(1, 50);
  void take(() => new Promise(() => undefined));
  await expect(take(async () => 'done')).rejects.toMatchObject({ code: 'ledger-unavailable' });
});

it('who is first has the next turn', async () => {
  const take = openTurns(1, WAIT_MS);
  const order: string[] = [];
  const job = (name: string) => async () => void order.push(name);
  await Promise.all([take(job('a')), take(job('b')), take(job('c')), take(job('first'), true)]);
  expect(order).toEqual(['a', 'first', 'b', 'c']);
});
