import { describe, expect, it } from 'vitest';
import type { Condition } from '../../lib/watch/alert.ts';
import { acknowledge, isSnoozed, snooze, timesOf } from '../../lib/watch/alert-state.ts';
import { AT_ONCE_MAX } from '../../lib/watch/decide-alerts.ts';
import { condition, contact, DAY, HOUR, MINUTE, MONDAY, openWorld, people } from './watch-world.ts';

const LOW = condition('acme|low');
const EMPTY = condition('acme|empty', 'urgent', 'empty');

describe('a crossing', () => {
  it('is told once, as long as it lasts, and its end once', () => {
    const world = openWorld(people([contact('ann')]));
    expect(world.look([LOW])).toEqual(['raised ann acme|low']);
    expect(world.pass(5 * DAY, [LOW])).toEqual([]);
    expect(world.pass(DAY, [])).toEqual(['resolved ann acme|low']);
  });

  it('that swings around its line within two minutes is one', () => {
    const world = openWorld(people([contact('ann')]));
    world.look([EMPTY]);
    const told: string[] = [];
    for (let turn = 0; turn < 50; turn++) {
      told.push(...world.pass(MINUTE, []), ...world.pass(MINUTE, [EMPTY]));
    }
    expect(told).toEqual([]);
  });

  it('of which nobody can tell stays as it was', () => {
    const world = openWorld(people([contact('ann')]));
    world.look([LOW]);
    for (let minute = 0; minute < 600; minute++) {
      world.now += MINUTE;
      expect(world.look([], [LOW.key])).toEqual([]);
    }
    expect(world.pass(HOUR, [])).toEqual(['resolved ann acme|low']);
  });

  it('that becomes worse is told again, also to who acknowledged or snoozed it', () => {
    const world = openWorld(people([contact('ann')]));
    world.look([LOW]);
    world.change(LOW.key, (alert) =>
      snooze(acknowledge(alert, 'ann', world.now), { at: world.now, until: world.now + DAY }),
    );
    expect(world.pass(MINUTE, [{ ...LOW, level: 'urgent' }])).toEqual(['raised ann acme|low']);
  });

  it('that was snoozed while a clock was a year ahead is not silent for that year', () => {
    const [world, other] = [openWorld(people([contact('ann')])), openWorld(people([contact('ann')]))];
    for (const [one, until] of [
      [world, 366 * DAY],
      [other, 90 * DAY],
    ] as const) {
      one.look([LOW]);
      one.change(LOW.key, (alert) => snooze(alert, { at: one.now, until: one.now + until }));
    }
    const silent = (one: typeof world) => one.alerts.map((alert) => isSnoozed(alert, one.now));
    expect([silent(world), silent(other)]).toEqual([[false], [true]]);
  });

  it('of the same day is not told again but with what is urgent; the next day it is', () => {
    const world = openWorld(people([contact('ann')]));
    world.look([LOW]);
    world.pass(HOUR, []);
    expect(world.pass(HOUR, [LOW])).toEqual([]);
    expect(world.pass(HOUR, [LOW, EMPTY])).toEqual(['raised ann acme|empty']);
    expect(world.pass(DAY, [LOW, EMPTY])).toEqual(['raised ann acme|low']);
  });

  it('that nobody could be told of is told when there is a channel', () => {
    let channels: readonly string[] = [];
    const world = openWorld(() => people([contact('ann', { channels })]));
    expect(world.pass(DAY, [LOW])).toEqual([]);
    channels = ['mail'];
    expect(world.pass(MINUTE, [LOW])).toEqual(['raised ann acme|low']);
  });

  it('that is told a hundred times and more has an id of its own each time', () => {
    const world = openWorld(people([contact('ann')]));
    world.look([EMPTY]);
    for (let turn = 0; turn < 110; turn++) {
      world.change(EMPTY.key, (alert) => snooze(alert, { at: world.now, until: world.now + 10 * MINUTE }));
      world.pass(12 * MINUTE, [EMPTY]);
    }
    const ids = world.tellings.map(({ telling }) => telling.id);
    expect(ids.length).toBeGreaterThan(100);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('that ended before anybody was told needs no all-clear', () => {
    const night = contact('ann', { hours: { from: 8 * 60, until: 18 * 60, days: [2] } });
    const world = openWorld(people([night]));
    expect([...world.pass(HOUR, [LOW]), ...world.pass(2 * DAY, [])]).toEqual([]);
  });
});

describe('one notice an account and day', () => {
  const both = [LOW, condition('acme|runway', 'soon', 'runway'), condition('other|low')];
  it('for each account; the others come on the days after', () => {
    const world = openWorld(people([contact('ann')]));
    expect(world.look(both)).toEqual(['raised ann acme|low', 'raised ann other|low']);
    expect(world.pass(DAY, both)).toEqual(['raised ann acme|runway']);
    expect(world.pass(3 * DAY, both)).toEqual([]);
  });

  it('also where the first of them is urgent: that it ends today says that it is low; that it is empty is told besides', () => {
    const ends = condition('acme|runway', 'urgent', 'runway');
    const all = [LOW, { ...ends, subject: LOW.subject }];
    const world = openWorld(people([contact('ann')]));
    expect(world.look(all)).toEqual(['raised ann acme|runway']);
    expect(world.pass(2 * HOUR, all)).toEqual([]);
    expect(world.pass(MINUTE, [...all, EMPTY])).toEqual(['raised ann acme|empty']);
  });

  it('beside a recharge that waits for a yes: it comes at once, and in the place of what else says so', () => {
    const asked = { ...condition('recharge:rr_1|asked', 'soon', 'recharge'), subject: LOW.subject };
    const low = openWorld(people([contact('ann')]));
    expect(low.look([LOW])).toEqual(['raised ann acme|low']);
    expect(low.pass(MINUTE, [LOW, asked])).toEqual(['raised ann recharge:rr_1|asked']);
    const both = openWorld(people([contact('ann')]));
    expect(both.look([LOW, asked])).toEqual(['raised ann recharge:rr_1|asked']);
    expect(both.pass(HOUR, [LOW, asked])).toEqual([]);
  });

  it('but what concerns Tollkeeper itself is of no account: each such thing is told', () => {
    const lost = (channel: string): Condition => ({
      ...condition(`self|undelivered|${channel}`, 'soon', 'undelivered'),
      subject: { kind: 'self' },
    });
    const world = openWorld(people([contact('ann')]));
    expect(world.look([lost('mail')])).toEqual(['raised ann self|undelivered|mail']);
    expect(world.pass(MINUTE, [lost('mail'), lost('slack')])).toEqual(['raised ann self|undelivered|slack']);
    expect(world.pass(HOUR, [lost('mail'), lost('slack')])).toEqual([]);
  });

  it('or more where somebody wants more', () => {
    const world = openWorld(people([contact('ann')], { perDayMax: 2 }));
    expect(world.look(both)).toHaveLength(3);
  });
});

describe('quiet hours', () => {
  const sleeper = contact('ann', { hours: { from: 8 * 60, until: 22 * 60, days: [1, 2, 3, 4, 5, 6, 7] } });
  it('put off what can wait to their end, not what is urgent', () => {
    const world = openWorld(people([sleeper]), MONDAY + 14 * HOUR);
    expect(world.look([LOW, EMPTY])).toEqual(['raised ann acme|empty']);
    world.pass(10 * HOUR, [LOW, EMPTY]);
    expect(world.tellings.map(({ at }) => at)).toEqual([MONDAY + 14 * HOUR, MONDAY + 23 * HOUR]);
  });

  it('and what is urgent, too, where somebody wants that', () => {
    const world = openWorld(people([{ ...sleeper, isUrgentAnytime: false }]), MONDAY + 14 * HOUR);
    expect(world.look([EMPTY])).toEqual([]);
    expect(world.pass(10 * HOUR, [EMPTY])).toEqual(['raised ann acme|empty']);
  });
});

describe('a digest', () => {
  it('comes once a day with all that can wait; what is urgent comes at once', () => {
    const world = openWorld(people([contact('ann', { digestAt: 17 * 60 })]));
    const all = [LOW, condition('other|low'), condition('third|note', 'note', 'lost-calls')];
    expect(world.look([...all, EMPTY])).toEqual(['raised ann acme|empty']);
    expect(world.pass(DAY, [...all, EMPTY])).toEqual(['digest ann acme|low other|low third|note']);
    expect(world.tellings[1]?.at).toBe(MONDAY + 8 * HOUR);
    expect(world.pass(DAY, [LOW, EMPTY])).toEqual(['digest ann other|low third|note']);
  });
});

describe('acknowledging', () => {
  const chain = people([contact('ann'), contact('bob')]);
  it('keeps it from the next contact', () => {
    const world = openWorld(chain);
    world.look([EMPTY]);
    world.now += 10 * MINUTE - 1;
    world.change(EMPTY.key, (alert) => acknowledge(alert, 'ann', world.now));
    expect(world.pass(DAY, [EMPTY])).toEqual([]);
    expect(world.alerts.map((alert) => timesOf(alert).toAcknowledgeMs)).toEqual([10 * MINUTE - 1]);
    expect(world.pass(HOUR, [])).toEqual(['resolved ann acme|empty']);
  });

  it('in time is waited for, then it goes on to the next, once; both hear of the end', () => {
    const world = openWorld(chain);
    world.look([EMPTY]);
    expect(world.pass(29 * MINUTE, [EMPTY])).toEqual([]);
    expect(world.pass(DAY, [EMPTY])).toEqual(['escalated bob acme|empty']);
    expect(world.pass(HOUR, [])).toEqual(['resolved ann acme|empty', 'resolved bob acme|empty']);
  });

  it('what is only worth knowing goes on to nobody', () => {
    const world = openWorld(chain);
    expect(world.look([condition('x', 'note', 'differs')])).toEqual(['raised ann x']);
    expect(world.pass(4 * DAY, [condition('x', 'note', 'differs')])).toEqual([]);
  });

  it('an owner who sleeps and may not be woken is passed over in time', () => {
    const owner = contact('ann', { hours: { from: 480, until: 1080, days: [1] }, isUrgentAnytime: false });
    const world = openWorld(people([owner, contact('bob')]), MONDAY + 12 * HOUR);
    expect(world.pass(HOUR, [EMPTY])).toEqual(['escalated bob acme|empty']);
  });
});

describe('a snooze', () => {
  it('is peace until it ends, then one reminder if it is still so', () => {
    const world = openWorld(people([contact('ann'), contact('bob')]));
    world.look([EMPTY]);
    world.change(EMPTY.key, (alert) => snooze(alert, { at: world.now, until: world.now + 2 * HOUR }));
    expect(world.pass(2 * HOUR - MINUTE, [EMPTY])).toEqual([]);
    expect(world.pass(2 * MINUTE, [EMPTY])).toEqual(['reminder ann acme|empty']);
    expect(world.pass(HOUR, [EMPTY])).toEqual(['escalated bob acme|empty']);
  });
});

describe('after a week asleep', () => {
  it('nothing is told before things were looked at anew, then what is so, once', () => {
    const world = openWorld(people([contact('ann'), contact('bob')]));
    world.look([LOW]);
    world.now += 7 * DAY;
    expect(world.look([LOW, EMPTY])).toEqual([]);
    expect(world.pass(20 * MINUTE, [LOW, EMPTY])).toEqual(['raised ann acme|empty']);
  });

  it('nobody is passed over for not having acknowledged it meanwhile', () => {
    const world = openWorld(people([contact('ann'), contact('bob')]));
    world.look([EMPTY]);
    world.now += 7 * DAY;
    expect([...world.look([EMPTY]), ...world.pass(29 * MINUTE, [EMPTY])]).toEqual([]);
    expect(world.pass(5 * MINUTE, [EMPTY])).toEqual(['escalated bob acme|empty']);
  });

  it('many things at once are one notice', () => {
    const many = Array.from({ length: AT_ONCE_MAX + 3 }, (_, at) => condition(`acc${at}|empty`, 'urgent', 'empty'));
    const world = openWorld(people([contact('ann')]));
    world.look([]);
    world.now += 7 * DAY;
    expect(world.look(many)).toEqual([]);
    const [told, ...others] = world.pass(HOUR, many);
    expect([told?.startsWith('digest ann'), others]).toEqual([true, []]);
  });
});
