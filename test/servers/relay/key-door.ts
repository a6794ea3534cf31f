import { readHeader } from '../exchange.ts';
import type { RelayExchange } from './log-entry.ts';
import { keyInvalid, keySpent, languageOf, sendRelayError } from './wording.ts';
import type { RelayToken, RelayUser } from './world.ts';

/** Who calls with which key; `null` when the client has been told that the key is missing, wrong or used up. */
export function findKey(exchange: RelayExchange): { readonly user: RelayUser; readonly token: RelayToken } | null {
  const { world, entry } = exchange;
  const sent = readKey(exchange);
  const token = world.tokens.find(({ key }) => key === sent);
  const user = world.users.find(({ id }) => id === token?.userId);
  const language = languageOf(readHeader(exchange, 'accept-language'));
  if (token === undefined || user === undefined) {
    sendRelayError(exchange, keyInvalid(world, language), entry.requestId);
    return null;
  }
  Object.assign(entry, { userId: user.id, tokenId: token.id });
  if (token.isUnlimited || token.remainQuota > 0) return { user, token };
  sendRelayError(exchange, keySpent(world, token, language), entry.requestId);
  return null;
}

/** The key of a request without "Bearer" and "sk-", up to the first hyphen; empty: none. */
export function readKey(exchange: RelayExchange): string {
  const header = (readHeader(exchange, 'authorization') ?? '').replace(/^bearer\s+/i, '');
  return header.replace(/^sk-/, '').split('-')[0] ?? '';
}
