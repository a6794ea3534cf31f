import * as v from 'valibot';
import { ARRIVAL_WAYS, type Arrival } from '../../lib/domain/help.ts';
import { idsStandingFor } from '../../lib/ledger/ledger-context.ts';
import type { AccountRow } from '../../lib/ledger/rows.ts';
import { isAwaited, type PendingRecharge } from '../../lib/watch/recharge.ts';
import { openWatchTables, type WatchTables } from '../ledger/watch-tables.ts';
import { noteForBrowsers } from './note-for-browsers.ts';
import type { WatchDesk } from './watch-desk.ts';

/** A recharge that somebody said they paid. */
export interface ReportedRecharge {
  /** Epoch ms. */
  readonly at: number;
  /** Null with `nano`: nobody said how much. */
  readonly unit: string | null;
  readonly nano: bigint | null;
  readonly way: Arrival['by'] | null;
}

const reportSchema = v.object({
  at: v.number(),
  unit: v.nullable(v.string()),
  nano: v.nullable(v.bigint()),
  way: v.nullable(v.picklist(ARRIVAL_WAYS)),
});

/** So many reports of one account are remembered. */
const REPORTS_MAX = 50;
const RECHARGES = 'recharges|';

/** What was reported of an account, oldest first. */
export async function readReports(
  states: WatchTables['watchStates'],
  account: string,
): Promise<readonly ReportedRecharge[]> {
  const read = v.safeParse(v.array(reportSchema), (await states.get(RECHARGES + account))?.value);
  return read.success ? read.output : [];
}

/**
 * Keeps that somebody says they paid. The account waits for it from now on, here and in paired browsers, until its balance
 * rises from one reading to the next.
 */
export async function reportRecharge(
  { store }: Pick<WatchDesk, 'store'>,
  row: AccountRow,
  report: ReportedRecharge,
): Promise<void> {
  await store.transactBelow(async (below) => {
    const { watchStates: states } = openWatchTables(below.tx, below.ledger);
    const known = await readReports(states, row.id);
    await states.put({ name: RECHARGES + row.id, value: [...known, report].slice(-REPORTS_MAX) });
    await noteForBrowsers(below, report.at, async ({ accounts }) => {
      const before = (await accounts.get(row.id)) ?? row;
      await accounts.put({ ...before, rechargeAt: report.at });
    });
  });
}

/** What an account waits for; null: nothing, or it came. */
export async function readPending(
  states: WatchTables['watchStates'],
  accounts: readonly AccountRow[],
  row: AccountRow,
  now: number,
): Promise<PendingRecharge | null> {
  const ids = idsStandingFor(accounts, row.id);
  const rows = accounts.filter(({ id }) => id === row.id || ids.includes(id));
  const arrivedAt = Math.max(0, ...rows.map((one) => one.arrivedAt ?? 0));
  const waiting = rows.flatMap(({ id, rechargeAt }) =>
    rechargeAt == null || rechargeAt <= arrivedAt ? [] : [{ id, at: rechargeAt }],
  );
  const newest = waiting.sort((a, b) => b.at - a.at)[0];
  if (newest === undefined) return null;
  const report = (await readReports(states, newest.id)).find(({ at }) => at === newest.at);
  const pending: PendingRecharge = {
    ...{ account: row.id, at: newest.at, by: report === undefined ? 'click' : 'report' },
    ...{ nano: report?.nano ?? null, unit: report?.unit ?? null, way: report?.way ?? null },
  };
  return isAwaited(pending, now) ? pending : null;
}
