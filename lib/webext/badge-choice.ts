import { accountTitle } from '../domain/account-title.ts';
import type { PopupAccount, PopupBadge } from './popup-model.ts';
import { browser } from './settings.ts';

/** An entry of `storage.local` beside the settings, which every watched page reads. */
export const BADGE_ENTRY = 'badge';

/** Which account the badge speaks of: the one that was used or read last, the one that needs somebody most, or always one. */
export type BadgeChoice = 'last' | 'worst' | { readonly account: string };

/** Which account, and in what unit; null: its first one with money. */
export interface BadgeSubject {
  readonly account: string;
  readonly unit: string | null;
}

/** What was chosen, and what was used or read last; null: nothing yet. */
export async function readBadgeChoice(): Promise<{ readonly choice: BadgeChoice; readonly last: BadgeSubject | null }> {
  const { [BADGE_ENTRY]: stored } = await browser.storage.local.get(BADGE_ENTRY);
  const { choice, last } = (stored ?? {}) as Partial<Record<'choice' | 'last', unknown>>;
  return { choice: readChoice(choice), last: readSubject(last) };
}

/** Writes the user's choice. */
export async function writeBadgeChoice(choice: BadgeChoice): Promise<void> {
  const known = await readBadgeChoice();
  await browser.storage.local.set({ [BADGE_ENTRY]: { ...known, choice } });
}

/** Remembers what was used or read last; the same again is not written. */
export async function noteBadgeSubject(subject: BadgeSubject): Promise<void> {
  const known = await readBadgeChoice();
  if (known.last?.account === subject.account && known.last.unit === subject.unit) return;
  await browser.storage.local.set({ [BADGE_ENTRY]: { ...known, last: subject } });
}

/** What a screen says as a word: `last`, `worst`, or an account's id. */
export function choiceOf(word: string): BadgeChoice {
  return word === 'last' || word === 'worst' ? word : { account: word };
}

/** What the popup offers to choose; nothing where there is no more than one account. */
export function describeBadge(choice: BadgeChoice, accounts: readonly PopupAccount[]): { readonly badge?: PopupBadge } {
  if (accounts.length < 2) return {};
  const named = accounts.map(({ id, providerName, name }) => ({ id, name: accountTitle(providerName, name) }));
  const word = typeof choice === 'string' ? choice : choice.account;
  return { badge: { choice: word, accounts: named } };
}

/** Whether a change of storage is one of the user's choice. */
export function isBadgeChoiceChanged(
  changes: Readonly<Record<string, { readonly oldValue?: unknown; readonly newValue?: unknown } | undefined>>,
): boolean {
  const change = changes[BADGE_ENTRY];
  const choiceOf = (value: unknown): string =>
    JSON.stringify((value as { choice?: unknown } | undefined)?.choice ?? null);
  return change !== undefined && choiceOf(change.oldValue) !== choiceOf(change.newValue);
}

function readChoice(stored: unknown): BadgeChoice {
  if (stored === 'worst') return 'worst';
  const account = (stored as { account?: unknown } | null | undefined)?.account;
  return typeof account === 'string' ? { account } : 'last';
}

function readSubject(stored: unknown): BadgeSubject | null {
  const { account, unit } = (stored ?? {}) as Partial<Record<keyof BadgeSubject, unknown>>;
  return typeof account === 'string' ? { account, unit: typeof unit === 'string' ? unit : null } : null;
}
