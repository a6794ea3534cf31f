import type { TimeSpan } from '../../lib/budget/window-of.ts';
import { timesNano } from '../../lib/domain/money.ts';
import type { HourSpend } from '../ledger/usage.ts';

/** Watches what an hour costs beside what hours usually cost. */
export interface HourWatch {
  /** Null: nothing unusual, or there is too little history. */
  readonly check: (now: number) => UnusualHour | null;
  /** What a call came to. */
  readonly add: (unit: string, nano: bigint, now: number) => void;
  /** Reads what others may have spent meanwhile. Rejects where the ledger does. */
  readonly refresh: (now: number) => Promise<void>;
}

/** An hour that costs far more than hours do. Nano-units of `unit`. */
export interface UnusualHour {
  readonly unit: string;
  readonly spentNano: bigint;
  /** Of twenty hours in which anything was spent nineteen cost no more. */
  readonly usualNano: bigint;
  /** When it ends, epoch ms. */
  readonly until: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** So much history is looked at, and less than the other says nothing. */
const HISTORY_MS = 14 * DAY_MS;
const HISTORY_MS_MIN = 7 * DAY_MS;
/** So many times the usual is unusual. */
const TIMES = 10n;

export function openHourWatch(readHours: (span: TimeSpan) => Promise<readonly HourSpend[]>): HourWatch {
  let usual: ReadonlyMap<string, bigint> = new Map();
  let usualOf = -1;
  let hour = -1;
  let spent = new Map<string, bigint>();
  const turn = (now: number): void => {
    const current = now - (now % HOUR_MS);
    if (current === hour) return;
    hour = current;
    spent = new Map();
  };
  return {
    check(now) {
      turn(now);
      for (const [unit, spentNano] of spent) {
        const usualNano = usual.get(unit);
        if (usualNano === undefined || spentNano <= timesNano(usualNano, TIMES)) continue;
        return { unit, spentNano, usualNano, until: hour + HOUR_MS };
      }
      return null;
    },
    add(unit, nano, now) {
      turn(now);
      spent.set(unit, (spent.get(unit) ?? 0n) + nano);
    },
    async refresh(now) {
      turn(now);
      const start = hour;
      if (usualOf !== start) {
        usual = usualOfHours(await readHours({ start: start - HISTORY_MS, end: start }), start);
        usualOf = start;
      }
      const read = await readHours({ start, end: start + HOUR_MS });
      // A call that is booked just now may be missing or counted twice until the next reading.
      if (hour === start) spent = new Map(read.map(({ unit, nano }) => [unit, nano]));
    },
  };
}

/** The 95th percentile of hours in which anything was spent, by unit; empty: there is less than a week of history. */
export function usualOfHours(hours: readonly HourSpend[], now: number): ReadonlyMap<string, bigint> {
  const first = Math.min(...hours.map(({ at }) => at));
  if (!(now - first >= HISTORY_MS_MIN)) return new Map();
  const byUnit = Map.groupBy(
    hours.filter(({ nano, unit }) => nano > 0n && unit !== ''),
    ({ unit }) => unit,
  );
  return new Map(
    [...byUnit].map(([unit, spends]) => {
      const sums = spends.map(({ nano }) => nano).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
      return [unit, sums[Math.ceil(sums.length * 0.95) - 1] ?? 0n];
    }),
  );
}
