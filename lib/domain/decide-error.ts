import type { Meter, RefusalReading } from './call.ts';
import type { CardCause } from './card.ts';
import { decideRefusal, sureBalance } from './decide-cause.ts';
import type { CallFacts, KeyFacts } from './facts.ts';
import type { Unit } from './money.ts';
import type { ErrorCause, ErrorWallet } from './refusals/causes.ts';
import type { ErrorReading } from './refusals/classify-error.ts';

/** What is known of account, key and call beside an error. Amounts in nano-units of `unit`; null: not known. */
export interface ErrorContext {
  readonly unit: Unit;
  /** Usable now, without what is held. */
  readonly availableNano: bigint | null;
  /** There, but frozen. */
  readonly heldNano: bigint | null;
  /** Set aside by the own calls that run. */
  readonly inFlightNano: bigint | null;
  /** What this call would set aside. */
  readonly reserveNano: bigint | null;
  readonly model: string | null;
  /** How the model is billed. */
  readonly modelBilling: KeyFacts['billing'];
  readonly keyBilling: KeyFacts['billing'];
  readonly keyLimitNano: bigint | null;
  readonly keyUsedNano: bigint | null;
}

/** An error, understood: by what it says, by what its provider's file knows, by what else is known. */
export interface DecidedError {
  readonly cause: ErrorCause;
  readonly wallet: ErrorWallet | null;
  /** Part of the balance is frozen, not the account stopped. */
  readonly isPartFrozen: boolean;
}

/** The causes that only say "money": which kind it is, the context decides. */
const SAY_MONEY: readonly ErrorCause[] = ['depleted', 'insufficient_for_request', 'unsure'];

/** What words say of money more closely than a pattern for "money" does. */
const SAY_WHICH: readonly ErrorCause[] = [
  ...SAY_MONEY,
  'frozen',
  'billing_method_mismatch',
  'key_budget_exceeded',
  'org_budget_exceeded',
  'in_flight',
];

const CAUSES: Readonly<Record<CardCause, ErrorCause>> = {
  depleted: 'depleted',
  'not-enough': 'insufficient_for_request',
  batch: 'insufficient_for_request',
  frozen: 'frozen',
  'in-flight': 'in_flight',
  'billing-mismatch': 'billing_method_mismatch',
  'key-limit': 'key_budget_exceeded',
  'org-limit': 'org_budget_exceeded',
  'supplier-empty': 'depleted',
  'rate-limit': 'rate_limited',
  'own-limit': 'unsure',
  budget: 'unsure',
  repeat: 'unsure',
  'token-limit': 'unsure',
  'too-long': 'unsure',
  unsure: 'unsure',
};

const WALLETS: Readonly<Partial<Record<CardCause, ErrorWallet>>> = {
  'key-limit': 'key',
  'org-limit': 'organisation',
  'supplier-empty': 'upstream',
};

/**
 * Why it was refused. `known`: what the provider's own patterns made of it; null: none of them fits. With no context the
 * body has the last word, and may say that it cannot be told.
 */
export function decideError(
  error: ErrorReading,
  known: RefusalReading | null,
  context: ErrorContext | null,
): DecidedError {
  // Held by calls that run, and too little besides: the body says both, its provider's pattern the first alone.
  const isBoth = known?.says === 'in-flight' && error.isHeldByCalls;
  const said = known === null || known.says === 'money' || isBoth ? bodySays(error, known) : ofCard(known.says);
  if (context === null || !SAY_MONEY.includes(said.cause) || said.wallet === 'upstream') return said;
  const cause = decideRefusal(known ?? readingOf(error), factsOf(context));
  if (cause === 'unsure') return isEnough(error, context) ? { ...said, cause: 'unsure' } : said;
  return { ...ofCard(cause), isPartFrozen: cause === 'frozen' };
}

/** The same as cards and records name it; null: they have no word for it. */
export function toCardCause({ cause, wallet }: DecidedError): CardCause | null {
  return wallet === 'upstream' && SAY_MONEY.includes(cause) ? 'supplier-empty' : (OF_CARDS[cause] ?? null);
}

const OF_CARDS: Readonly<Partial<Record<ErrorCause, CardCause>>> = {
  depleted: 'depleted',
  insufficient_for_request: 'not-enough',
  frozen: 'frozen',
  in_flight: 'in-flight',
  billing_method_mismatch: 'billing-mismatch',
  key_budget_exceeded: 'key-limit',
  org_budget_exceeded: 'org-limit',
  rate_limited: 'rate-limit',
};

