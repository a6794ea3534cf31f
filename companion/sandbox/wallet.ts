import type {
  SandboxAccount,
  SandboxKey,
  SandboxTransaction,
  SandboxUnit,
  SandboxWallet,
  SandboxWorld,
} from './world.ts';

/** Money set aside for one running call; settled or released exactly once. */
export interface Charge {
  readonly account: SandboxAccount;
  readonly key: SandboxKey;
  readonly unit: SandboxUnit;
  /** 0 for trusted accounts, which skip pre-deduction. */
  readonly reservedNano: bigint;
  isOpen: boolean;
}

/** What a transaction says beyond its sum. */
export type TransactionFacts = Pick<SandboxTransaction, 'kind'> &
  Partial<Pick<SandboxTransaction, 'model' | 'promptTokens' | 'completionTokens' | 'records' | 'requestId' | 'keyId'>>;

const snapshotsMax = 1000;

/** What can be spent now, in nano-units; negative when a trusted account overdrew. */
export function availableNano(wallet: Readonly<SandboxWallet>): bigint {
  return wallet.totalNano - wallet.frozenNano - wallet.heldNano - wallet.heldElsewhereNano;
}

/** Whether calls of this wallet are let through without setting anything aside. */
export function isTrusted(world: SandboxWorld, wallet: SandboxWallet): boolean {
  const threshold = world.rules.trustedAbove;
  return threshold !== null && wallet.unit === 'USD' && availableNano(wallet) > threshold;
}

/** Sets money aside. The caller has checked that it is there. */
export function reserve(
  world: SandboxWorld,
  order: { account: SandboxAccount; key: SandboxKey; unit: SandboxUnit; amountNano: bigint },
): Charge {
  const { account, key, unit, amountNano } = order;
  const wallet = account.wallets[unit];
  const reservedNano = isTrusted(world, wallet) ? 0n : amountNano;
  wallet.heldNano += reservedNano;
  if (unit === 'USD') key.heldNano += reservedNano;
  rememberBalance(world, account);
  return { account, key, unit, reservedNano, isOpen: true };
}

/** Books what the call did cost and gives the rest of the reserve back. Returns the transaction. */
export function settle(
  world: SandboxWorld,
  charge: Charge,
  costNano: bigint,
  facts: TransactionFacts,
): SandboxTransaction {
  giveBack(charge);
  if (charge.unit === 'USD') charge.key.usedNano += costNano;
  return book(world, charge.account, charge.unit, -costNano, { ...facts, keyId: charge.key.id });
}

/** Does the work of an admitted call, which settles its charge; if it fails before, the reserve is given back. */
export async function withCharge(world: SandboxWorld, charge: Charge, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } finally {
    if (charge.isOpen) {
      giveBack(charge);
      rememberBalance(world, charge.account);
    }
  }
}

/** Writes a transaction and moves the wallet by it; the only place where a total changes for a call or a top-up. */
export function book(
  world: SandboxWorld,
  account: SandboxAccount,
  unit: SandboxUnit,
  amountNano: bigint,
  facts: TransactionFacts,
): SandboxTransaction {
  account.wallets[unit].totalNano += amountNano;
  const transaction: SandboxTransaction = {
    id: `tx_${world.random.hex(16)}`,
    accountId: account.id,
    atMs: world.clock(),
    unit,
    amountNano,
    keyId: null,
    model: null,
    promptTokens: null,
    completionTokens: null,
    records: null,
    requestId: null,
    ...facts,
  };
  // A call that outlives a reset belongs to a world that is gone.
  if (world.accounts.includes(account)) world.transactions.push(transaction);
  rememberBalance(world, account);
  return transaction;
}

/** Keeps the balance of this moment for consoles that lag behind. */
export function rememberBalance(world: SandboxWorld, account: SandboxAccount): void {
  const wallets = Object.values(account.wallets).map((wallet) => ({ ...wallet }));
  account.history.push({ atMs: world.clock(), wallets });
  if (account.history.length > snapshotsMax) account.history.splice(0, account.history.length - snapshotsMax);
}

/** The wallets as the console shows them: live, or as they were `balanceLagMs` ago. */
export function shownWallets(world: SandboxWorld, account: SandboxAccount): readonly Readonly<SandboxWallet>[] {
  const live = Object.values(account.wallets);
  if (world.rules.balanceLagMs === 0) return live;
  const seenUntilMs = world.clock() - world.rules.balanceLagMs;
  const seen = account.history.findLast((snapshot) => snapshot.atMs <= seenUntilMs) ?? account.history[0];
  return seen?.wallets ?? live;
}

function giveBack(charge: Charge): void {
  if (!charge.isOpen) throw new Error('[sandbox] a charge is settled or released only once');
  charge.isOpen = false;
  charge.account.wallets[charge.unit].heldNano -= charge.reservedNano;
  if (charge.unit === 'USD') charge.key.heldNano -= charge.reservedNano;
}
