import { standsFor } from '../../lib/ledger/ledger-context.ts';
import type { AccountRow } from '../../lib/ledger/rows.ts';
import type { Condition } from '../../lib/watch/alert.ts';
import { nameThreshold } from '../../lib/watch/threshold.ts';
import { type AlertSettings, toThreshold } from './settings.ts';

const ACCOUNT = 'account:';

/** What a subject is found by, where its account turned out to be another one's wallet: that one's. Else as it was. */
export function resolveSubject(subject: string, accounts: readonly AccountRow[]): string {
  if (!subject.startsWith(ACCOUNT)) return subject;
  const id = subject.slice(ACCOUNT.length);
  return ACCOUNT + (standsFor(accounts, id)?.id ?? id);
}

/** The same settings, with what was said of an account that is another one's wallet said of that one. What was said of that one itself goes first. */
export function resolveSubjects(settings: AlertSettings, accounts: readonly AccountRow[]): AlertSettings {
  const isOwn = (name: string): boolean => resolveSubject(name, accounts) === name;
  const owners = Object.entries(settings.owners).toSorted(
    ([one], [other]) => Number(isOwn(other)) - Number(isOwn(one)),
  );
  const resolvedOwners: Record<string, AlertSettings['owners'][string]> = {};
  for (const [name, owner] of owners) resolvedOwners[resolveSubject(name, accounts)] ??= owner;
  const thresholds = new Map<string, AlertSettings['thresholds'][number]>();
  for (const one of settings.thresholds.toSorted((a, b) => Number(isOwn(b.subject)) - Number(isOwn(a.subject)))) {
    const subject = resolveSubject(one.subject, accounts);
    const key = `${subject} ${nameThreshold(toThreshold(one.threshold))}`;
    if (!thresholds.has(key)) thresholds.set(key, { ...one, subject });
  }
  const withheld = settings.withheld.map((one) => ({ ...one, subject: resolveSubject(one.subject, accounts) }));
  return { ...settings, owners: resolvedOwners, thresholds: [...thresholds.values()], withheld };
}

/** Conditions of the wallets that they are of. */
export function resolveConditions(
  conditions: readonly Condition[],
  accounts: readonly AccountRow[],
): readonly Condition[] {
  return conditions.map((condition) => {
    const { subject } = condition;
    if (subject.kind !== 'account') return condition;
    return { ...condition, subject: { kind: 'account', id: standsFor(accounts, subject.id)?.id ?? subject.id } };
  });
}
