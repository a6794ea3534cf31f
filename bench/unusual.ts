import { findUnusual } from '../lib/watch/find-unusual.ts';
import type { Unusual } from '../lib/watch/unusual.ts';
import { type Habit, habits, type Plant, plantsAt, play, START } from './unusual/habits.ts';
import { heldOutHabits } from './unusual/held-out.ts';
import { measureLoops } from './unusual/loops.ts';
import { otherHabits } from './unusual/other-habits.ts';

/*
 * `npm run bench -- unusual [--json] [--accounts=5] [--planted=4] [--only=NAME]`: accounts of several habits, looked at every hour. How many alerts 30 quiet days bring (a
 * finding that lasts is one), how many of what was planted is found while it lasts, and after how many hours. Habits that
 * were written after the finder (unusual/held-out.ts) are told apart. A missed target is printed as missed and is no failure. Loops are planted among single calls (unusual/loops.ts).
 */

const HOUR_MS = 3_600_000;
const QUIET_FROM = 30 * 24;
const QUIET_HOURS = 30 * 24;
const ACCOUNTS = numberOf('accounts') ?? 5;
const PLANTED = numberOf('planted') ?? 4;
/** What was found in the hours after it is over may still be told. */
const AFTER_HOURS = 2;

const only = /--only=(.*)/.exec(process.argv.join('\n'))?.[1] ?? '';
const rows = [...habits, ...otherHabits, ...heldOutHabits]
  .filter(({ name }) => name.includes(only))
  .map((habit) => {
    process.stderr.write(`${habit.name}\n`);
    return { name: habit.name, isHeldOut: habit.isHeldOut, ...quiet(habit), ...planted(habit) };
  });
const loops = measureLoops(ACCOUNTS, PLANTED).filter(({ name }) => name.includes(only));
if (process.argv.includes('--json')) console.log(JSON.stringify([...rows, ...loops]));
else {
  console.log(
    'habit (* written after the finder)  alerts in 30 quiet days   planted found   after   ms of a processor a look',
  );
  for (const row of rows) {
    const misses = [row.falseAlerts > 1 ? 'too many alerts' : '', row.found < 0.9 ? 'found too few' : ''].filter(
      (miss) => miss !== '',
    );
    const name = `${row.isHeldOut ? '* ' : '  '}${row.name}`.padEnd(32);
    const cells = [
      row.falseAlerts.toFixed(2).padStart(24),
      `${(row.found * 100).toFixed(0)} %`.padStart(15),
      `${row.afterHours} h`.padStart(7),
      row.msEach.toFixed(1).padStart(11),
    ];
    console.log(`${name}${cells.join(' ')}${misses.length > 0 ? `   MISSED: ${misses.join(', ')}` : ''}`);
    for (const [what, share] of Object.entries(row.missed)) console.log(`      missed ${share}: ${what}`);
    for (const [what, count] of Object.entries(row.kinds)) console.log(`      false ${count}: ${what}`);
  }
  writeLoops();
}

/** What single calls tell: apart, because that is looked for in calls and not in hours. */
function writeLoops(): void {
  console.log('calls                                 false alerts in 30 days   planted loops found');
  for (const { name, falseAlerts, found, missed } of loops) {
    const misses = falseAlerts > 1 || found < 0.9 ? '   MISSED' : '';
    console.log(
      `  ${name.padEnd(48)} ${falseAlerts.toFixed(2).padStart(12)} ${`${(found * 100).toFixed(0)} %`.padStart(20)}${misses}`,
    );
    for (const [what, share] of Object.entries(missed)) console.log(`      missed ${share}: ${what}`);
  }
}

function numberOf(name: string): number | null {
  const found = new RegExp(`--${name}=(\\d+)`).exec(process.argv.join('\n'));
  return found === null ? null : Number(found[1]);
}

function nameOf({ kind, by }: Unusual): string {
  return `${kind} by ${by.kind}`;
}

function quiet(habit: Habit): { falseAlerts: number; msEach: number; kinds: Record<string, number> } {
  let [alerts, ms, looks] = [0, 0, 0];
  const kinds: Record<string, number> = {};
  for (let seed = 1; seed <= ACCOUNTS; seed += 1) {
    const hours = play(habit, QUIET_FROM + QUIET_HOURS, seed, null);
    let before = new Map<string, number>();
    for (let at = QUIET_FROM; at < QUIET_FROM + QUIET_HOURS; at += 1) {
      const now = START + at * HOUR_MS;
      const begun = process.cpuUsage();
      const found = findUnusual({
        hours: hours.filter((hour) => hour.at < now && hour.at > now - 30 * 24 * HOUR_MS),
        loops: [],
        now: now - 1,
      });
      const { user, system } = process.cpuUsage(begun);
      ms += (user + system) / 1000;
      looks += 1;
      const names = new Map(before);
      for (const unusual of found) {
        const name = nameOf(unusual) + unusual.by.id;
        // What was told within a day is the same alert.
        if (at - (before.get(name) ?? -99) > 24) {
          alerts += 1;
          kinds[nameOf(unusual)] = (kinds[nameOf(unusual)] ?? 0) + 1;
        }
        names.set(name, at);
      }
      before = names;
    }
  }
  return { falseAlerts: alerts / ACCOUNTS, msEach: ms / looks, kinds };
}

function planted(habit: Habit): { found: number; afterHours: number; missed: Record<string, string> } {
  let [found, count] = [0, 0];
  const after: number[] = [];
  const missed: Record<string, string> = {};
  for (let seed = 1; seed <= PLANTED; seed += 1) {
    const from = QUIET_FROM + Math.floor((seed / (PLANTED + 1)) * 7 * 24) + 3 * seed;
    const plain = play(habit, QUIET_FROM, seed, null);
    const usualDay = plain.reduce((sum, { nano }) => sum + Number(nano) / 1e9, 0) / (QUIET_FROM / 24);
    for (const plant of plantsAt(from, usualDay)) {
      count += 1;
      const hours = firstFound(habit, seed, plant);
      if (hours === null) missed[plant.name] = `${Number((missed[plant.name] ?? '0').split(' ')[0]) + 1} of ${PLANTED}`;
      else {
        found += 1;
        after.push(hours);
      }
    }
  }
  return { found: found / count, afterHours: after.toSorted((a, b) => a - b)[after.length >> 1] ?? Number.NaN, missed };
}

/** After how many hours it was found; null: not at all. What was found before is none of it. */
function firstFound(habit: Habit, seed: number, plant: Plant): number | null {
  const hours = play(habit, plant.from + plant.hours + AFTER_HOURS, seed, plant);
  for (let at = plant.from + 1; at <= plant.from + plant.hours + AFTER_HOURS; at += 1) {
    const now = START + at * HOUR_MS;
    const found = findUnusual({ hours: hours.filter((hour) => hour.at < now), loops: [], now: now - 1 });
    if (found.some(({ since }) => since >= START + (plant.from - 3) * HOUR_MS)) return at - plant.from;
  }
  return null;
}
