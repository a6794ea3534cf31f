import { decimal, toFixed } from '../decimal.ts';
import { flavours } from './flavours.ts';
import { type BilledTokens, billedQuota, isFree, reservedQuota, type Tariff } from './quota.ts';
import { keyTooSmall, type RelayError, walletTooSmall } from './wording.ts';
import type { RelayRequest, RelayToken, RelayUser, RelayWorld } from './world.ts';

/** A call that is about to be made. */
export interface CallOrder {
  readonly user: RelayUser;
  /** `null`: the playground; it uses no key, is never trusted and touches no key's quota. */
  readonly token: RelayToken | null;
  readonly model: string;
  readonly group: string;
  readonly tariff: Tariff;
  readonly promptTokens: number;
  readonly outputTokensMax: number | null;
  readonly isStream: boolean;
  readonly entry: RelayRequest;
}

/** A call that runs: what was set aside for it, to be settled or given back exactly once. */
export interface Charge {
  readonly order: CallOrder;
  readonly heldQuota: number;
  isOpen: boolean;
}

/** Sets aside what the call may cost, or says why not. Key and wallet pay together, the key first. */
export function preConsume(world: RelayWorld, order: CallOrder): Charge | RelayError {
  const { user, token, entry, tariff } = order;
  const needed = reservedQuota(tariff, world.site, order.promptTokens, order.outputTokensMax);
  entry.reservedQuota = needed;
  const isSkipped = isFree(tariff) && !flavours[world.site.flavour].isOneApi;
  if (!isSkipped && isWalletTooSmall(world, user.quota, needed)) {
    return walletTooSmall(world, user.id, user.quota, needed);
  }
  entry.isTrusted = !isSkipped && isTrusted(world, order, needed);
  const held = isSkipped || entry.isTrusted ? 0 : needed;
  if (held > 0 && token !== null && !token.isUnlimited && token.remainQuota < held) {
    return keyTooSmall(world, token, held);
  }
  move(world, order, held);
  return { order, heldQuota: held, isOpen: true };
}

/** Bills what was used and gives the rest back; the wallet may go below zero. */
export function settle(world: RelayWorld, charge: Charge, tokens: BilledTokens): number {
  const { order } = charge;
  const quota = billedQuota(order.tariff, tokens, world.site);
  close(charge);
  move(world, order, quota - charge.heldQuota);
  order.user.usedQuota += quota;
  order.user.requestCount += 1;
  order.entry.billedQuota = quota;
  world.transactions.push({
    atMs: world.clock(),
    kind: 'consume',
    userId: order.user.id,
    tokenId: order.token?.id ?? null,
    quota,
    usd: inUsd(world, quota),
    model: order.model,
    group: order.group,
    ...tokens,
    isStream: order.isStream,
    requestId: order.entry.requestId,
  });
  return quota;
}

/** Gives everything back: the supplier did not answer. */
export function refund(world: RelayWorld, charge: Charge): void {
  close(charge);
  move(world, charge.order, -charge.heldQuota);
  charge.order.entry.billedQuota = 0;
}

/** Puts money into a wallet, as a redemption or a payment does. */
export function topUp(world: RelayWorld, user: RelayUser, quota: number): void {
  user.quota += quota;
  remember(world, user);
  world.transactions.push({
    atMs: world.clock(),
    kind: 'top-up',
    userId: user.id,
    tokenId: null,
    quota: -quota,
    usd: inUsd(world, -quota),
    model: null,
    group: null,
    promptTokens: 0,
    cachedTokens: 0,
    completionTokens: 0,
    isStream: false,
    requestId: `top-up-${world.next()}`,
  });
}

/** The quota the console shows: the present one, or the one of `balanceLagMs` ago. */
export function shownQuota(world: RelayWorld, user: RelayUser): number {
  if (world.site.balanceLagMs === 0) return user.quota;
  const untilMs = world.clock() - world.site.balanceLagMs;
  const seen = user.history.findLast(({ atMs }) => atMs <= untilMs) ?? user.history[0];
  return seen?.quota ?? user.quota;
}

// new-api refuses an empty wallet whatever the call costs; one-api only looks at the difference.
function isWalletTooSmall(world: RelayWorld, quota: number, needed: number): boolean {
  return quota < needed || (quota <= 0 && !flavours[world.site.flavour].isOneApi);
}

function isTrusted(world: RelayWorld, { user, token }: CallOrder, needed: number): boolean {
  const flavour = flavours[world.site.flavour];
  const { trustUnits, quotaPerUnit } = world.site;
  if (flavour.trust === 'units' && trustUnits === 0) return false;
  const bound = flavour.trust === 'units' ? trustUnits * quotaPerUnit : 100 * needed;
  if (user.quota <= bound) return false;
  // The playground's stand-in key has no quota of its own, so it is never trusted (controller/playground.go).
  if (token === null) return !flavour.doesTrustNeedKey;
  return !flavour.doesTrustNeedKey || token.isUnlimited || token.remainQuota > bound;
}

/** Takes from wallet and key; with a negative sum, gives back. */
function move(world: RelayWorld, { user, token }: CallOrder, quota: number): void {
  if (quota === 0) return;
  user.quota -= quota;
  remember(world, user);
  if (token === null) return;
  token.usedQuota += quota;
  // new-api counts unlimited keys below zero; one-api leaves their figures alone.
  if (!token.isUnlimited || !flavours[world.site.flavour].isOneApi) token.remainQuota -= quota;
}

function remember(world: RelayWorld, user: RelayUser): void {
  user.history.push({ atMs: world.clock(), quota: user.quota });
  if (user.history.length > 500) user.history.shift();
}

function close(charge: Charge): void {
  if (!charge.isOpen) throw new Error('[relay] a charge is settled or given back only once');
  charge.isOpen = false;
}

/** Dollars of so many points, cut off at 12 places: at 500,000 points a dollar one point is 0.000002. */
function inUsd(world: RelayWorld, quota: number): string {
  const unit = decimal(world.site.quotaPerUnit);
  return toFixed({ units: (BigInt(quota) * 10n ** BigInt(12 + unit.scale)) / unit.units, scale: 12 }, 12);
}
