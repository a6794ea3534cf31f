import { toDecimal } from '../../lib/domain/money.ts';
import type { RechargeState } from '../../lib/watch/decide-recharge.ts';
import type { Notice } from '../channels/channel.ts';
import { type DeliveryRow, end } from '../channels/delivery.ts';
import { readKnownChannels } from '../channels/known-channels.ts';
import { enqueue } from '../channels/outbox.ts';
import type { WatchTables } from '../ledger/watch-tables.ts';
import { ID_END, type KeptRun, PAYING_MS, type RuleTurn, writeRun } from './recharge-runs.ts';

const ID_BEGIN = 'rr_';
/** What was given up earlier was looked at: this is done every minute, ms. */
const LATELY_MS = 7 * 86_400_000;
/** More than can be under way within {@link PAYING_MS}. */
const ROWS_MAX = 1000;

/** Hands a run to a webhook, inside the caller's transaction. False: no webhook of this name is on; nothing was handed over. */
export async function requestRecharge(
  tables: WatchTables,
  channel: string,
  { run, now }: { readonly run: KeptRun; readonly now: number },
): Promise<boolean> {
  const known = await readKnownChannels(tables);
  if (!known.some(({ name, kind, isOn }) => name === channel && kind === 'webhook' && isOn)) return false;
  await enqueue(tables, [{ channel, notice: askToRecharge(run, now) }], now);
  return true;
}

/** What a webhook is asked: the run's id is its own, so that a second copy is known as one. */
function askToRecharge({ id, rule, account, unit, amountNano }: KeptRun, at: number): Notice {
  const amount = toDecimal(amountNano);
  return {
    ...{ id, alert: null, kind: 'recharge', level: 'soon', at, language: 'en', link: null, isSecondCopy: false },
    title: `Recharge ${account} with ${amount} ${unit}.`,
    lines: [`Rule "${rule}" asks for it; its caps were looked at.`],
    data: { run: id, rule, account, unit, amount },
    // Who did not take it until then gets it no more: the wallet may have been filled since.
    until: at + PAYING_MS,
  };
}

/** The request of a run; null: it has none, or it was taken long ago. */
export async function requestOf({ deliveries }: WatchTables, run: string): Promise<DeliveryRow | null> {
  const [row] = await deliveries.where('id').between(`${run}|`, `${run}~`).limit(1).toArray();
  return (row as DeliveryRow | undefined) ?? null;
}

/**
 * A run with what became of its request, by the clock that caps are counted by: where people's clocks were set back, what is of no use
 * any more would go out all the same.
 */
export async function followRequest(run: KeptRun, turn: RuleTurn): Promise<KeptRun> {
  if (run.action !== 'webhook' || run.state !== 'done' || run.isDry || run.paidBy !== undefined) return run;
  const request = await requestOf(turn.tables, run.id);
  if (request === null || request.state === 'sent') {
    const paid = { ...run, paidBy: turn.now };
    await writeRun(turn, paid);
    return paid;
  }
  if (request.state === 'waiting' && turn.now > run.at + PAYING_MS) {
    await turn.tables.deliveries.put(end(request, { state: 'dead', because: 'late', now: turn.wall }));
  }
  return run;
}

/** Runs whose requests were given up of late. `now`: epoch ms. */
export async function givenUpRequests({ deliveries }: WatchTables, now: number): Promise<readonly string[]> {
  const rows = await deliveries
    .where('id')
    .between(ID_BEGIN, ID_END)
    .filter((row) => row.state === 'dead' && ((row as DeliveryRow).value.endedAt ?? 0) > now - LATELY_MS)
    .limit(ROWS_MAX)
    .toArray();
  return rows.map(({ id }) => id.slice(0, id.indexOf('|')));
}

/**
 * What a run has come to whose request was given up. Where an attempt may have been taken all the same, only a person can find out:
 * it counts for its caps until then.
 */
export function endOfRequest({ value }: DeliveryRow): { readonly state: RechargeState; readonly why: string } {
  const { channel, attempts, mayHaveArrived, deadBecause, log } = value;
  const isNotTaken = attempts === 0 || deadBecause === 'refused' || deadBecause === 'gone';
  const last = log.at(-1)?.detail ?? WHY[deadBecause ?? ''] ?? 'it was not sent';
  return isNotTaken && !mayHaveArrived
    ? { state: 'failed', why: `${channel} did not take it: ${last}` }
    : { state: 'unknown', why: `nobody knows whether ${channel} took it: ${last}` };
}

const WHY: Readonly<Record<string, string>> = {
  off: 'it is switched off',
  removed: 'there is no such channel',
  left: 'its companion is away',
  full: 'too much waited',
  late: 'it was too late',
};
