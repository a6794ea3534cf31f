import type { Condition, ConditionKind } from './alert.ts';
import { type Alert, isWorse, type Told } from './alert-state.ts';
import { type Contact, nameSubject } from './contact.ts';
import { dayAt, isWithinHours } from './hours.ts';

/** Something that somebody should hear. */
export interface Owed {
  readonly alert: Alert;
  readonly contact: Contact;
  readonly kind: Exclude<Told['kind'], 'digest'>;
}

/** What stands around it. */
interface Beside {
  /** Epoch ms. */
  readonly now: number;
  readonly perDayMax: number;
  /** Every alert of the last days, those that are done too. */
  readonly before: readonly Alert[];
  /** What is told with this look already. */
  readonly chosen: readonly Owed[];
  readonly isDigestDue: boolean;
}

/** The same urgent thing is told anew after so long at the earliest, ms, however often it came and went. */
export const URGENT_AGAIN_MS = 3_600_000;

/** Whether it is told now; what is not waits, and is not told at all where it is over before. */
export function mayTell(owed: Owed, beside: Beside): boolean {
  const { alert, contact, kind } = owed;
  const { now, isDigestDue } = beside;
  const isUrgent = alert.condition.level === 'urgent';
  const waitsForHours = !(isUrgent && kind !== 'resolved' && contact.isUrgentAnytime);
  if (waitsForHours && contact.hours !== null && !isWithinHours(contact.hours, contact.zone, now)) return false;
  const isInDigest = isCollected(owed);
  if (isInDigest && !isDigestDue) return false;
  // Who asked to be reminded, or is next, is no matter of how often; nor is what ends an alert.
  if (kind !== 'raised' || asksForAnswer(alert)) return true;
  return isUrgent ? !wasToldLately(owed, beside) : isInDigest || !isDayFull(owed, beside);
}

/** Whether it comes with the daily digest. Who was passed to, or asked to be reminded, hears of it as it happens. */
export function isCollected({ alert, contact, kind }: Owed): boolean {
  const isPlain = kind === 'raised' || kind === 'resolved';
  return isPlain && contact.digestAt !== null && alert.condition.level !== 'urgent';
}

/** A recharge that waits for its owner's yes is over tomorrow: it waits for nothing, and says that money runs out besides. */
export function asksForAnswer({ condition }: Pick<Alert, 'condition'>): boolean {
  return condition.kind === 'recharge';
}

function wasToldLately({ alert, contact }: Owed, { before, now }: Beside): boolean {
  return before
    .filter(({ condition }) => condition.key === alert.condition.key)
    .some(({ told }) =>
      told.some(
        (one) => isAbout(one, contact) && one.level === 'urgent' && now - one.at < URGENT_AGAIN_MS && one.at <= now,
      ),
    );
}

/** Where nothing is left: that counts for nothing else, and is told besides that there was little. */
const USED_UP: readonly ConditionKind[] = ['empty', 'budget-over'];

/** Whether this contact has heard enough of the subject today, or of this very thing. */
function isDayFull({ alert, contact }: Owed, { before, chosen, now, perDayMax }: Beside): boolean {
  const today = dayAt(contact.zone, now);
  // What concerns Tollkeeper itself is of no account: two channels that do not deliver are two things.
  const nameOf = ({ key, subject }: Condition): string => (subject.kind === 'self' ? key : nameSubject(subject));
  const isOfIt = ({ condition }: Alert): boolean => nameOf(condition) === nameOf(alert.condition);
  const isCounted = ({ kind }: Pick<Condition, 'kind'>): boolean => !USED_UP.includes(kind);
  const tellings = before
    .filter(isOfIt)
    .flatMap(({ condition: { key, kind }, told }) =>
      told
        .filter((one) => isAbout(one, contact) && dayAt(contact.zone, one.at) === today)
        .map(({ level }) => ({ key, kind, level })),
    );
  const isToldAlready = tellings.some(
    ({ key, level }) => key === alert.condition.key && !isWorse(alert.condition.level, level),
  );
  if (isToldAlready || !isCounted(alert.condition)) return isToldAlready;
  const withThisLook = chosen
    .filter((one) => one.kind === 'raised' && one.contact.name === contact.name && one.alert !== alert)
    .filter(({ alert: other }) => isOfIt(other) && isCounted(other.condition));
  return tellings.filter(isCounted).length + withThisLook.length >= perDayMax;
}

function isAbout({ contact, kind }: Told, { name }: Contact): boolean {
  return contact === name && kind !== 'resolved' && kind !== 'reminder' && kind !== 'escalated';
}
