import type { SandboxCoat } from './coat.ts';
import { createRandom, type SeededRandom } from './random.ts';
import { defaultRules, type SandboxRules } from './rules.ts';
import type { RefusalCause, RefusalShape, ScenarioName } from './vocabulary.ts';

/** What a wallet is counted in. In a coat `USD` is the only one, and counts what the coat says (`SandboxCoat.unit`). */
export type SandboxUnit = 'USD' | 'credits';

/** One balance of an account, in nano-units; available is total − frozen − held − heldElsewhere. */
export interface SandboxWallet {
  readonly unit: SandboxUnit;
  /** What the wallet had before its first transaction: opening + all transactions = total, always. */
  openingNano: bigint;
  totalNano: bigint;
  frozenNano: bigint;
  /** Set aside for calls that run at this moment. */
  heldNano: bigint;
  /** Shown as held too, but by nothing the sandbox runs: set through `/console/api/state`. */
  heldElsewhereNano: bigint;
}

/** Balances as they were at one moment, for consoles that show old ones (`balanceLagMs`). */
interface BalanceSnapshot {
  readonly atMs: number;
  readonly wallets: readonly Readonly<SandboxWallet>[];
}

/** A wallet owner. */
export interface SandboxAccount {
  readonly id: string;
  name: string;
  readonly wallets: Record<SandboxUnit, SandboxWallet>;
  history: BalanceSnapshot[];
}

/** An API key of an account; limits count nano-USD. */
export interface SandboxKey {
  readonly id: string;
  readonly accountId: string;
  name: string;
  key: string;
  billing: 'per-token' | 'per-request';
  /** `null`: no limit of its own. */
  limitNano: bigint | null;
  usedNano: bigint;
  heldNano: bigint;
}

/** One line of an account's statement; amounts are negative when money went. */
export interface SandboxTransaction {
  readonly id: string;
  readonly accountId: string;
  readonly atMs: number;
  /** `call`: any call of a coat's. */
  readonly kind: 'chat' | 'enrich' | 'call' | 'top-up' | 'adjustment';
  readonly unit: SandboxUnit;
  readonly amountNano: bigint;
  readonly keyId: string | null;
  readonly model: string | null;
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  readonly records: number | null;
  readonly requestId: string | null;
}

/** One request as the server saw it. Sizes and outcomes; `body` only when the sandbox was started with `keepBodies`. */
export interface RequestLogEntry {
  readonly requestId: string;
  readonly atMs: number;
  readonly method: string;
  readonly path: string;
  readonly host: string | null;
  readonly origin: string | null;
  /** `null` until an answer has begun. */
  status: number | null;
  scenario: ScenarioName;
  keyId: string | null;
  model: string | null;
  stream: boolean;
  bodyBytes: number;
  body: string | null;
  promptTokens: number | null;
  completionTokens: number | null;
  records: number | null;
  unit: SandboxUnit | null;
  reservedNano: bigint | null;
  chargedNano: bigint | null;
  refusal: RefusalCause | null;
  /** The client went away before the answer was complete. */
  aborted: boolean;
  abortedAtMs: number | null;
  finishedAtMs: number | null;
}

/** Everything the sandbox knows, in memory; in-process tests may read it and set balances, keys and rules. */
export interface SandboxWorld {
  accounts: SandboxAccount[];
  keys: SandboxKey[];
  /** Oldest first. */
  transactions: SandboxTransaction[];
  /** Oldest first, at most `requestsMax`. */
  requests: RequestLogEntry[];
  rules: SandboxRules;
  /** Changed by `enterScenario`, which also changes the balances that go with it. */
  scenario: ScenarioName;
  refusalShape: RefusalShape;
  /** Puts back what the present scenario changed. */
  leaveScenario: (() => void) | null;
  /** Times of calls of the last minute, by key id. */
  callTimesMs: Map<string, number[]>;
  readonly seed: number;
  readonly startRules: Partial<SandboxRules>;
  /** Goes on after a reset: an id is never given twice. */
  readonly random: SeededRandom;
  readonly clock: () => number;
  readonly keepBodies: boolean;
  /** Whose place it stands in; null: it is itself. */
  readonly coat: SandboxCoat | null;
  /** What the money wallet opens with, nano-units. */
  readonly openingNano: bigint;
}

/** The keys of the demo account; they open nothing but a sandbox. */
export const demoKeys = {
  default: 'sk-sandbox-7d1fQ2mXc0VtNn4LrE8yKw',
  perRequest: 'sk-sandbox-p3Jr6bWz9HsTgA5uYk1MeD',
  dev1: 'sk-sandbox-d3v1Zx8RfUo2CqLi7SnBhG',
} as const;

/** Id of the account a fresh sandbox has. */
const demoAccountId = 'acc_5a4d7b0c';

/** Requests remembered; older ones are forgotten. */
export const requestsMax = 5000;

/** What a world may be started with. */
export interface WorldOptions {
  readonly seed: number;
  readonly clock: () => number;
  readonly rules: Partial<SandboxRules>;
  readonly keepBodies: boolean;
  /** Absent: $7.18. */
  readonly openingNano?: bigint;
  readonly coat?: SandboxCoat;
}

const openingNanoUsual = 7_180_000_000n;

/** A fresh world: one account with $7.18 and 392 credits, and its three keys. */
export function createWorld(options: WorldOptions): SandboxWorld {
  const { openingNano = openingNanoUsual, coat = null } = options;
  return {
    ...freshState(options.clock, options.rules, openingNano),
    openingNano,
    coat,
    seed: options.seed,
    random: createRandom(options.seed),
    startRules: options.rules,
    clock: options.clock,
    keepBodies: options.keepBodies,
  };
}

/** Puts the same world object back to its start. Calls still running settle nowhere. */
export function resetWorld(world: SandboxWorld): void {
  Object.assign(world, freshState(world.clock, world.startRules, world.openingNano));
}

/** A wallet with nothing frozen or held. */
function createWallet(unit: SandboxUnit, totalNano: bigint): SandboxWallet {
  return { unit, openingNano: totalNano, totalNano, frozenNano: 0n, heldNano: 0n, heldElsewhereNano: 0n };
}

function freshState(clock: () => number, rules: Partial<SandboxRules>, openingNano: bigint) {
  const account: SandboxAccount = {
    id: demoAccountId,
    name: 'Demo',
    wallets: { USD: createWallet('USD', openingNano), credits: createWallet('credits', 392_000_000_000n) },
    history: [],
  };
  account.history.push({ atMs: clock(), wallets: Object.values(account.wallets).map((wallet) => ({ ...wallet })) });
  return {
    accounts: [account],
    keys: freshKeys(),
    transactions: [],
    requests: [],
    rules: { ...defaultRules, ...rules },
    scenario: 'normal',
    refusalShape: 'coded',
    leaveScenario: null,
    callTimesMs: new Map<string, number[]>(),
  } satisfies Partial<SandboxWorld>;
}

function freshKeys(): SandboxKey[] {
  const base = { accountId: demoAccountId, limitNano: null, usedNano: 0n, heldNano: 0n };
  return [
    { ...base, id: 'key_1', name: 'default', key: demoKeys.default, billing: 'per-token' },
    { ...base, id: 'key_2', name: 'per-request', key: demoKeys.perRequest, billing: 'per-request' },
    {
      ...base,
      id: 'key_3',
      name: 'dev-1',
      key: demoKeys.dev1,
      billing: 'per-token',
      limitNano: 10_000_000_000n,
      usedNano: 9_980_000_000n,
    },
  ];
}
