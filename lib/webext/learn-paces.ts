import type { CallRecord } from '../domain/record.ts';
import { idsStandingFor } from '../ledger/ledger-context.ts';
import type { AccountRow, BalancePoint, HourRow } from '../ledger/rows.ts';
import { describeRunway } from '../watch/describe-runway.ts';
import { usualDay } from '../watch/find-low.ts';
import { forecastRunway } from '../watch/forecast-runway.ts';
import { hourlySpend } from '../watch/hourly-spend.ts';
import { lastRecharge } from '../watch/last-recharge.ts';
import type { Database } from './database.ts';
import { localDay } from './local-day.ts';
import { HOURS_MS_MAX, type Pace } from './watch-state.ts';
import type { SeenWallet } from './watched-wallets.ts';

const DAY_MS = 86_400_000;
/** More sums of hours are not read, the newest count. */
const HOURS_MAX = 20_000;
/** The last recharge is looked for in so many readings. */
const POINTS_MAX = 400;
/** Calls of the last day that are looked through for refusals and loops, the newest. */
const CALLS_MAX = 500;
/** What is usual is learned from so many days. */
const USUAL_MS = 28 * DAY_MS;

/** What of the past is looked at. */
export interface Past {
  readonly hours: readonly HourRow[];
  /** By account and unit, the oldest first. */
  readonly pointsOf: (account: string, unit: string) => readonly BalancePoint[];
  /** The newest first. */
  readonly calls: readonly CallRecord[];
}

/** Reads it; bounded, by index. Call inside a transaction over these tables. */
export async function readPast(
  { hours, balanceHistory, records }: Database,
  wallets: readonly SeenWallet[],
  now: number,
): Promise<Past> {
  const [sums, calls, ...points] = await Promise.all([
    hours
      .where('hour')
      .above(now - HOURS_MS_MAX)
      .reverse()
      .limit(HOURS_MAX)
      .toArray(),
    records
      .where('openedAt')
      .above(now - DAY_MS)
      .reverse()
      .limit(CALLS_MAX)
      .toArray(),
    ...wallets.map(({ account, unit }) =>
      balanceHistory
        .where('[account+unit+at]')
        .between([account, unit, 0], [account, unit, Number.MAX_SAFE_INTEGER])
        .reverse()
        .limit(POINTS_MAX)
        .toArray(),
    ),
  ]);
  const pointsOf = (account: string, unit: string): readonly BalancePoint[] => {
    const index = wallets.findIndex((one) => one.account === account && one.unit === unit);
    return points[index]?.toReversed() ?? [];
  };
  return { hours: sums, pointsOf, calls };
}

/** How fast every balance falls. `zone`: IANA name; `now`: epoch ms. */
export function learnPaces(
  wallets: readonly SeenWallet[],
  accounts: readonly AccountRow[],
  past: Past,
  { now, zone }: { readonly now: number; readonly zone: string },
): readonly Pace[] {
  return wallets.map(({ account, unit, usableNano }): Pace => {
    const ids = idsStandingFor(accounts, account);
    const own = past.hours.filter((row) => row.unit === unit && ids.includes(row.account));
    const points = past.pointsOf(account, unit).map(({ at, reading }) => ({ at, nano: reading.availableNano }));
    const spend = hourlySpend(
      own.map(({ hour, nano }) => ({ at: hour, amount: nano })),
      unit,
      now,
    );
    const runway =
      usableNano === null ? null : forecastRunway({ spend, leftNano: usableNano, now, zone, scheduled: [] });
    return {
      ...{ account, unit, usualDayNano: usualDay(daysOf(own, now)), rechargeNano: lastRecharge(points), runway },
      lasts: runway === null || runway.days === 0 ? null : describeRunway(runway, { now, zone, renewsAt: null }),
    };
  });
}

/** What each local day took that is over. */
function daysOf(hours: readonly HourRow[], now: number): readonly bigint[] {
  const days = new Map<string, bigint>();
  for (const { hour, nano } of hours) {
    if (hour < now - USUAL_MS) continue;
    const day = localDay(hour);
    days.set(day, (days.get(day) ?? 0n) + nano);
  }
  days.delete(localDay(now));
  return [...days.values()];
}
