import { type Served, serve } from '../serve.ts';
import { openRelayExchange } from './log-entry.ts';
import { answerRelay } from './routes.ts';
import { createWorld, type RelaySite, type RelayTransaction, type RelayWorld } from './world.ts';

/** How a relay is started; everything may be left out, and the site be changed later in `world.site`. */
export interface RelayOptions {
  readonly site?: Partial<RelaySite>;
  /** Any free port unless given. */
  readonly port?: number;
  /** Epoch milliseconds; `Date.now` unless given. */
  readonly clock?: () => number;
}

/** A running relay. */
export interface Relay extends Served {
  /** The whole state, live: tests read it and set it. */
  readonly world: RelayWorld;
  /** What was taken from and put into wallets, oldest first. */
  readonly transactions: () => readonly RelayTransaction[];
}

/** Starts a relay of the new-api family on 127.0.0.1: its API, its console and its own way of billing. */
export async function openRelay(options: RelayOptions = {}): Promise<Relay> {
  const world = createWorld(options.site ?? {}, options.clock ?? Date.now);
  const served = await serve((exchange) => answerRelay(openRelayExchange(exchange, world)), options.port ?? null);
  return { ...served, world, transactions: () => world.transactions };
}
