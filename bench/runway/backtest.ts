import { forecastRunway } from '../../lib/watch/forecast-runway.ts';
import type { Runway } from '../../lib/watch/runway.ts';
import { seededRandom } from './random.ts';

const HOUR_MS = 3_600_000;
const DAY = 24;
const DAY_MS = DAY * HOUR_MS;
/** A Monday's midnight in UTC. */
const START = Date.UTC(2026, 0, 5);
const NANO = 1e6;
/** What nobody says an end of is taken for. */
const NEVER_DAYS = 365;

/** How one process was forecast. */
export interface Score {
  /** Of balances of two to twelve usual days: how often the end lay from P10 to P90. */
  readonly coverage: number;
  readonly below: number;
  readonly above: number;
  readonly forecasts: number;
  /** Of balances that lasted seven days: by how many days the likely end was off, the middle one. */
  readonly medianErrorDays: number;
  /** The width from P10 to P90 of those, as a part of seven days, the middle one. */
  readonly medianWidth: number;
  /** Of a processor: what else the machine does is not in it. */
  readonly msEach: number;
}

/** How a process is asked. */
interface Asking {
  /** Forecasts of each series. */
  readonly instants: number;
  /** Of the balances and instants. */
  readonly seed: number;
  readonly historyDays: number;
}

/** Scores series of hours at several instants of each, after the first two fifths. */
export function backtest(series: readonly (readonly number[])[], { instants, seed, historyDays }: Asking): Score {
  const random = seededRandom(seed);
  const sides = { inside: 0, below: 0, above: 0 };
  const [errors, widths]: [number[], number[]] = [[], []];
  let [asked, ms] = [0, 0];
  for (const one of series) {
    const hours = one.map((amount) => BigInt(Math.round(amount * NANO)));
    const ask = (at: number, left: number): Runway => {
      const begun = process.cpuUsage();
      const runway = forecastAt(hours, at, { left, historyDays });
      const { user, system } = process.cpuUsage(begun);
      ms += (user + system) / 1000;
      asked += 1;
      return runway;
    };
    for (let index = 0; index < instants; index += 1) {
      const at = Math.floor(one.length * 0.4 + random.uniform() * (one.length * 0.6 - 8 * DAY));
      const left = sum(one, at - 28 * DAY, at) * (2 / 28) * 6 ** random.uniform();
      if (left > 0) {
        const side = sideOf(ask(at, left), endOf(one, at, left), one.length);
        if (side !== null) sides[side] += 1;
      }
      const week = sum(one, at, at + 7 * DAY);
      if (week <= 0) continue;
      const truth = timeOf(endOf(one, at, week * 0.999999) ?? at + 7 * DAY);
      const { p10, p50, p90 } = ask(at, week);
      errors.push(p50 === null ? NEVER_DAYS : Math.abs(p50 - truth) / DAY_MS);
      widths.push(p10 === null || p90 === null ? NEVER_DAYS / 7 : (p90 - p10) / (7 * DAY_MS));
    }
  }
  const forecasts = sides.inside + sides.below + sides.above;
  return {
    ...{
      coverage: sides.inside / forecasts,
      below: sides.below / forecasts,
      above: sides.above / forecasts,
      forecasts,
    },
    ...{ medianErrorDays: median(errors), medianWidth: median(widths), msEach: ms / asked },
  };
}

interface AskedAt {
  readonly left: number;
  readonly historyDays: number;
}

function forecastAt(hours: readonly bigint[], at: number, { left, historyDays }: AskedAt): Runway {
  const from = Math.max(0, at - historyDays * DAY);
  return forecastRunway({
    spend: { unit: 'USD', startMs: timeOf(from), nano: hours.slice(from, at) },
    ...{ leftNano: BigInt(Math.round(left * NANO)), now: timeOf(at), zone: 'UTC', scheduled: [] },
  });
}

/** Where the end lay. Null: it lies behind the series, and so may what was forecast. */
function sideOf({ p10, p90 }: Runway, end: number | null, hours: number): 'inside' | 'below' | 'above' | null {
  const close = timeOf(hours);
  const [first, last] = [p10 ?? Number.POSITIVE_INFINITY, p90 ?? Number.POSITIVE_INFINITY];
  if (end === null) return last < close ? 'above' : first > close ? 'inside' : null;
  const truth = timeOf(end);
  return truth < first ? 'below' : truth > last ? 'above' : 'inside';
}

function timeOf(hour: number): number {
  return START + hour * HOUR_MS;
}

function sum(hours: readonly number[], from: number, to: number): number {
  return hours.slice(Math.max(0, from), to).reduce((all, amount) => all + amount, 0);
}

/** In which hour (and how far into it) so much is spent; null: not in this series. */
function endOf(hours: readonly number[], from: number, left: number): number | null {
  let rest = left;
  for (let index = from; index < hours.length; index += 1) {
    const amount = hours[index] ?? 0;
    if (amount >= rest && amount > 0) return index + rest / amount;
    rest -= amount;
  }
  return null;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
