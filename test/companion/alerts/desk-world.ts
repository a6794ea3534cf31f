import type { Finder } from '../../../companion/alerts/finder.ts';
import type { AlertDesk } from '../../../companion/alerts/open-alert-desk.ts';
import { openAlertDesk } from '../../../companion/alerts/open-alert-desk.ts';
import { type AlertSettings, readSettings, writeSettings } from '../../../companion/alerts/settings.ts';
import type { Notice } from '../../../companion/channels/channel.ts';
import { type LedgerStore, openLedgerStore } from '../../../companion/ledger/open-ledger.ts';
import type { Sql } from '../../../companion/ledger/sql.ts';
import { openWatchTables, type WatchTables } from '../../../companion/ledger/watch-tables.ts';
import type { Condition } from '../../../lib/watch/alert.ts';

/** A desk over a real database; what it hands over lies in the table of deliveries, as with the real outbox. */
export interface DeskWorld {
  readonly desk: AlertDesk;
  readonly store: LedgerStore;
  readonly troubles: string[];
  now: number;
  conditions: readonly Condition[];
  /** Those that are on. */
  channels: readonly string[];
  /** Those that recharge rules pay by. */
  payers: readonly string[];
  /** Finders reject from now on. */
  isBlind: boolean;
  readonly inTables: <T>(work: (tables: WatchTables) => Promise<T>) => Promise<T>;
  /** What is to be delivered, as it was handed over. */
  readonly sent: () => Promise<readonly { readonly notice: Notice; readonly channel: string }[]>;
  readonly set: (change: Partial<AlertSettings>) => Promise<void>;
}

export interface DeskWorldOptions {
  readonly sql: Sql;
  readonly ledger: string;
  readonly now: number;
  readonly finders?: readonly Finder[];
  /** IANA name; absent: UTC. */
  readonly zone?: string;
  /** The outbox rejects. */
  readonly isOutboxBroken?: () => boolean;
}

export function openDeskWorld({
  sql,
  ledger,
  now,
  finders,
  zone = 'UTC',
  isOutboxBroken,
}: DeskWorldOptions): DeskWorld {
  const store = openLedgerStore(sql, ledger);
  const inTables: DeskWorld['inTables'] = (work) =>
    store.transactBelow((below) => work(openWatchTables(below.tx, below.ledger)));
  const handed: Finder = {
    kinds: ['low', 'empty'],
    find: async () => {
      if (world.isBlind) throw new Error('blind');
      return { conditions: world.conditions };
    },
  };
  const troubles: string[] = [];
  const desk = openAlertDesk({
    ...{
      store,
      finders: finders ?? [handed],
      zone,
      now: () => world.now,
      page: () => 'http://127.0.0.1:8787/watch',
      channels: async () => world.channels,
      payers: () => world.payers,
    },
    holds: { budgets: async () => [], usage: async () => [] },
    onTrouble: (what) => void troubles.push(what),
    outbox: {
      enqueue: async (tables, items) => {
        for (const { notice, channel } of items) {
          const id = `${notice.id} ${channel}`;
          await tables.deliveries.add({
            id,
            dueAt: notice.at,
            state: 'due',
            subject: channel,
            value: { notice, channel },
          });
        }
        if (isOutboxBroken?.() === true) throw new Error('broken');
      },
    },
  });
  const world: DeskWorld = {
    ...{ desk, store, troubles, now, conditions: [], channels: ['desk', 'mail'], payers: [], isBlind: false, inTables },
    sent: () =>
      inTables(async ({ deliveries }) =>
        (await deliveries.toArray()).map(({ value }) => value as { notice: Notice; channel: string }),
      ),
    set: (change) => inTables(async (tables) => writeSettings(tables, { ...(await readSettings(tables)), ...change })),
  };
  return world;
}
