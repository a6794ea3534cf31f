import { type BalanceReading, isReadingSure } from '../domain/balance.ts';
import type { RefusalReading } from '../domain/call.ts';
import type { Money } from '../domain/money.ts';
import type { CallRecord } from '../domain/record.ts';
import { isOnHost, parseOrigin } from '../domain/surface.ts';
import type { Provider } from '../providers/provider.ts';
import type { AccountContext, CallContext, SettleLedger } from './ports.ts';
import type { Settlement } from './settlement.ts';

/** What the refusal itself says is left is newer than any reading. */
export function withStatedBalance(context: CallContext, refusal: RefusalReading, now: number): CallContext {
  const stated = readStatedBalance(refusal, now);
  if (stated === null) return context;
  const account = context.account ?? UNKNOWN_ACCOUNT;
  const others = account.balances.filter((entry) => entry.reading.unit !== stated.unit);
  const known = account.balances.find((entry) => entry.reading.unit === stated.unit);
  const isKnownSure = known !== undefined && isReadingSure(known.reading, now);
  const reading = { ...stated, frozenNano: isKnownSure ? known.reading.frozenNano : null };
  return { ...context, account: { ...account, balances: [...others, { reading, spentSinceNano: 0n, openNano: 0n }] } };
}

const UNKNOWN_ACCOUNT: AccountContext = {
  id: '',
  isAssumed: true,
  consoleOrigin: null,
  balances: [],
  key: null,
  keyReadAt: null,
  costs: [],
  ownLimits: {},
  falseAsks: 0,
};

function readStatedBalance(refusal: RefusalReading, now: number): BalanceReading | null {
  if (refusal.availableNano === null || refusal.unit === null || refusal.says !== 'money') return null;
  return { unit: refusal.unit, availableNano: refusal.availableNano, frozenNano: null, at: now, source: 'refusal' };
}

/** What a refusal itself says was to be set aside for the call; null: it does not. */
export function statedNeed({ neededNano, unit }: RefusalReading): Money | null {
  return neededNano === null || unit === null ? null : { unit, nano: neededNano };
}

/**
 * Whether what a refusal states is known to be the account's balance; else it serves its own card, and no other call. A
 * stranger's page could make a refusal up, and a key that no list names may be somebody else's.
 */
export function isForAccount(
  { origin, fingerprint }: Settlement,
  provider: Provider,
  { account }: CallContext,
): boolean {
  const page = parseOrigin(origin);
  const isOwnPage = page !== null && isOnHost(provider.console, page);
  return isOwnPage && account !== null && (!account.isAssumed || fingerprint === null);
}

/** Keeps what a refusal states as the account's balance; see {@link isForAccount}. */
export async function keepStatedBalance(
  refusal: RefusalReading,
  record: CallRecord,
  desk: { readonly ledger: SettleLedger; readonly now: number },
): Promise<void> {
  const stated = readStatedBalance(refusal, desk.now);
  if (stated !== null && record.account !== null) await desk.ledger.putReading(record.account, stated);
}
