import { type Served, serve } from '../serve.ts';
import { openDeepSeekExchange } from './log-entry.ts';
import { answerDeepSeek } from './routes.ts';
import { createDeepSeekWorld, type DeepSeekTransaction, type DeepSeekWorld } from './world.ts';

/** How the service is started. */
export interface DeepSeekOptions {
  /** Any free port unless given. */
  readonly port?: number;
  /** Epoch milliseconds; `Date.now` unless given. Later: `world.clock`. */
  readonly clock?: () => number;
}

/** The running service: API and platform under one address. */
export interface DeepSeek extends Served {
  /** The whole state, live: tests read it and set it. */
  readonly world: DeepSeekWorld;
  /** What was taken from and put into wallets, oldest first. */
  readonly transactions: () => readonly DeepSeekTransaction[];
}

/** Starts a stand-in for api.deepseek.com and platform.deepseek.com on 127.0.0.1. */
export async function openDeepSeek(options: DeepSeekOptions = {}): Promise<DeepSeek> {
  const world = createDeepSeekWorld(options.clock ?? Date.now);
  const served = await serve((exchange) => answerDeepSeek(openDeepSeekExchange(exchange, world)), options.port ?? null);
  return { ...served, world, transactions: () => world.transactions };
}
