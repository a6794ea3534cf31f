import { randomBytes } from 'node:crypto';
import type { RechargeRun, RechargeState } from '../../lib/watch/decide-recharge.ts';
import { advanceClock, type ClockNote, type ClockReading } from '../../lib/watch/guarded-clock.ts';
import { type Transaction, toBigint } from '../ledger/sql.ts';
import { openWatchTables, type WatchRow, type WatchTables } from '../ledger/watch-tables.ts';
import type { WrittenRule } from './recharge-rules.ts';

/** One run of a rule, as it is kept: the audit log. */
export interface KeptRun {
  readonly id: string;
  readonly rule: string;
  readonly account: string;
  readonly unit: string;
  readonly amountNano: bigint;
  readonly because: 'balance' | 'runway';
  readonly action: 'page' | 'command' | 'webhook';
  /** Nothing was, or will be, done. */
  readonly isDry: boolean;
  readonly state: RechargeState;
  /** When it was asked, begun or declined, the last of these, by the clock that caps are counted by, ms. */
  readonly at: number;
  /** When its request was seen to be taken, or its command to have ended, by the same clock, ms; absent: not yet. */
  readonly paidBy?: number;
  /** When it ends by itself while it is asked or begun, by the same clock; null: it has ended. */
  readonly endsAt: number | null;
  /** What happened to it, the oldest first; `at` as people's clocks said, epoch ms. */
  readonly log: readonly { readonly at: number; readonly state: RechargeState; readonly why: string }[];
}

/** What a rule's transaction has, once nobody else can be in one of the same rule. */
export interface RuleTurn {
  readonly tables: WatchTables;
  /** By the clock that caps are counted by, ms. */
  readonly now: number;
  /** Epoch ms, for people. */
  readonly wall: number;
}

/** The longest that caps look back, and the longest from what was asked to a yes, ms. */
const CAPS_MS = 31 * 86_400_000;
export const ASKED_MS = 86_400_000;
/** What has not ended, or nobody knows the end of: it counts, however old it is. */
const OPEN: readonly RechargeState[] = ['asked', 'begun', 'unknown'];
/** What counts for no cap, and only makes the next one wait. */
const UNCOUNTED: readonly RechargeState[] = ['failed', 'declined'];
const CLOCK = 'recharge-clock';

/** What tells a rule from others, over all companions of a ledger. */
export function subjectOf({ name, account, unit }: Pick<WrittenRule, 'name' | 'account' | 'unit'>): string {
  return `${name}|${account}|${unit}`;
}

/**
 * Keeps everybody else out of a rule until the transaction ends, and tells the time by which its caps are counted: the database's
 * own clock where it has one, else that of this machine, guarded against being set.
 */
export async function takeTurn(
  { tx, ledger, subject, clock }: { tx: Transaction; ledger: string; subject: string; clock: string | null },
  reading: ClockReading,
): Promise<RuleTurn> {
  const name = `recharge|${subject}`;
  await tx.run(
    'insert into row_watch_states (ledger, name, body) values ($1, $2, $3) on conflict (ledger, name) do nothing',
    [ledger, name, JSON.stringify({ name, value: null })],
  );
  await tx.rows('select name from row_watch_states where ledger = $1 and name = $2 :lock', [ledger, name]);
  const tables = openWatchTables(tx, ledger);
  if (clock !== null) {
    const [row] = await tx.rows(`select ${clock} as now`);
    return { tables, now: Number(toBigint(row?.now)), wall: reading.wall };
  }
  const noted = await tables.watchStates.get(CLOCK);
  const note = advanceClock(readNote(noted?.value), reading);
  await tables.watchStates.put({ name: CLOCK, value: note });
  return { tables, now: note.guarded, wall: reading.wall };
}

/**
 * The runs of a rule that it is judged by, in no order: all that have not ended, those done within 31 days or the cool-down, if that
 * is longer, and the newest of those that cost nothing. Those whose time is over have ended.
 */
export async function readRuns(
  turn: RuleTurn,
  rule: Pick<WrittenRule, 'name' | 'account' | 'unit' | 'coolDownMinutes'>,
): Promise<readonly KeptRun[]> {
  const { rechargeRuns } = turn.tables;
  const subject = subjectOf(rule);
  const ofState = (state: RechargeState) => rechargeRuns.where('[subject+state]').equals([subject, state]).reverse();
  // Ids are of when it was asked.
  const from = turn.now - Math.max(CAPS_MS, rule.coolDownMinutes * 60_000) - ASKED_MS;
  const rows: WatchRow[] = await rechargeRuns
    .where('[subject+state+id]')
    .between([subject, 'done', idAt(from)], [subject, 'done', ID_END])
    .toArray();
  for (const state of OPEN) rows.push(...(await ofState(state).toArray()));
  for (const state of UNCOUNTED) rows.push(...(await ofState(state).limit(1).toArray()));
  const runs: KeptRun[] = [];
  for (const row of rows) runs.push(await ended(row.value as KeptRun, turn));
  return runs;
}

/** One run as it is now; null: there is none. */
export async function readRun(turn: RuleTurn, id: string): Promise<KeptRun | null> {
  const row = await turn.tables.rechargeRuns.get(id);
  return row === undefined ? null : ended(row.value as KeptRun, turn);
}

/** Writes what a run has come to. */
export async function writeRun({ tables }: Pick<RuleTurn, 'tables'>, run: KeptRun): Promise<void> {
  await tables.rechargeRuns.put(toRow(run));
}

/** The same run in another state. */
export function moveRun(run: KeptRun, state: RechargeState, why: string, wall: number): KeptRun {
  const endsAt = state === 'asked' || state === 'begun' ? run.endsAt : null;
  return { ...run, state, endsAt, log: [...run.log, { at: wall, state, why }] };
}

/** Ids lie in the order of the time that caps are counted by. */
export function newRunId(now: number): string {
  return `${idAt(now)}${randomBytes(3).toString('hex')}`;
}

/** Where ids of an instant begin, and what is behind all of them. */
function idAt(now: number): string {
  return `rr_${Math.max(0, now).toString(36).padStart(9, '0')}`;
}
export const ID_END = 'rs';

/** A request for money goes out for so long, ms. */
export const PAYING_MS = 3_600_000;

/** As the caps count them. */
export function countedRuns(runs: readonly KeptRun[], isDry: boolean): readonly RechargeRun[] {
  return runs.filter((run) => run.isDry === isDry);
}

/** What was asked is forgotten after a day; what was begun and never ended may have been done. */
async function ended(run: KeptRun, { tables, now, wall }: RuleTurn): Promise<KeptRun> {
  if (run.endsAt === null || run.endsAt > now) return run;
  const next =
    run.state === 'asked'
      ? moveRun(run, 'expired', 'nobody answered', wall)
      : moveRun(run, 'unknown', 'nobody saw how it ended', wall);
  await writeRun({ tables }, next);
  return next;
}

function toRow(run: KeptRun): WatchRow {
  const subject = subjectOf({ name: run.rule, account: run.account, unit: run.unit });
  return { id: run.id, dueAt: run.endsAt, state: run.state, subject, value: run };
}

function readNote(value: unknown): ClockNote | null {
  if (typeof value !== 'object' || value === null) return null;
  const { guarded, wall, uptime, boot } = value as ClockNote;
  const isWhole = [guarded, wall, uptime].every((ms) => Number.isFinite(ms));
  return isWhole ? { guarded, wall, uptime, boot } : null;
}
