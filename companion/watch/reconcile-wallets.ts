import { READING_LAG_MS } from '../../lib/domain/follow-drops.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import { idsStandingFor, isOwnWallet } from '../../lib/ledger/ledger-context.ts';
import type { AccountRow, BalancePoint } from '../../lib/ledger/rows.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import { type Frozen, findFrozen, findLeaks, type Leak } from '../../lib/watch/find-leaks.ts';
import {
  type BalanceAt,
  byDay,
  type ReconciledDay,
  reconcile,
  type SeenCall,
  type Span,
} from '../../lib/watch/reconcile.ts';
import { type Correction, type CorrectionsByCall, readCorrectionsIn, sumOfCorrections } from '../ledger/corrections.ts';
import { openWatchTables } from '../ledger/watch-tables.ts';
import { type ReportedRecharge, readReports } from './recharges.ts';
import type { WatchDesk } from './watch-desk.ts';

/** One wallet in one unit, beside the ledger. */
export interface ReconciledWallet {
  readonly account: AccountRow;
  readonly unit: string;
  /** How many readings it rests on; fewer than two tell nothing. */
  readonly readings: number;
  readonly days: readonly ReconciledDay[];
  readonly spans: readonly Span[];
  readonly leaks: readonly Leak[];
  readonly frozen: readonly Frozen[];
  /** The last day of which not all calls were looked at; '': there is none. */
  readonly cutDay: string;
}

/** Which days are looked at. */
export interface ReconcileRange {
  /** Epoch ms. */
  readonly from: number;
  readonly now: number;
  /** The day of an instant. */
  readonly dayOf: (at: number) => string;
  /** More calls of a provider are not looked at; who asks is told. */
  readonly callsMax: number;
}

/** What was read before; calls that began so long before it are looked at as well, ms: jobs take a day and an hour. */
const BEFORE_MS = 25 * 3_600_000;

/** Reconciled wallets; `isCut`: there were more calls than are looked at, and differences of the oldest days are too large. */
export interface Reconciled {
  readonly wallets: readonly ReconciledWallet[];
  readonly isCut: boolean;
}

/** Every wallet that was read in these days, in each of its units: what left it beside what its calls cost. */
export function reconcileWallets(desk: Pick<WatchDesk, 'store'>, range: ReconcileRange): Promise<Reconciled> {
  return desk.store.transactBelow(async ({ tx, ledger, tables }) => {
    const { balanceHistory, watchStates } = openWatchTables(tx, ledger);
    const accounts = await tables.accounts.toArray();
    const points = await balanceHistory.where('at').between(range.from, range.now, true, true).toArray();
    const corrections = await readCorrectionsIn({ tx, ledger }, { start: range.from - BEFORE_MS, end: range.now });
    const wallets: ReconciledWallet[] = [];
    let isCut = false;
    for (const provider of new Set(accounts.map((row) => row.provider))) {
      const own = accounts.filter((row) => row.provider === provider);
      const read = points.filter(({ account }) => own.some(({ id }) => id === account));
      if (read.length === 0) continue;
      const records = await tables.records
        .where('[provider+openedAt]')
        .between([provider, range.from - BEFORE_MS], [provider, range.now], true, true)
        .reverse()
        .limit(range.callsMax)
        .toArray();
      const oldest = records.length === range.callsMax ? records.at(-1) : undefined;
      const cutDay = oldest === undefined ? '' : range.dayOf(oldest.openedAt + BEFORE_MS);
      isCut ||= cutDay !== '';
      for (const account of own.filter((row) => isOwnWallet(own, row))) {
        const reports = await readReports(watchStates, account.id);
        wallets.push(...walletsOf(account, { own, read, records, corrections, reports, cutDay }, range));
      }
    }
    return { wallets, isCut };
  });
}

interface Around {
  readonly own: readonly AccountRow[];
  readonly read: readonly BalancePoint[];
  readonly records: readonly CallRecord[];
  readonly corrections: CorrectionsByCall;
  readonly reports: readonly ReportedRecharge[];
  readonly cutDay: string;
}

function walletsOf(
  account: AccountRow,
  { own, read, records, corrections, reports, cutDay }: Around,
  { dayOf }: ReconcileRange,
): readonly ReconciledWallet[] {
  const ids = [account.id, ...idsStandingFor(own, account.id)];
  const isHere = (id: string | null | undefined): boolean => id != null && ids.includes(id);
  const here = read.filter(({ account: id }) => isHere(id));
  const calls = records.filter((record) => isHere(record.account) && record.saved === undefined);
  return [...new Set(here.map(({ unit }) => unit))].sort().map((unit) => {
    const points = here.flatMap((point): readonly BalanceAt[] => {
      const { availableNano, frozenNano } = point.reading;
      return point.unit !== unit || availableNano === null ? [] : [{ at: point.at, availableNano, frozenNano }];
    });
    const seen = calls
      .filter(({ cost }) => cost === null || cost.unit === unit)
      .map((record) => toSeen(record, corrections.get(record.callId), unit));
    const reported = reports.flatMap(({ at, nano, unit: of }) => (nano === null || of !== unit ? [] : [{ at, nano }]));
    const lagMs = findProvider(account.provider)?.readingLagMs ?? READING_LAG_MS;
    const spans = reconcile({ unit, points, calls: seen, reported, lagMs });
    return {
      ...{ account, unit, readings: points.length, days: byDay(spans, dayOf), spans },
      ...{ leaks: findLeaks(spans), frozen: findFrozen(points, seen), cutDay },
    };
  });
}

function toSeen(record: CallRecord, corrections: readonly Correction[] | undefined, unit: string): SeenCall {
  const { callId, model, openedAt, settledAt, outcome, forecast } = record;
  return {
    ...{ callId, model, openedAt, settledAt, outcome, cost: costNow(record, corrections, unit) },
    providerRequestId: record.providerRequestId ?? null,
    setAsideNano: forecast?.mostNano ?? forecast?.highNano ?? null,
  };
}

/** What nobody knew is what its corrections say, once there are any. */
function costNow(
  { cost, certainty }: CallRecord,
  corrections: readonly Correction[] | undefined,
  unit: string,
): SeenCall['cost'] {
  const known = certainty === 'unknown' ? null : cost;
  if (corrections === undefined) return known;
  const nano = sumOfCorrections(corrections, unit);
  const { lowNano = 0n, likelyNano = 0n, highNano = 0n } = known ?? {};
  return { lowNano: lowNano + nano, likelyNano: likelyNano + nano, highNano: highNano + nano };
}
