import { decimal, plus, toFixed } from '../decimal.ts';
import { type Fields, readHeader, sendJson } from '../exchange.ts';
import { findPayingWallet } from './billing.ts';
import type { DeepSeekExchange } from './log-entry.ts';
import type { Currency } from './prices.ts';
import type { DeepSeekAccount, DeepSeekTransaction } from './world.ts';

/** Whose session it is; `null` when the page has been told to sign in, with status 200. */
export function findSession(exchange: DeepSeekExchange): DeepSeekAccount | null {
  const header = readHeader(exchange, 'authorization');
  const token = header?.replace(/^Bearer\s+/i, '') ?? '';
  const account = exchange.world.accounts.find(({ userToken }) => userToken === token);
  if (account === undefined) {
    // 40002 was seen for a missing token; that an ended one is 40003, several readers of the platform agree.
    const [code, msg] = token === '' ? [40002, 'Missing Token'] : [40003, 'Invalid Token'];
    sendJson(exchange, 200, { code, msg, data: null });
    return null;
  }
  exchange.entry.accountId = account.id;
  return account;
}

/** Sends what was asked for in the platform's two envelopes. */
export function sendData(exchange: DeepSeekExchange, data: unknown): void {
  sendJson(exchange, 200, { code: 0, msg: '', data: { biz_code: 0, biz_msg: '', biz_data: data } });
}

/** `GET /auth-api/v0/users/current`: who is signed in. */
export function sendCurrentUser(exchange: DeepSeekExchange): void {
  const account = findSession(exchange);
  if (account === null) return;
  const currency = (findPayingWallet(account) ?? account.wallets[0])?.currency ?? 'CNY';
  const data: Fields = { id: account.id, email: account.email, currency, balance_alert: {} };
  sendData(exchange, data);
}

/** `GET /api/v0/users/get_user_summary`: wallets and what was ever spent, with sixteen places. */
export function sendSummary(exchange: DeepSeekExchange): void {
  const account = findSession(exchange);
  if (account === null) return;
  const calls = exchange.world.transactions.filter(
    ({ accountId, kind }) => accountId === account.id && kind === 'consume',
  );
  const month = new Date(exchange.world.clock()).toISOString().slice(0, 7);
  const monthly = calls.filter(({ atMs }) => new Date(atMs).toISOString().startsWith(month));
  const tokens = monthly.reduce((sum, call) => sum + call.hitTokens + call.missTokens + call.completionTokens, 0);
  const costs = (of: readonly DeepSeekTransaction[]) =>
    account.wallets.map(({ currency }) => ({ currency, amount: sumOf(of, currency) }));
  sendData(exchange, {
    current_token: 10_000_000,
    monthly_usage: String(tokens),
    total_usage: 0,
    normal_wallets: account.wallets.map(({ currency, toppedUp }) => writeWallet(currency, toppedUp)),
    bonus_wallets: account.wallets.map(({ currency, granted }) => writeWallet(currency, granted)),
    total_available_token_estimation: '0',
    monthly_costs: costs(monthly),
    monthly_token_usage: String(tokens),
    total_costs: costs(calls),
  });
}

/** `GET /api/v0/users/get_api_keys`: names and masked keys; nobody sees a whole key twice. */
export function sendKeys(exchange: DeepSeekExchange): void {
  const account = findSession(exchange);
  if (account === null) return;
  const own = exchange.world.keys.filter(({ accountId }) => accountId === account.id);
  const lastUse = (keyId: string) => exchange.world.transactions.findLast((entry) => entry.keyId === keyId)?.atMs;
  const keys = own.map(({ id, name, key }) => ({
    tracking_id: id,
    name,
    sensitive_id: maskKey(key),
    key_type: 'API_KEY',
    created_at: 1_790_000_000,
    last_use: Math.floor((lastUse(id) ?? 0) / 1000),
  }));
  sendData(exchange, { api_keys: keys });
}

/** A key as the platform shows it. */
export function maskKey(key: string): string {
  return `${key.slice(0, 5)}***********************${key.slice(-4)}`;
}

// How the platform turns money into tokens is not known.
function writeWallet(currency: Currency, balance: string) {
  return { currency, balance: toFixed(decimal(balance), 16), token_estimation: '0' };
}

function sumOf(calls: readonly DeepSeekTransaction[], currency: Currency): string {
  const amounts = calls.filter((call) => call.currency === currency).map(({ amount }) => decimal(amount));
  return toFixed(plus(...amounts), 16);
}
