import type { Text } from '../../lib/domain/text.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import { ALERT_LEVELS, type AlertLevel, type ConditionKind } from '../../lib/watch/alert.ts';
import type { Alert } from '../../lib/watch/alert-state.ts';
import { nameSubject } from '../../lib/watch/contact.ts';
import type { Holds } from '../ledger/holds.ts';
import { inWatchTables } from '../ledger/in-watch-tables.ts';
import type { LedgerStore } from '../ledger/open-ledger.ts';
import type { Accounts } from '../secrets/accounts.ts';
import { readAlerts } from './alert-store.ts';
import { sayName } from './say-name.ts';

/** How one thing stands, without amounts, and without ids that nobody gave. */
export interface SharedState {
  readonly name: Text;
  /** `unread`: its balance was never read; `old`: it was, and not lately. */
  readonly state: 'fine' | 'unread' | 'old' | AlertLevel;
  readonly kind: ConditionKind | null;
  /** Epoch ms: when it began, or when it was read last; null: nothing is wrong. */
  readonly since: number | null;
}

/** Where it is read. */
export interface StatusSources {
  readonly store: LedgerStore;
  readonly holds: Pick<Holds, 'budgets'>;
  readonly accounts: Pick<Accounts, 'list'>;
  /** Epoch ms. */
  readonly now: () => number;
}

/** Balances are read daily at least; who has missed two such days is not known to be fine. */
const LATELY_MS = 2 * 86_400_000;

/** How everything stands that somebody may see who has a shared page's address. */
export async function readStatus({ store, holds, accounts, now }: StatusSources): Promise<readonly SharedState[]> {
  const alerts = (await inWatchTables(store, readAlerts)).filter(({ overAt }) => overAt === null);
  const seen = await store.transact(async (tables) => ({
    accounts: (await tables.accounts.toArray()).filter(({ mergedInto }) => mergedInto == null).map(({ id }) => id),
    readings: await tables.readings.toArray(),
  }));
  const named = accounts.list();
  const ids = [...new Set([...seen.accounts, ...named.map(({ id }) => id)])].toSorted();
  const shown = ids.map((id): SharedState => {
    const given = named.find((one) => one.id === id)?.name ?? null;
    const ats = seen.readings.filter(({ account }) => account === id).map(({ reading }) => reading.at);
    return judge(nameAccount(id, given), `account:${id}`, alerts, ofReadings(ats, now()));
  });
  const budgets = (await holds.budgets()).map(({ id }) =>
    judge(sayName({ kind: 'budget', id }, []), `budget:${id}`, alerts, FINE),
  );
  const others = alerts.filter(({ condition: { subject } }) => subject.kind === 'provider' || subject.kind === 'self');
  const beside = [...new Map(others.map(({ condition }) => [nameSubject(condition.subject), condition.subject]))].map(
    ([name, subject]) => judge(sayName(subject, []), name, alerts, FINE),
  );
  return [...shown, ...budgets, ...beside];
}

/** What a console calls an account may be somebody's address: only a name that was given here is shown. */
function nameAccount(id: string, given: string | null): Text {
  const provider = findProvider(id.split(':')[0] ?? '')?.name ?? '?';
  return given === null
    ? { key: 'share.nameless', params: { provider } }
    : { key: 'share.named', params: { provider, name: given } };
}

type Quiet = Pick<SharedState, 'state' | 'since'>;
const FINE: Quiet = { state: 'fine', since: null };

/** How an account stands of which there is no alert, by when its balances were read, epoch ms. */
function ofReadings(ats: readonly number[], now: number): Quiet {
  if (ats.length === 0) return { state: 'unread', since: null };
  // Of several wallets the one that was read longest ago is the one that nobody knows.
  const oldest = Math.min(...ats);
  return now - oldest > LATELY_MS ? { state: 'old', since: oldest } : FINE;
}

function judge(name: Text, subject: string, alerts: readonly Alert[], quiet: Quiet): SharedState {
  const own = alerts.filter(({ condition }) => nameSubject(condition.subject) === subject);
  const rank = ({ condition }: Alert): number => ALERT_LEVELS.indexOf(condition.level);
  const [worst] = own.toSorted((a, b) => rank(a) - rank(b) || a.since - b.since);
  if (worst === undefined) return { name, kind: null, ...quiet };
  return { name, state: worst.condition.level, kind: worst.condition.kind, since: worst.since };
}
