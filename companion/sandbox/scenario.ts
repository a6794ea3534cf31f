import { keyLeftNano } from './refusal-cause.ts';
import type { ScenarioName } from './vocabulary.ts';
import { availableNano, book, rememberBalance } from './wallet.ts';
import type { SandboxUnit, SandboxWorld } from './world.ts';

// What the scenarios "frozen" and "key-limit" leave: less than any call without max_tokens sets aside, and enough for
// a short one, so that lowering max_tokens is a way out. One record of enrichment fits.
const leftoverNano: Readonly<Record<SandboxUnit, bigint>> = { USD: 1_000_000n, credits: 20_000_000_000n };

/**
 * Switches the whole sandbox to a scenario. Those about money change the world itself (balances, frozen parts, key
 * limits, billing kinds), so that console and refusals tell one story and a recharge really helps; leaving puts
 * back what was changed.
 */
export function enterScenario(world: SandboxWorld, name: ScenarioName): void {
  world.leaveScenario?.();
  world.scenario = name;
  world.leaveScenario = changes[name]?.(world) ?? null;
}

type Change = (world: SandboxWorld) => () => void;

const changes: Readonly<Partial<Record<ScenarioName, Change>>> = {
  depleted: deplete,
  'not-enough': leaveLittle,
  frozen: freeze,
  'key-limit': limitKeys,
  'wrong-billing': changeBilling,
};

function deplete(world: SandboxWorld): () => void {
  return takeAllBut(world, () => 0n);
}

function leaveLittle(world: SandboxWorld): () => void {
  return takeAllBut(world, (unit) => leftoverNano[unit]);
}

function takeAllBut(world: SandboxWorld, leave: (unit: SandboxUnit) => bigint): () => void {
  const taken = allWallets(world).map(({ account, wallet }) => {
    const spare = availableNano(wallet) - leave(wallet.unit);
    const amountNano = spare > 0n ? spare : 0n;
    if (amountNano > 0n) book(world, account, wallet.unit, -amountNano, { kind: 'adjustment' });
    return { account, unit: wallet.unit, amountNano };
  });
  return () => {
    for (const { account, unit, amountNano } of taken) {
      if (amountNano > 0n) book(world, account, unit, amountNano, { kind: 'adjustment' });
    }
  };
}

function freeze(world: SandboxWorld): () => void {
  const frozen = allWallets(world).map(({ account, wallet }) => {
    // Where a provider tests only that something is left, a rest would let everything through.
    const spare = availableNano(wallet) - (world.coat === null ? leftoverNano[wallet.unit] : 0n);
    const addedNano = spare > 0n ? spare : 0n;
    wallet.frozenNano += addedNano;
    rememberBalance(world, account);
    return { account, wallet, addedNano };
  });
  return () => {
    for (const { account, wallet, addedNano } of frozen) {
      wallet.frozenNano = wallet.frozenNano > addedNano ? wallet.frozenNano - addedNano : 0n;
      rememberBalance(world, account);
    }
  };
}

function limitKeys(world: SandboxWorld): () => void {
  // As with what is frozen: in a coat nothing is left.
  const leaveNano = world.coat === null ? leftoverNano.USD : 0n;
  const limited = world.keys.map((key) => {
    const before = key.limitNano;
    const left = keyLeftNano(key);
    if (left === null || left > leaveNano) key.limitNano = key.usedNano + leaveNano;
    return { key, before, set: key.limitNano };
  });
  return () => {
    // A limit the user has raised meanwhile stays raised.
    for (const { key, before, set } of limited) if (key.limitNano === set) key.limitNano = before;
  };
}

function changeBilling(world: SandboxWorld): () => void {
  const changed = world.keys.filter((key) => key.billing === 'per-token');
  for (const key of changed) key.billing = 'per-request';
  return () => {
    for (const key of changed) key.billing = 'per-token';
  };
}

function allWallets(world: SandboxWorld) {
  return world.accounts.flatMap((account) => Object.values(account.wallets).map((wallet) => ({ account, wallet })));
}
