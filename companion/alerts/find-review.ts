import { groupBy } from '../../lib/domain/group-by.ts';
import type { AlertSubject, Condition } from '../../lib/watch/alert.ts';
import type { Finder } from './finder.ts';
import { sayName } from './say-name.ts';

const DAY_MS = 86_400_000;
/** Thresholds that nobody looked at for so long are to be looked at. */
const REVIEW_DAYS = 90;

/** Thresholds that somebody set and nobody looked at since. */
export const findReview: Finder = {
  kinds: ['review'],
  find: async ({ store, settings, now }) => {
    const old = settings.thresholds.filter(({ seenAt }) => now - seenAt >= REVIEW_DAYS * DAY_MS);
    const rows = old.length === 0 ? [] : await store.transact(async ({ accounts }) => accounts.toArray());
    const conditions = [...groupBy(old, ({ subject }) => subject)].map(([name, thresholds]): Condition => {
      const subject = toSubject(name);
      const seenAt = Math.min(...thresholds.map((one) => one.seenAt));
      const params = { name: sayName(subject, rows), n: Math.floor((now - seenAt) / DAY_MS) };
      return {
        ...{ key: `${name}|review`, kind: 'review', level: 'note', subject, link: null },
        title: { key: 'alert.review.head', params },
        meaning: [{ key: 'alert.review.means' }],
        todo: [{ key: 'alert.review.todo' }],
      };
    });
    return { conditions };
  },
};

function toSubject(name: string): AlertSubject {
  const [kind = '', ...rest] = name.split(':');
  if (kind === 'account' || kind === 'budget' || kind === 'provider') return { kind, id: rest.join(':') };
  return { kind: 'self' };
}
