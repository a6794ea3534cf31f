import * as v from 'valibot';
import { isOwnWallet, standsFor } from '../../lib/ledger/ledger-context.ts';
import type { AccountRow } from '../../lib/ledger/rows.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import type { Condition } from '../../lib/watch/alert.ts';
import { nameSubject } from '../../lib/watch/contact.ts';
import { nameThreshold } from '../../lib/watch/threshold.ts';
import { endQuietly, readHistory } from '../alerts/alert-store.ts';
import { resolveSubject, resolveSubjects } from '../alerts/resolve-subjects.ts';
import {
  type AlertSettings,
  EVERYONE,
  ownerOf,
  readSettings,
  thresholdsHeld,
  toThreshold,
  writeSettings,
} from '../alerts/settings.ts';
import { nameAccountId } from '../balance/account-name.ts';
import { inWatchTables } from '../ledger/in-watch-tables.ts';
import { type ApiDesk, ApiProblem } from './route.ts';

/** What somebody can own. */
type Subject = { readonly kind: 'account' | 'budget'; readonly id: string };

/** Changes who owns what and who is told when; says how it stands then. `by` gets the ledger's accounts, and may refuse. */
export async function changeOwners(
  desk: ApiDesk,
  by: (settings: AlertSettings, rows: readonly AccountRow[]) => AlertSettings,
): Promise<object> {
  const rows = await rowsOf(desk);
  await inWatchTables(desk.store, async (tables) => {
    try {
      const before = resolveSubjects(await readSettings(tables), rows);
      const after = by(before, rows);
      await writeSettings(tables, after);
      await endQuietly(tables, (condition) => hasLostItsLine(condition, before, after));
    } catch (error) {
      if (error instanceof v.ValiError) throw new ApiProblem(400, error.message);
      throw error;
    }
  });
  desk.alertDesk.hear();
  return listOwners(desk);
}

/** Whether the line that an alert rests on holds no more; that others of its account or budget were changed says nothing of it. */
function hasLostItsLine({ key, kind, subject }: Condition, before: AlertSettings, after: AlertSettings): boolean {
  if (subject.kind !== 'account' && subject.kind !== 'budget') return false;
  const { id } = subject;
  const namesIn = (settings: AlertSettings): readonly string[] =>
    thresholdsHeld(settings, { kind: subject.kind, id }).map(({ threshold }) => nameThreshold(threshold));
  const held = namesIn(after);
  const lost = namesIn(before).filter((name) => !held.includes(name));
  // A runway is told of once, whichever line it is nearer than.
  return kind === 'runway'
    ? lost.some((name) => name.startsWith('runway'))
    : lost.some((name) => key.endsWith(`|${name}`));
}

/** What `GET /owners` says. */
export async function listOwners(desk: ApiDesk): Promise<object> {
  const subjects = await subjectsOf(desk);
  const rows = await rowsOf(desk);
  return inWatchTables(desk.store, async (tables) => {
    const settings = resolveSubjects(await readSettings(tables), rows);
    const told = (await readHistory(tables)).flatMap(({ condition, told: entries }) =>
      entries.map((entry) => ({ ...entry, subject: nameSubject(condition.subject) })),
    );
    return {
      contacts: settings.contacts,
      rules: { perDayMax: settings.perDayMax, escalateMinutes: settings.escalateMinutes },
      forAll: settings.owners['*'] ?? null,
      forAllThresholds: settings.thresholds
        .filter((one) => one.subject === '*')
        .map((one) => nameThreshold(toThreshold(one.threshold))),
      subjects: subjects.map((subject) => {
        const name = nameSubject(subject);
        const owner = ownerOf(settings, subject);
        const entries = told.filter((one) => one.subject === name).toSorted((a, b) => b.at - a.at);
        const [last] = entries;
        return {
          ...{ subject: name, name: subject.kind === 'account' ? nameAccountId(subject.id, rows) : subject.id },
          ...{ owner: owner?.owner ?? EVERYONE, next: owner?.next ?? null },
          isNamed: Object.hasOwn(settings.owners, name),
          thresholds: thresholdsHeld(settings, subject).map(({ threshold, from }) => ({
            name: nameThreshold(threshold),
            from,
          })),
          lastTold: last === undefined ? null : { at: last.at, contact: last.contact, kind: last.kind },
        };
      }),
    };
  });
}

function rowsOf({ store }: Pick<ApiDesk, 'store'>): Promise<readonly AccountRow[]> {
  return store.transact(async ({ accounts }) => accounts.toArray());
}

/** A subject that is there, by the name that alerts have: what is said of one that is not would warn nobody. */
export async function knownSubject(given: string, desk: ApiDesk): Promise<string> {
  const subject = resolveSubject(given, await rowsOf(desk));
  // One whose balance nobody has read yet has its key alone.
  const named = desk.accounts.list().map(({ id }) => `account:${id}`);
  const names = [...new Set([...(await subjectsOf(desk)).map(nameSubject), ...named])];
  const [kind = '', ...rest] = subject.split(':');
  const isOther =
    subject === '*' || subject === 'self' || (kind === 'provider' && findProvider(rest.join(':')) !== null);
  if (isOther || names.includes(subject)) return subject;
  const alike = names.filter((name) => name.startsWith(`${kind}:`));
  const shown = alike.slice(0, NAMED_MAX).map((name) => name.slice(kind.length + 1));
  const accounts = desk.accounts.list().filter(({ name }) => kind === 'budget' && name === rest.join(':'));
  if (accounts.length > 0) {
    const ids = accounts.map(({ id }) => id).join(', ');
    throw new ApiProblem(404, `there is no budget "${rest.join(':')}", and an account is named by its id: ${ids}`);
  }
  const known = shown.length === 0 ? 'there are none yet' : `there are ${shown.join(', ')}`;
  throw new ApiProblem(404, `there is no ${kind} "${rest.join(':')}"; ${known}`);
}

/** Of accounts and budgets so many are named where one was not found. */
const NAMED_MAX = 10;

/** Accounts that money was seen of, those that have a key here, budgets. What is another one's wallet is that one. */
async function subjectsOf(desk: ApiDesk): Promise<readonly Subject[]> {
  const { accounts, holds } = desk;
  const rows = await rowsOf(desk);
  const seen = rows.filter((row) => isOwnWallet(rows, row)).map(({ id }) => id);
  const named = accounts.list().map(({ id }) => standsFor(rows, id)?.id ?? id);
  const budgets = (await holds.budgets()).map(({ id }) => id);
  return [
    ...[...new Set([...seen, ...named])].toSorted().map((id) => ({ kind: 'account', id }) as const),
    ...budgets.toSorted().map((id) => ({ kind: 'budget', id }) as const),
  ];
}
