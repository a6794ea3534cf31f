import { readHeader } from '../exchange.ts';
import { sendNoKey, sendWrongKey } from './errors.ts';
import type { DeepSeekExchange } from './log-entry.ts';
import type { DeepSeekAccount, DeepSeekKey } from './world.ts';

/** Who calls. */
export interface Caller {
  readonly account: DeepSeekAccount;
  readonly key: DeepSeekKey;
}

/** The caller by API key; `null` when the client has been told that the key is missing or wrong. */
export function findCaller(exchange: DeepSeekExchange): Caller | null {
  const { world, entry } = exchange;
  const sent = /^Bearer\s+(\S+)$/i.exec(readHeader(exchange, 'authorization') ?? '')?.[1];
  if (sent === undefined) {
    sendNoKey(exchange);
    return null;
  }
  const key = world.keys.find((candidate) => candidate.key === sent);
  const account = world.accounts.find(({ id }) => id === key?.accountId);
  if (key === undefined || account === undefined) {
    sendWrongKey(exchange, sent);
    return null;
  }
  Object.assign(entry, { accountId: account.id, keyId: key.id });
  return { account, key };
}
