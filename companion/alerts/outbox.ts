import type { Notice } from '../channels/channel.ts';
import type { WatchTables } from '../ledger/watch-tables.ts';

/** Where notices are handed to, in the transaction that says somebody was told. */
export interface Outbox {
  /** Adds what is to be delivered. What has the id of a notice and the channel of one that is there already is that one. */
  readonly enqueue: (
    tables: WatchTables,
    items: readonly { readonly notice: Notice; readonly channel: string }[],
    /** Epoch ms. */
    now: number,
  ) => Promise<void>;
}

/** Names of the channels that are on now, beside where notices are handed to. */
export interface AlertChannels {
  readonly outbox: Outbox;
  readonly channels: () => Promise<readonly string[]>;
  /** Names of those that recharge rules pay by. Absent: none. */
  readonly payers?: () => readonly string[];
}
