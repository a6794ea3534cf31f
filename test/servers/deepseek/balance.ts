import { type Decimal, decimal, roundHalfAway } from '../decimal.ts';
import { sendJson } from '../exchange.ts';
import { findPayingWallet, totalOf } from './billing.ts';
import { findCaller } from './key-door.ts';
import type { DeepSeekExchange } from './log-entry.ts';
import { listedModels } from './prices.ts';

/** `GET /user/balance`: every wallet, in decimals with two places. */
export function sendBalance(exchange: DeepSeekExchange): void {
  const caller = findCaller(exchange);
  if (caller === null) return;
  const { account } = caller;
  sendJson(exchange, 200, {
    is_available: account.isAvailable ?? findPayingWallet(account) !== null,
    balance_infos: account.wallets.map((wallet) => ({
      currency: wallet.currency,
      total_balance: cents(totalOf(wallet)),
      granted_balance: cents(decimal(wallet.granted)),
      topped_up_balance: cents(decimal(wallet.toppedUp)),
    })),
  });
}

/** `GET /models`. */
export function sendModels(exchange: DeepSeekExchange): void {
  if (findCaller(exchange) === null) return;
  const data = listedModels.map((id) => ({ id, object: 'model', owned_by: 'deepseek' }));
  sendJson(exchange, 200, { object: 'list', data });
}

// A small debt reads "-0.00", as people have met it; so it is rounded, and the sign stays.
function cents({ units, scale }: Decimal): string {
  const magnitude = roundHalfAway({ units: (units < 0n ? -units : units) * 100n, scale });
  const digits = magnitude.toString().padStart(3, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
