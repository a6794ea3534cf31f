import { forecastRunway } from '../../lib/watch/forecast-runway.ts';
import type { Runway } from '../../lib/watch/runway.ts';
import { seededRandom } from './random.ts';

const HOUR_MS = 3_600_000;
const DAY = 24;
const DAY_MS = DAY * HOUR_MS;
/** A Monday's midnight in UTC. */
const START = Date.UTC(2026, 0, 5);
const NANO = 1e6;

/** How one process was forecast. */
export interface Score {
  /** Of balances of two to twelve usual days: how often the end lay from P10 to P90. */
  readonly coverage: number;
  readonly coverage7: number;
  readonly below: number;
  readonly above: number;
  readonly forecasts: number;
  /** Of balances that lasted seven days: by how many days the likely end was off, the middle one. */
  readonly medianErrorDays: number;
  /** The width from P10 to P90 of those, as a part of seven days, the middle one. */
  readonly medianWidth: number;
  readonly msEach: number;
}

/** Scores a series of hours at several instants of its second half. `seed`: of the balances and instants. */
export function backtest(series: readonly (readonly number[])[], instants: number, seed: number): Score {
  const random = seededRandom(seed);
  const [errors, widths]: [number[], number[]] = [[], []];
  let in7 = 0;
  let [inside, below, above, count, asked, ms] = [0, 0, 0, 0, 0, 0];
  const ask = (hours: readonly bigint[], at: number, left: number): Runway => {
    const begun = performance.now();
    const runway = forecastRunway({
      spend: { unit: 'USD', startMs: START, nano: hours.slice(0, at) },
      ...{ leftNano: BigInt(Math.round(left)), now: START + at * HOUR_MS, zone: 'UTC', scheduled: [] },
    });
    ms += performance.now() - begun;
    asked += 1;
    return runway;
  };
  for (const one of series) {
    const hours = one.map((amount) => BigInt(Math.round(amount * NANO)));
    for (let index = 0; index < instants; index += 1) {
      const at = Math.floor(one.length * 0.4 + random.uniform() * (one.length * 0.6 - 8 * DAY));
      const past = one.slice(Math.max(0, at - 28 * DAY), at).reduce((sum, amount) => sum + amount, 0);
      const usual = past / Math.min(28, at / DAY);
      const left = usual * 2 * 6 ** random.uniform() * NANO;
      const end = endOf(one, at, left / NANO);
      // Where it lasts longer than the series the truth is not known; whoever says "before its end" is wrong, others are not scored.
      if (left > 0) {
        const { p10, p50, p90 } = ask(hours, at, left);
        const truth = end === null ? null : START + end * HOUR_MS;
        const close = START + one.length * HOUR_MS;
        if (truth !== null || (p90 ?? close) < close || (p10 ?? 0) > close) {
          count += 1;
          if (truth !== null && p10 !== null && truth < p10) below += 1;
          else if (truth !== null && p10 === null) below += 1;
          else if (p90 !== null && (truth === null || truth > p90)) above += 1;
          else inside += 1;
        } else void p50;
      }
      const week = one.slice(at, at + 7 * DAY).reduce((sum, amount) => sum + amount, 0);
      if (week <= 0) continue;
      const truth = START + ((endOf(one, at, week * 0.999999) ?? at + 7 * DAY) * HOUR_MS);
      const { p10, p50, p90 } = ask(hours, at, week * NANO);
      if (p10 !== null && truth >= p10 && (p90 === null || truth <= p90)) in7 += 1;
      errors.push(p50 === null ? 365 : Math.abs(p50 - truth) / DAY_MS);
      widths.push(p10 === null || p90 === null ? 52 : (p90 - p10) / (7 * DAY_MS));
    }
  }
  return {
    ...{ coverage: inside / count, coverage7: in7 / errors.length, below: below / count, above: above / count, forecasts: count },
    ...{ medianErrorDays: median(errors), medianWidth: median(widths), msEach: ms / asked },
  };
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
