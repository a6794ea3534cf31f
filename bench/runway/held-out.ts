import { type Process, spend } from './processes.ts';
import { seededRandom } from './random.ts';

/*
 * Families that were written after the forecast, for its measure alone. Whoever changes the forecast by what they show must move
 * them to other-processes.ts and write others.
 */

const DAY = 24;
/** The first hour of a series: a Monday. */
const START = Date.UTC(2026, 0, 5);

type Rate = (hour: number) => number;

const evening: Rate = (hour) => (hour % DAY >= 17 ? 2.5 : hour % DAY >= 8 ? 0.8 : 0.1);

/** Work in sprints of twelve days, whose sizes differ. */
function sprints(times: number): Process['play'] {
  return (hours, seed) => {
    const random = seededRandom(seed);
    const sizes = Array.from({ length: Math.ceil(hours / (12 * DAY)) }, () => Math.exp(0.2 * random.normal()));
    const rate: Rate = (hour) => {
      const day = Math.floor(hour / DAY);
      return 3 * evening(hour) * (sizes[Math.floor(day / 12)] ?? 1) * (day % 12 >= 8 ? times : 1);
    };
    return spend(random, hours, rate, 0.8);
  };
}

/** The last days of a month, by the calendar. */
function closing(days: number, times: number): Process['play'] {
  return (hours, seed) => {
    const isLast = (hour: number): boolean => {
      const at = START + hour * 3_600_000;
      return new Date(at).getUTCMonth() !== new Date(at + days * DAY * 3_600_000).getUTCMonth();
    };
    return spend(seededRandom(seed), hours, (hour) => 4 * (isLast(hour) ? times : 1), 0.6);
  };
}

/** A launch: slow, then fast, then as it stays. */
function launch(): Process['play'] {
  return (hours, seed) => {
    const random = seededRandom(seed);
    const middle = hours * (0.3 + 0.4 * random.uniform());
    return spend(random, hours, (hour) => 2 + 20 / (1 + Math.exp(-(hour - middle) / (6 * DAY))), 0.7);
  };
}

/** Somebody who works on some days, as it comes, and on those for some hours. */
function someDays(share: number): Process['play'] {
  return (hours, seed) => {
    const random = seededRandom(seed);
    const works = Array.from({ length: Math.ceil(hours / DAY) }, () => random.uniform() < share);
    return spend(random, hours, (hour) => (works[Math.floor(hour / DAY)] ? 8 * evening(hour) : 0), 0.8);
  };
}

/** The same job each night, paid by a fixed size, and nothing else but on Wednesdays. */
function nightJob(): Process['play'] {
  return (hours, seed) => {
    const random = seededRandom(seed);
    return Array.from({ length: hours }, (_, hour) => {
      const isWednesday = Math.floor(hour / DAY) % 7 === 2;
      return hour % DAY === 2 ? 100 * (isWednesday ? 2 : 1) * (1 + 0.01 * random.normal()) : 0;
    });
  };
}

/** A line upwards: the same more every day. */
function line(perDay: number): Process['play'] {
  return (hours, seed) => spend(seededRandom(seed), hours, (hour) => 3 + (perDay * hour) / DAY, 1);
}

/** How much is done changes from hour to hour, and how wildly it does so as well. */
function restless(): Process['play'] {
  return (hours, seed) => {
    const random = seededRandom(seed);
    let [level, wild] = [0, 0];
    const rate = Array.from({ length: hours }, () => {
      wild = 0.995 * wild + 0.06 * random.normal();
      level = 0.97 * level + 0.2 * Math.exp(wild) * random.normal();
      return 8 * Math.exp(Math.min(3, level));
    });
    return spend(random, hours, (hour) => rate[hour] ?? 0, 0.5);
  };
}

/** Customers that come and go, each with a rate of its own. */
function customers(newPerDay: number, staysDays: number): Process['play'] {
  return (hours, seed) => {
    const random = seededRandom(seed);
    let here = Array.from({ length: random.poisson(newPerDay * staysDays) }, () => random.gamma(0.8));
    const rate = Array.from({ length: hours }, () => {
      here = here.filter(() => random.uniform() > 1 / (staysDays * DAY));
      for (let more = random.poisson(newPerDay / DAY); more > 0; more -= 1) here.push(random.gamma(0.8));
      return here.reduce((sum, one) => sum + one, 0);
    });
    return spend(random, hours, (hour) => (rate[hour] ?? 0) * evening(hour), 0.6);
  };
}

/** A holiday: three weeks of next to nothing, somewhere, then as before. */
function holiday(): Process['play'] {
  return (hours, seed) => {
    const random = seededRandom(seed);
    const from = Math.floor(hours * (0.2 + 0.5 * random.uniform()));
    return spend(random, hours, (hour) => (hour >= from && hour < from + 21 * DAY ? 0.1 : 5), 0.8);
  };
}

/** A cheaper model, and back: each call costs a fifth for some weeks. */
function cheaper(): Process['play'] {
  return (hours, seed) => {
    const random = seededRandom(seed);
    const from = Math.floor(hours * (0.3 + 0.3 * random.uniform()));
    const until = from + (10 + Math.floor(20 * random.uniform())) * DAY;
    return spend(random, hours, () => 6, 0.9).map((sum, hour) => (hour >= from && hour < until ? sum / 5 : sum));
  };
}

/** Two teams: one by day from Mondays to Fridays, one by night on all days. */
function twoTeams(): Process['play'] {
  return (hours, seed) =>
    spend(
      seededRandom(seed),
      hours,
      (hour) => {
        const isWork = Math.floor(hour / DAY) % 7 < 5 && hour % DAY >= 9 && hour % DAY < 18;
        return (isWork ? 12 : 0.1) + (hour % DAY < 4 ? 6 : 0);
      },
      1.1,
    );
}

/** Waves: what is done rises and falls over some three weeks. */
function waves(): Process['play'] {
  return (hours, seed) => {
    const random = seededRandom(seed);
    const [length, begin] = [(18 + 8 * random.uniform()) * DAY, random.uniform()];
    const rate = (hour: number): number => 5 * (1 + 0.8 * Math.sin(2 * Math.PI * (hour / length + begin)));
    return spend(random, hours, rate, 0.7);
  };
}

export const heldOutProcesses: readonly Process[] = [
  { name: 'sprints of 12 days, the last 4 fourfold', kind: 'other', isHeldOut: true, play: sprints(4) },
  { name: 'last 3 days of calendar months, eightfold', kind: 'other', isHeldOut: true, play: closing(3, 8) },
  { name: 'a launch', kind: 'other', isHeldOut: true, play: launch() },
  { name: 'four days of ten, at random', kind: 'other', isHeldOut: true, play: someDays(0.4) },
  { name: 'one job a night', kind: 'steady', isHeldOut: true, play: nightJob() },
  { name: 'a line upwards', kind: 'other', isHeldOut: true, play: line(0.3) },
  { name: 'restless hours', kind: 'other', isHeldOut: true, play: restless() },
  { name: 'customers that come and go', kind: 'other', isHeldOut: true, play: customers(0.5, 20) },
  { name: 'a holiday of three weeks', kind: 'other', isHeldOut: true, play: holiday() },
  { name: 'a cheaper model for some weeks', kind: 'other', isHeldOut: true, play: cheaper() },
  { name: 'two teams, by day and by night', kind: 'weekly', isHeldOut: true, play: twoTeams() },
  { name: 'waves of about three weeks', kind: 'other', isHeldOut: true, play: waves() },
];
