import type { Contact, People } from '../watch/contact.ts';
import type { Look } from './look-at-balances.ts';

/** So many notices of one account a day, beside that it is empty or calls are refused. */
const PER_DAY_MAX = 1;

/** The one person who is told by this browser. */
export function peopleOf({ zone, hours, habits }: Pick<Look, 'zone' | 'hours' | 'habits'>): People {
  const person: Contact = {
    ...{
      name: 'here',
      channels: ['browser'],
      language: 'en',
      zone,
      isUrgentAnytime: true,
      digestAt: habits.digestAt,
      kinds: null,
    },
    // The rules ask when somebody may be told.
    hours:
      hours && hours.from !== hours.until
        ? { from: hours.until, until: hours.from, days: [1, 2, 3, 4, 5, 6, 7] }
        : null,
  };
  return {
    chainOf: () => [person],
    escalateMs: { urgent: null, soon: null, note: null },
    perDayMax: PER_DAY_MAX,
  };
}
