import type { Text } from '../domain/text.ts';

/** `urgent`: calls fail, or will at once. `soon`: they will before long. `note`: nothing fails, something is worth knowing. */
export const ALERT_LEVELS = ['urgent', 'soon', 'note'] as const;
export type AlertLevel = (typeof ALERT_LEVELS)[number];

/** What an alert is of. */
export type AlertSubject =
  | { readonly kind: 'account'; readonly id: string }
  | { readonly kind: 'budget'; readonly id: string }
  | { readonly kind: 'provider'; readonly id: string }
  /** Tollkeeper itself: a channel that does not deliver, calls whose end nobody saw. */
  | { readonly kind: 'self' };

/** Something that is so now and that somebody should know: what finders hand to the alert desk, anew each time they look. */
export interface Condition {
  /** Of what it is, the same as long as it lasts and the same in every companion: `account:openai:acme|USD|low|absolute`. */
  readonly key: string;
  /** What kind of thing: its owner may want to hear of some kinds only. */
  readonly kind: ConditionKind;
  readonly subject: AlertSubject;
  readonly level: AlertLevel;
  /** What is happening, in one line; it names account or budget. */
  readonly title: Text;
  /** What it means, and by when ("empty on Tuesday about 14:00"). */
  readonly meaning: readonly Text[];
  /** What to do. */
  readonly todo: readonly Text[];
  /** The one link: of the provider's own table, or a place in the dashboard; null: there is none. Never from an answer. */
  readonly link: string | null;
  /**
   * From when on it is looked for no more, though it may be as it was: what is not found after that ends without an all-clear, epoch ms;
   * 0: nobody ever sees it end. Absent: it is found as long as it is so.
   */
  readonly unseenFrom?: number;
}

export const CONDITION_KINDS = [
  'empty',
  'low',
  'runway',
  'budget-near',
  'budget-over',
  'refusals',
  'unusual',
  'unread',
  'recharge',
  'recharge-late',
  'differs',
  'lost-calls',
  'undelivered',
  'review',
  'fix',
] as const;
export type ConditionKind = (typeof CONDITION_KINDS)[number];
