import type { Language } from '../../lib/domain/text.ts';
import type { Alert, Told } from '../../lib/watch/alert-state.ts';
import { deliveriesOf } from '../channels/outbox.ts';
import type { WatchTables } from '../ledger/watch-tables.ts';
import { describeAlert, type ShownAlert } from './describe-alert.ts';
import { readSettings } from './settings.ts';

/** What became of a notice at one channel. */
interface ShownWay {
  readonly channel: string;
  readonly state: 'waiting' | 'sending' | 'sent' | 'dead';
}

/** An alert of the past, with what became of each notice of it; deliveries are kept for 90 days. */
export interface PastAlert extends Omit<ShownAlert, 'told'> {
  readonly told: readonly (Told & { readonly ways: readonly ShownWay[] })[];
}

/** How alerts of the past are shown, in their order. `now`: epoch ms. */
export async function showHistory(
  tables: WatchTables,
  alerts: readonly Alert[],
  { language, now }: { readonly language: Language; readonly now: number },
): Promise<readonly PastAlert[]> {
  const settings = await readSettings(tables);
  // A digest is of several alerts, and so of none.
  const digests = alerts.flatMap(({ told }) =>
    told.filter(({ kind }) => kind === 'digest').map(({ notice }) => notice),
  );
  const ways = await deliveriesOf(tables, [...alerts.map(({ id }) => id), ...new Set(digests)]);
  return alerts.map((alert) => ({
    ...describeAlert(alert, { settings, language, now }),
    told: alert.told.map((one) => ({
      ...one,
      ways: (ways.get(one.notice) ?? []).map(({ state, value }) => ({ channel: value.channel, state })),
    })),
  }));
}
