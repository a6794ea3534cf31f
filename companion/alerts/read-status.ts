import type { Text } from '../../lib/domain/text.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import type { AlertLevel, ConditionKind } from '../../lib/watch/alert.ts';
import type { Alert } from '../../lib/watch/alert-state.ts';
import { isWorse } from '../../lib/watch/alert-state.ts';
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
  readonly state: 'fine' | 'unread' | AlertLevel;
  readonly kind: ConditionKind | null;
  /** Epoch ms; null: nothing is wrong. */
  readonly since: number | null;
}

/** Where it is read. */
export interface StatusSources {
  readonly store: LedgerStore;
  readonly holds: Pick<Holds, 'budgets'>;
  readonly accounts: Pick<Accounts, 'list'>;
}

/** How everything stands that somebody may see who has a shared page's address. */
export async function readStatus({ store, holds, accounts }: StatusSources): Promise<readonly SharedState[]> {
  const alerts = (await inWatchTables(store, readAlerts)).filter(({ overAt }) => overAt === null);
  const seen = await store.transact(async (tables) => ({
    accounts: (await tables.accounts.toArray()).filter(({ mergedInto }) => mergedInto == null).map(({ id }) => id),
    read: new Set((await tables.readings.toArray()).map(({ account }) => account)),
  }));
  const named = accounts.list();
  const ids = [...new Set([...seen.accounts, ...named.map(({ id }) => id)])].toSorted();
  const shown = ids.map((id): SharedState => {
    const given = named.find((one) => one.id === id)?.name ?? null;
    return judge(nameAccount(id, given), `account:${id}`, alerts, seen.read.has(id) ? 'fine' : 'unread');
  });
  const budgets = (await holds.budgets()).map(({ id }) =>
    judge(sayName({ kind: 'budget', id }, []), `budget:${id}`, alerts, 'fine'),
  );
  const others = alerts.filter(({ condition: { subject } }) => subject.kind === 'provider' || subject.kind === 'self');
  const beside = [...new Map(others.map(({ condition }) => [nameSubject(condition.subject), condition.subject]))].map(
    ([name, subject]) => judge(sayName(subject, []), name, alerts, 'fine'),
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

function judge(name: Text, subject: string, alerts: readonly Alert[], state: 'fine' | 'unread'): SharedState {
  const own = alerts.filter(({ condition }) => nameSubject(condition.subject) === subject);
  const [worst] = own.toSorted((a, b) => (isWorse(a.condition.level, b.condition.level) ? -1 : a.since - b.since));
  if (worst === undefined) return { name, state, kind: null, since: null };
  return { name, state: worst.condition.level, kind: worst.condition.kind, since: worst.since };
}
