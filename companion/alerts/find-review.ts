import { groupBy } from '../../lib/domain/group-by.ts';
import type { AlertSubject } from '../../lib/watch/alert.ts';
import { reviewCondition } from '../../lib/watch/review-condition.ts';
import type { Finder } from './finder.ts';
import { sayName } from './say-name.ts';

/** Thresholds that somebody set and nobody looked at since. */
export const findReview: Finder = {
  kinds: ['review'],
  find: async ({ store, settings, now }) => {
    const { thresholds: set } = settings;
    const rows = set.length === 0 ? [] : await store.transact(async ({ accounts }) => accounts.toArray());
    const conditions = [...groupBy(set, ({ subject }) => subject)].flatMap(([name, thresholds]) => {
      const subject = toSubject(name);
      const seenAt = Math.min(...thresholds.map((one) => one.seenAt));
      return reviewCondition({ subject, name: sayName(subject, rows), seenAt }, now) ?? [];
    });
    return { conditions };
  },
};

function toSubject(name: string): AlertSubject {
  const [kind = '', ...rest] = name.split(':');
  if (kind === 'account' || kind === 'budget' || kind === 'provider') return { kind, id: rest.join(':') };
  return { kind: 'self' };
}
