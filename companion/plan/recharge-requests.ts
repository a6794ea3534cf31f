import { toDecimal } from '../../lib/domain/money.ts';
import type { RechargeState } from '../../lib/watch/decide-recharge.ts';
import type { Notice } from '../channels/channel.ts';
import type { DeliveryRow } from '../channels/delivery.ts';
import { readKnownChannels } from '../channels/known-channels.ts';
import { enqueue } from '../channels/outbox.ts';
import type { WatchTables } from '../ledger/watch-tables.ts';
import { ID_END, type KeptRun } from './recharge-runs.ts';

/** A request for money that nobody took within this is not sent any more, ms: the wallet may have been filled since. */
const REQUEST_MS_MAX = 3_600_000;
const ID_BEGIN = 'rr_';
/** What was given up earlier was looked at: this is done every minute, ms. */
const LATELY_MS = 7 * 86_400_000;
/** More than can be under way within {@link REQUEST_MS_MAX}. */
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
    until: at + REQUEST_MS_MAX,
  };
}

/** The request of a run; null: it has none, or it was taken long ago. */
export async function requestOf({ deliveries }: WatchTables, run: string): Promise<DeliveryRow | null> {
  const [row] = await deliveries.where('id').between(`${run}|`, `${run}~`).limit(1).toArray();
  return (row as DeliveryRow | undefined) ?? null;
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
