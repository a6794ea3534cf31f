import { expect, it } from 'vitest';
import { findRechargeConditions } from '../../../companion/plan/recharge-conditions.ts';
import { type KeptRun, moveRun } from '../../../companion/plan/recharge-runs.ts';
import { contact, DAY, HOUR, MINUTE, MONDAY, openWorld, people } from '../../watch/watch-world.ts';

const made: KeptRun = {
  ...{ id: 'rr_1', rule: 'main', account: 'openai:work', unit: 'USD', amountNano: 1n, because: 'balance' },
  // Caps have a clock of their own.
  ...{ action: 'command', isDry: false, state: 'asked', at: 5 * HOUR, endsAt: 5 * HOUR + DAY, log: [] },
};
const asked = moveRun(made, 'asked', 'its owner is asked', MONDAY);
const find = (run: KeptRun) => findRechargeConditions([run], () => ({ title: 'OpenAI · work', recharge: null }));
const untilExpired = (): ReturnType<typeof openWorld> => {
  const world = openWorld(people([contact('ann')]));
  expect(world.look(find(asked))).toEqual(['raised ann recharge:rr_1|asked']);
  return world;
};

it('a recharge that nobody answered is dropped without an all-clear', () => {
  const world = untilExpired();
  expect(world.pass(DAY, find(asked))).toEqual([]);
  expect(world.pass(HOUR, find(moveRun(asked, 'expired', 'nobody answered', world.now)))).toEqual([]);
});

it('one that somebody declined is over', () => {
  const world = untilExpired();
  world.pass(HOUR, find(asked));
  expect(world.pass(10 * MINUTE, find(moveRun(asked, 'declined', 'declined by ann', world.now)))).toEqual([
    'resolved ann recharge:rr_1|asked',
  ]);
});
