import { type Decimal, decimal, minus, plus, signOf, times, toFixed } from '../decimal.ts';
import { type BilledModel, isPeak, type Rates, ratesOf } from './prices.ts';
import type { DeepSeekAccount, DeepSeekKey, DeepSeekRequest, DeepSeekWallet, DeepSeekWorld } from './world.ts';

/** Tokens as billed. */
export interface BilledTokens {
  readonly hitTokens: number;
  readonly missTokens: number;
  /** Reasoning and answer together. */
  readonly completionTokens: number;
}

/** A call that was let in. */
export interface Order {
  readonly account: DeepSeekAccount;
  readonly key: DeepSeekKey;
  readonly wallet: DeepSeekWallet;
  readonly model: BilledModel;
  readonly isStream: boolean;
  readonly startedAtMs: number;
  readonly entry: DeepSeekRequest;
}

/** Places of amounts as the platform writes them. */
const places = 16;

/** Dear or cheap, the exact price of so many tokens. */
export function costOf(rates: Rates, tokens: BilledTokens): Decimal {
  const sum = plus(
    times(decimal(tokens.hitTokens), decimal(rates.hit)),
    times(decimal(tokens.missTokens), decimal(rates.miss)),
    times(decimal(tokens.completionTokens), decimal(rates.output)),
  );
  return { units: sum.units, scale: sum.scale + 6 };
}

/** What a wallet has in all. */
export function totalOf({ granted, toppedUp }: DeepSeekWallet): Decimal {
  return plus(decimal(granted), decimal(toppedUp));
}

/** The wallet a call is paid from: the first with money. `null`: the account may not call. */
export function findPayingWallet({ wallets, isAvailable }: DeepSeekAccount): DeepSeekWallet | null {
  if (isAvailable === false) return null;
  return wallets.find((wallet) => signOf(totalOf(wallet)) > 0) ?? null;
}

/** Bills a call; nothing was set aside before, so the wallet may end below zero. */
export function settle(world: DeepSeekWorld, order: Order, tokens: BilledTokens): void {
  const { account, key, wallet, model, isStream, entry } = order;
  const atMs = world.clock();
  const isDear = isPeak(world.priceInstant === 'start' ? order.startedAtMs : atMs, world.holidays);
  const cost = costOf(ratesOf(model, wallet.currency, isDear), tokens);
  const granted = smaller(cost, decimal(wallet.granted));
  wallet.granted = toFixed(minus(decimal(wallet.granted), granted), places);
  wallet.toppedUp = toFixed(minus(decimal(wallet.toppedUp), minus(cost, granted)), places);
  entry.billed = toFixed(cost, places);
  world.transactions.push({
    atMs,
    kind: 'consume',
    accountId: account.id,
    keyId: key.id,
    currency: wallet.currency,
    amount: entry.billed,
    granted: toFixed(granted, places),
    model,
    isPeak: isDear,
    ...tokens,
    isStream,
    traceId: entry.traceId,
  });
}

/** Money comes in, as after a payment: `amount` a decimal of the wallet's currency. */
export function topUp(world: DeepSeekWorld, account: DeepSeekAccount, wallet: DeepSeekWallet, amount: string): void {
  wallet.toppedUp = toFixed(plus(decimal(wallet.toppedUp), decimal(amount)), places);
  world.transactions.push({
    atMs: world.clock(),
    kind: 'top-up',
    accountId: account.id,
    keyId: null,
    currency: wallet.currency,
    amount: toFixed(minus(decimal(0), decimal(amount)), places),
    granted: toFixed(decimal(0), places),
    model: null,
    isPeak: false,
    hitTokens: 0,
    missTokens: 0,
    completionTokens: 0,
    isStream: false,
    traceId: `top-up-${world.next()}`,
  });
}

function smaller(a: Decimal, b: Decimal): Decimal {
  return signOf(minus(a, b)) <= 0 ? a : b;
}
