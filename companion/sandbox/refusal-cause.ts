import type { RefusalCause } from './vocabulary.ts';
import { availableNano, isTrusted } from './wallet.ts';
import type { SandboxAccount, SandboxKey, SandboxUnit, SandboxWorld } from './world.ts';

/** A call that asks to be let through. */
export interface Order {
  readonly account: SandboxAccount;
  readonly key: SandboxKey;
  readonly unit: SandboxUnit;
  readonly amountNano: bigint;
  readonly billing: 'per-token' | 'any';
}

/** Why this call may not go, by balance, key and billing kind; `null`: it may. */
export function findRefusal(world: SandboxWorld, order: Order): RefusalCause | null {
  const { account, key, unit, amountNano } = order;
  if (order.billing === 'per-token' && key.billing !== 'per-token') return 'wrong-billing';
  const keyLeft = unit === 'USD' ? keyLeftNano(key) : null;
  if (keyLeft !== null && keyLeft < amountNano) return 'key-limit';
  const wallet = account.wallets[unit];
  const available = availableNano(wallet);
  if (available >= amountNano || isTrusted(world, wallet)) return null;
  if (wallet.frozenNano > 0n && available + wallet.frozenNano >= amountNano) return 'frozen';
  return available <= 0n ? 'depleted' : 'not-enough';
}

/** What a key may still spend, in nano-USD; `null`: no limit of its own. */
export function keyLeftNano(key: SandboxKey): bigint | null {
  return key.limitNano === null ? null : key.limitNano - key.usedNano - key.heldNano;
}
