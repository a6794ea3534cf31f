import type { Language } from '../domain/text.ts';
import type { AlertLevel, AlertSubject, Condition, ConditionKind } from './alert.ts';
import type { Hours } from './hours.ts';

/** Somebody who can be told. */
export interface Contact {
  readonly name: string;
  /** Names of channels; without one nobody is reached, and what there is to tell waits. */
  readonly channels: readonly string[];
  readonly language: Language;
  /** IANA name: whose hours and days are meant. */
  readonly zone: string;
  /** When they may be told; null: always. */
  readonly hours: Hours | null;
  /** What is urgent does not wait for these hours. */
  readonly isUrgentAnytime: boolean;
  /** What is not urgent comes once a day, at this minute after midnight; null: as it happens. */
  readonly digestAt: number | null;
  /** What they want to hear of; null: everything. */
  readonly kinds: readonly ConditionKind[] | null;
}

/** Who is told, and how often. */
export interface People {
  /** Who is told of a subject: its owner, then the next contact. Empty: nobody is named. */
  readonly chainOf: (subject: AlertSubject) => readonly Contact[];
  /** How long an alert of a level waits for somebody to acknowledge it before it goes on to the next, ms; null: it does not. */
  readonly escalateMs: Readonly<Record<AlertLevel, number | null>>;
  /**
   * So many notices are sent to one contact of one subject a day, beside what is urgent, what waits for a yes, all-clears and
   * escalations. What is urgent counts as one all the same, unless it is that an account is empty. At least 1.
   */
  readonly perDayMax: number;
}

/** Those of the chain who can be told of a condition and want to be. */
export function chainFor({ kind, subject }: Pick<Condition, 'kind' | 'subject'>, people: People): readonly Contact[] {
  const isMeant = ({ channels, kinds }: Contact): boolean =>
    channels.length > 0 && (kinds === null || kinds.includes(kind));
  return people.chainOf(subject).filter(isMeant);
}

/** What a subject is called where a row is found by it: `account:openai:work`, `budget:daily`, `self`. */
export function nameSubject(subject: AlertSubject): string {
  return subject.kind === 'self' ? 'self' : `${subject.kind}:${subject.id}`;
}
