import { type Decimal, decimal, plus, toFixed } from '../decimal.ts';
import { readWhole, sendJson } from '../exchange.ts';
import { costOf } from './billing.ts';
import type { DeepSeekExchange } from './log-entry.ts';
import { findSession, maskKey, sendData } from './platform.ts';
import { type BilledModel, type Currency, ratesOf } from './prices.ts';
import type { DeepSeekAccount, DeepSeekTransaction } from './world.ts';

type Call = DeepSeekTransaction & { readonly model: BilledModel };

/** `GET /api/v0/usage/amount?month&year`: tokens by model, in all and by day (UTC). */
export function sendMonthAmounts(exchange: DeepSeekExchange): void {
  const found = findMonth(exchange);
  if (found === null) return;
  const amounts = (calls: readonly Call[]) => byModel(calls, (of) => countUsage(of));
  sendData(exchange, { total: amounts(found.calls), days: byDay(found.calls, amounts) });
}

/** `GET /api/v0/usage/cost?month&year`: the same in money, a list with one element per currency. */
export function sendMonthCosts(exchange: DeepSeekExchange): void {
  const found = findMonth(exchange);
  if (found === null) return;
  const data = found.account.wallets.map(({ currency }) => {
    const calls = found.calls.filter((call) => call.currency === currency);
    const costs = (of: readonly Call[]) => byModel(of, costUsage);
    return { currency, total: costs(calls), days: byDay(calls, costs) };
  });
  sendData(exchange, data);
}

/** `GET /api/v0/usage/by_api_key/amount?start&end&tz`: tokens by key and model, in hours or days. */
export function sendKeyAmounts(exchange: DeepSeekExchange): void {
  const found = findWindow(exchange);
  if (found === null) return;
  const series = seriesOf(exchange, found, found.calls, (calls) => ({ usage: numbersOf(calls) }));
  sendData(exchange, { ...found.head, series });
}

/** `GET /api/v0/usage/by_api_key/cost?start&end&tz`: the same in money. */
export function sendKeyCosts(exchange: DeepSeekExchange): void {
  const found = findWindow(exchange);
  if (found === null) return;
  const data = found.account.wallets.map(({ currency }) => {
    const calls = found.calls.filter((call) => call.currency === currency);
    return { currency, series: seriesOf(exchange, found, calls, (of) => ({ cost: totalCost(of) })) };
  });
  sendData(exchange, { ...found.head, data });
}

interface Month {
  readonly account: DeepSeekAccount;
  readonly calls: readonly Call[];
}

function findMonth(exchange: DeepSeekExchange): Month | null {
  const account = findSession(exchange);
  if (account === null) return null;
  const month = readWhole(exchange, 'month', 0);
  const year = readWhole(exchange, 'year', 0);
  if (month < 1 || month > 12 || year < 2000) {
    sendJson(exchange, 422, { code: 422, msg: 'Failed to deserialize query string', data: null });
    return null;
  }
  const begins = `${year}-${String(month).padStart(2, '0')}-`;
  return { account, calls: callsOf(exchange, account).filter(({ atMs }) => dayOf(atMs).startsWith(begins)) };
}

interface Window extends Month {
  readonly head: { readonly start: number; readonly end: number; readonly bucket: number; readonly models: string[] };
  readonly tzSeconds: number;
}

// Up to a day comes in hours, more in days that begin at midnight of `tz`, seconds east of Greenwich.
function findWindow(exchange: DeepSeekExchange): Window | null {
  const account = findSession(exchange);
  if (account === null) return null;
  const { searchParams } = exchange.url;
  const [start = 0, end = 0, tzSeconds = 0] = ['start', 'end', 'tz'].map((name) => Number(searchParams.get(name)));
  const calls = callsOf(exchange, account).filter(({ atMs }) => atMs >= start * 1000 && atMs < end * 1000);
  const models = [...new Set(calls.map(({ model }) => model))];
  return { account, calls, tzSeconds, head: { start, end, bucket: end - start <= 86_400 ? 3600 : 86_400, models } };
}

function seriesOf(
  exchange: DeepSeekExchange,
  { head, tzSeconds }: Window,
  calls: readonly Call[],
  write: (calls: readonly Call[]) => object,
) {
  const timeOf = ({ atMs }: Call) =>
    Math.floor((Math.floor(atMs / 1000) + tzSeconds) / head.bucket) * head.bucket - tzSeconds;
  return [...Map.groupBy(calls, ({ keyId, model }) => `${keyId} ${model}`).values()].map((own) => {
    const key = exchange.world.keys.find(({ id }) => id === own[0]?.keyId);
    return {
      api_key: {
        tracking_id: own[0]?.keyId,
        name: key?.name,
        sensitive_id: maskKey(key?.key ?? ''),
        valid: key !== undefined,
      },
      model: own[0]?.model,
      buckets: [...Map.groupBy(own, timeOf)].map(([time, of]) => ({ time, ...write(of) })),
    };
  });
}

function callsOf(exchange: DeepSeekExchange, account: DeepSeekAccount): readonly Call[] {
  return exchange.world.transactions.filter((entry): entry is Call => {
    return entry.accountId === account.id && entry.model !== null;
  });
}

function byDay(calls: readonly Call[], write: (calls: readonly Call[]) => object) {
  return [...Map.groupBy(calls, ({ atMs }) => dayOf(atMs))].map(([date, of]) => ({ date, data: write(of) }));
}

function byModel(calls: readonly Call[], write: (calls: readonly Call[]) => readonly object[]) {
  return [...Map.groupBy(calls, ({ model }) => model)].map(([model, of]) => ({ model, usage: write(of) }));
}

function numbersOf(calls: readonly Call[]) {
  const sum = (read: (call: Call) => number): number => calls.reduce((all, call) => all + read(call), 0);
  return {
    REQUEST: calls.length,
    RESPONSE_TOKEN: sum(({ completionTokens }) => completionTokens),
    PROMPT_CACHE_HIT_TOKEN: sum(({ hitTokens }) => hitTokens),
    PROMPT_CACHE_MISS_TOKEN: sum(({ missTokens }) => missTokens),
  };
}

function countUsage(calls: readonly Call[]) {
  const entries = Object.entries({ PROMPT_TOKEN: 0, ...numbersOf(calls) });
  return entries.map(([type, amount]) => ({ type, amount: String(amount) }));
}

// Money of one kind of token: what the others cost is left out by counting none of them.
function costUsage(calls: readonly Call[]) {
  const none = { hitTokens: 0, missTokens: 0, completionTokens: 0 };
  const costOfKind = (kind: keyof typeof none): Decimal =>
    plus(
      ...calls.map((call) => costOf(ratesOf(call.model, call.currency, call.isPeak), { ...none, [kind]: call[kind] })),
    );
  const amounts: readonly (readonly [string, Decimal])[] = [
    ['PROMPT_TOKEN', decimal(0)],
    ['PROMPT_CACHE_HIT_TOKEN', costOfKind('hitTokens')],
    ['PROMPT_CACHE_MISS_TOKEN', costOfKind('missTokens')],
    ['RESPONSE_TOKEN', costOfKind('completionTokens')],
  ];
  return amounts.map(([type, amount]) => ({ type, amount: toFixed(amount, 16) }));
}

function totalCost(calls: readonly { readonly amount: string; readonly currency: Currency }[]): string {
  return toFixed(plus(...calls.map(({ amount }) => decimal(amount))), 16);
}

function dayOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}
