import type { TextParam } from '../domain/text.ts';
import type { AlertSubject, Condition } from './alert.ts';
import { nameSubject } from './contact.ts';

const DAY_MS = 86_400_000;
/** Thresholds that nobody looked at for so long are to be looked at. */
const REVIEW_DAYS = 90;

/** Thresholds that somebody set. */
export interface SetThresholds {
  readonly subject: AlertSubject;
  /** What people call it. */
  readonly name: TextParam;
  /** When somebody looked at them last, epoch ms. */
  readonly seenAt: number;
}

/** That nobody has looked at thresholds for 90 days; null: somebody has. `now`: epoch ms. */
export function reviewCondition({ subject, name, seenAt }: SetThresholds, now: number): Condition | null {
  const days = Math.floor((now - seenAt) / DAY_MS);
  if (days < REVIEW_DAYS) return null;
  return {
    ...{ key: `${nameSubject(subject)}|review`, kind: 'review', level: 'note', subject, link: null },
    title: { key: 'alert.review.head', params: { name, n: days } },
    meaning: [{ key: 'alert.review.means' }],
    todo: [{ key: 'alert.review.todo' }],
  };
}
