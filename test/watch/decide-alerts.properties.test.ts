import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Condition } from '../../lib/watch/alert.ts';
import { acknowledge, isDone, snooze } from '../../lib/watch/alert-state.ts';
import type { Contact } from '../../lib/watch/contact.ts';
import { dayAt, isWithinHours } from '../../lib/watch/hours.ts';
import { URGENT_AGAIN_MS } from '../../lib/watch/may-tell.ts';
import { condition, contact, DAY, HOUR, MINUTE, openWorld, people, type World } from './watch-world.ts';

/** Two days before clocks go back in Vienna, forward in Chatham (by its own rule), and an ordinary week. */
const STARTS = [Date.UTC(2026, 9, 23, 21, 30), Date.UTC(2026, 8, 25, 3, 7), Date.UTC(2027, 2, 26, 12)];
const ZONES = ['Europe/Vienna', 'Pacific/Chatham', 'America/New_York', 'UTC'];

const THINGS: readonly Condition[] = [
  condition('acme|low'),
  condition('acme|empty', 'urgent', 'empty'),
  condition('acme|differs', 'note', 'differs'),
  condition('other|low'),
  condition('other|refusals', 'urgent', 'refusals'),
];

const zone = fc.constantFrom(...ZONES);
const minute = fc.integer({ min: 0, max: 1439 });
/** At least an hour a day: looks of these tests are minutes apart. */
const hours = fc
  .option(
    fc.record({
      from: fc.integer({ min: 0, max: 700 }),
      until: fc.integer({ min: 760, max: 1439 }),
      days: fc.constantFrom([1, 2, 3, 4, 5, 6, 7], [1, 2, 3, 4, 5]),
    }),
    { nil: null },
  )
  .map((span) => (span === null || span.from % 2 === 0 ? span : { ...span, from: span.until, until: span.from }));
const person = (name: string): fc.Arbitrary<Contact> =>
  fc
    .record({ zone, hours, isUrgentAnytime: fc.boolean(), digestAt: fc.option(minute, { nil: null }) })
    .map((change) => contact(name, change));

/** What is so for a while, and what somebody does about it before. */
const stage = fc.record({
  so: fc.subarray([...THINGS]),
  minutes: fc.oneof(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 60, max: 2000 })),
  asleep: fc.option(fc.integer({ min: 1, max: 9 * 1440 }), { freq: 8, nil: 0 }),
  deed: fc.constantFrom('none', 'none', 'acknowledge', 'snooze'),
});

interface Run {
  readonly owner: Contact;
  readonly next: Contact;
  readonly world: World;
}

const runs = fc
  .record({
    start: fc.constantFrom(...STARTS),
    owner: person('ann'),
    next: person('bob'),
    stages: fc.array(stage, { minLength: 1, maxLength: 8 }),
  })
  .map(({ start, owner, next, stages }): Run => {
    const world = openWorld(people([owner, next]), start);
    for (const { so, minutes, asleep, deed } of stages) {
      for (const { key } of so) {
        if (deed === 'acknowledge') world.change(key, (alert) => acknowledge(alert, 'ann', world.now));
        if (deed === 'snooze')
          world.change(key, (alert) => snooze(alert, { at: world.now, until: world.now + 3 * HOUR }));
      }
      world.now += asleep * MINUTE;
      // Coarser looks than the desk's: the rules may not depend on them.
      for (let at = 0; at < minutes; at += 5) {
        world.now += 5 * MINUTE;
        world.look(so);
      }
    }
    return { owner, next, world };
  });

/** All that one contact was told of one thing, in order. */
function heardOf(world: World, name: string, key: string): readonly { kind: string; isOver: boolean; at: number }[] {
  return world.tellings
    .filter(({ telling }) => telling.contact.name === name)
    .flatMap(({ at, telling: { kind, alerts } }) =>
      alerts
        .filter((alert) => alert.condition.key === key)
        .map(({ overAt }) => ({ kind, isOver: overAt !== null, at })),
    );
}

describe('whatever happens', () => {
  const check = (claim: (run: Run) => void): void => void fc.assert(fc.property(runs, claim), { numRuns: 20 });

  it('a crossing is told to nobody twice, and its end only to who was told of it', () => {
    check(({ world }) => {
      for (const name of ['ann', 'bob']) {
        for (const { key } of THINGS) {
          let believes = false;
          for (const { kind, isOver } of heardOf(world, name, key)) {
            if (kind === 'reminder') expect(believes).toBe(true);
            else expect(believes).toBe(isOver);
            if (kind !== 'reminder') believes = !isOver;
          }
        }
      }
    });
  });

  it('each notice has an id of its own', () => {
    check(({ world }) => {
      const ids = world.tellings.map(({ telling }) => telling.id);
      expect(new Set(ids).size).toBe(ids.length);
    });
  });

  it('quiet hours hold for all that is not urgent, in the zone of who is told', () => {
    check(({ world }) => {
      for (const { at, telling } of world.tellings) {
        const { contact: who, level, kind } = telling;
        const isFree = level === 'urgent' && who.isUrgentAnytime && kind !== 'resolved';
        if (who.hours !== null && !isFree) expect(isWithinHours(who.hours, who.zone, at)).toBe(true);
      }
    });
  });

  it('of one account what can wait is raised once a day, and what is urgent not twice an hour', () => {
    check(({ world, owner }) => {
      const raised = world.tellings.filter(({ telling: { kind, contact: who } }) => kind === 'raised' && who === owner);
      const slots = raised
        .filter(({ telling }) => telling.level !== 'urgent')
        .map(({ at, telling }) => `${telling.alerts[0]?.condition.key.split('|')[0]} ${dayAt(owner.zone, at)}`);
      expect(new Set(slots).size).toBe(slots.length);
      for (const { key } of THINGS.filter(({ level }) => level === 'urgent')) {
        const times = raised.filter(({ telling }) => telling.alerts[0]?.condition.key === key).map(({ at }) => at);
        times.slice(1).forEach((at, before) => {
          expect(at - (times[before] ?? 0)).toBeGreaterThanOrEqual(URGENT_AGAIN_MS);
        });
      }
    });
  });

  it('what lasts reaches its owner, and what has ended is over for everybody who heard of it', () => {
    check(({ world, owner }) => {
      world.look([]);
      const [lasting] = THINGS;
      const others = THINGS.filter(({ key }) => !key.startsWith('acme'));
      if (lasting === undefined) return;
      for (let at = 0; at < 4 * DAY; at += 9 * MINUTE) {
        world.now += 9 * MINUTE;
        world.look([lasting, ...others]);
      }
      const alert = world.alerts.find((one) => one.condition.key === lasting.key && !isDone(one));
      const knows = alert?.heard.some(({ contact: name }) => name === owner.name) === true;
      expect(knows || alert?.acknowledged !== null).toBe(true);
      for (let at = 0; at < 4 * DAY; at += 9 * MINUTE) {
        world.now += 9 * MINUTE;
        world.look([]);
      }
      expect(world.alerts.every(isDone)).toBe(true);
    });
  });
});