/** What the ledger knew of its wallet when the call was reviewed; null: nothing that says anything of this error. */
export function errorContextOf(facts: CallFacts | null): ErrorContext | null {
  const balance = facts && sureBalance(facts);
  if (!facts || !balance) return null;
  const { estimate, key, model } = facts;
  // A price in another unit than the wallet's says nothing of what the wallet lacks.
  const priced = estimate?.unit === balance.unit ? estimate : null;
  const isKeyOfUnit = key !== null && key.unit === balance.unit && facts.isKeyOld !== true;
  return {
    unit: balance.unit,
    availableNano: balance.usableNano,
    heldNano: balance.frozenNano,
    inFlightNano: balance.openNano,
    reserveNano: priced?.reserveNano ?? null,
    model,
    modelBilling: billingOf(facts),
    keyBilling: key?.billing ?? null,
    keyLimitNano: isKeyOfUnit ? key.limitNano : null,
    keyUsedNano: isKeyOfUnit ? key.usedNano : null,
  };
}

/** How the model is billed, as its price shows; null: it has none, or it is billed by something else. */
function billingOf({ estimate }: CallFacts): KeyFacts['billing'] {
  const meters = estimate?.parts.map(({ meter }) => meter) ?? [];
  if (meters.includes('input-tokens')) return 'per-token';
  return meters.includes('requests') ? 'per-request' : null;
}

/** The provider's pattern says that it is about money; of which kind, the words may say as well. */
function bodySays({ cause, wallet }: ErrorReading, known: RefusalReading | null): DecidedError {
  const isOfMoney = SAY_WHICH.includes(cause) || known === null;
  return { cause: isOfMoney ? cause : 'depleted', wallet: isOfMoney ? wallet : 'user', isPartFrozen: false };
}

function ofCard(cause: CardCause): DecidedError {
  return {
    cause: CAUSES[cause],
    wallet: cause === 'rate-limit' ? null : (WALLETS[cause] ?? 'user'),
    isPartFrozen: false,
  };
}

/** By what is known the call would have gone through. */
function isEnough({ figures }: ErrorReading, { availableNano, reserveNano }: ErrorContext): boolean {
  return (
    figures.availableNano === null &&
    availableNano !== null &&
    availableNano > 0n &&
    (reserveNano ?? 0n) <= availableNano
  );
}

function readingOf({ figures, status, hasAnswerBegun }: ErrorReading): RefusalReading {
  const { availableNano, neededNano, unit } = figures;
  const amounts = unit === null ? { availableNano: null, neededNano: null } : { availableNano, neededNano };
  const rest = { code: null, retryAfterMs: figures.retryAfterMs, providerRequestId: null, hasAnswerBegun };
  return { says: 'money', status: status ?? 0, ...amounts, unit, ...rest };
}

/** The context as the cards' decision takes it. */
function factsOf(context: ErrorContext): CallFacts {
  const { unit, availableNano, heldNano, inFlightNano, reserveNano, modelBilling, keyBilling } = context;
  const meter: Meter | null = modelBilling === null ? null : modelBilling === 'per-token' ? 'input-tokens' : 'requests';
  const cost = reserveNano ?? 0n;
  const parts = meter === null ? [] : [{ meter, role: 'reserve' as const, count: 1, picoPerUnit: 0n, nano: cost }];
  const hasKey = keyBilling !== null || context.keyLimitNano !== null;
  return {
    providerName: '',
    model: context.model,
    estimate: {
      unit,
      lowNano: cost,
      likelyNano: cost,
      highNano: cost,
      reserveNano,
      reserveLowNano: reserveNano,
      isPrior: true,
      parts,
    },
    balance:
      availableNano === null
        ? null
        : {
            unit,
            availableNano: availableNano + (inFlightNano ?? 0n),
            frozenNano: heldNano,
            at: 0,
            source: 'manual',
            spentSinceNano: 0n,
            openNano: inFlightNano ?? 0n,
            usableNano: availableNano,
          },
    key: hasKey
      ? { name: '', billing: keyBilling, limitNano: context.keyLimitNano, usedNano: context.keyUsedNano, unit }
      : null,
    batch: null,
    fits: { outputTokensMax: null, outputReserveNano: null, batchKeep: null, cheaper: null },
    links: { recharge: null, keys: null, transactions: null },
    rechargeMinNano: null,
    ownLimitNano: null,
    callsWaiting: 1,
    reserveAllNano: null,
    now: 0,
  };
}
