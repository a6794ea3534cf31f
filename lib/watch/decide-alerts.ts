import { groupBy } from '../domain/group-by.ts';
import { ALERT_LEVELS, type AlertLevel } from './alert.ts';
import { type Alert, isAcknowledged, isDone, isSnoozed, isWorse, TOLD_MAX, type Told } from './alert-state.ts';
import { type Contact, chainFor, type People } from './contact.ts';
import { type Found, followConditions } from './follow-conditions.ts';
import { isWithinHours, lastTimeOfDay } from './hours.ts';
import { asksForAnswer, isCollected, mayTell, type Owed } from './may-tell.ts';

/** A look at everything. */
export interface Look extends Omit<Found, 'asleepMs'> {
  readonly people: People;
  /** When somebody looked last, epoch ms; null: never. */
  readonly lookedAt: number | null;
  /** When the last digest of a contact was due, epoch ms, by name. */
  readonly digests: Readonly<Record<string, number>>;
}

/** Something to tell one contact. */
export interface Telling {
  /** Stable: letters, digits, dots and dashes. */
  readonly id: string;
  readonly kind: Told['kind'];
  readonly contact: Contact;
  readonly level: AlertLevel;
  /** One; several of a digest. */
  readonly alerts: readonly Alert[];
}

/** What comes of a look. */
export interface Decision {
  /** Every alert that is not done, and those that are with this look. */
  readonly alerts: readonly Alert[];
  readonly tellings: readonly Telling[];
  readonly digests: Readonly<Record<string, number>>;
}

/** Looks come every minute; after more than this the machine slept, ms. */
export const ASLEEP_MS_MIN = 10 * 60_000;
/** More notices at once to one contact become one, a digest. */
export const AT_ONCE_MAX = 5;

/**
 * What to tell whom, now. After a sleep nothing is told with the first look: what was read before it may be long over, and is read
 * anew before the next. Pure: the same look gives the same ids, so whoever repeats it tells nobody twice.
 */
export function decideAlerts(look: Look): Decision {
  const { now, lookedAt } = look;
  const goneMs = lookedAt === null ? 0 : now - lookedAt;
  const asleepMs = goneMs >= ASLEEP_MS_MIN ? goneMs : 0;
  const followed = followConditions({ ...look, asleepMs }).map((alert) => forgetStrangers(alert, look.people));
  if (asleepMs > 0) return { alerts: followed, tellings: [], digests: look.digests };
  const alerts = followed.map((alert) => goToNext(alert, look));
  const digests = dueDigests(alerts, look);
  const chosen = choose(alerts, look, digests);
  const tellings = gather(chosen, look);
  const told = alerts.map((alert) => note(alert, tellings, now));
  return {
    alerts: told.map((alert) => endSnooze(alert, tellings, now)),
    tellings,
    digests: { ...look.digests, ...digests.next },
  };
}

/** Nobody can be told that it is over who is no contact any more. */
function forgetStrangers(alert: Alert, people: People): Alert {
  if (alert.overAt === null || alert.heard.length === 0) return alert;
  const names = chainFor(alert.condition, people).map(({ name }) => name);
  return { ...alert, heard: alert.heard.filter(({ contact }) => names.includes(contact)) };
}

function isWaiting(alert: Alert, now: number): boolean {
  return alert.overAt === null && alert.missingSince === null && !isAcknowledged(alert) && !isSnoozed(alert, now);
}

/** Nobody acknowledged it in time: it goes on to the next contact. */
function goToNext(alert: Alert, { people, now }: Look): Alert {
  const { condition, step, waitsFrom } = alert;
  const waitMs = people.escalateMs[condition.level];
  const hasNext = chainFor(condition, people).length > step + 1;
  if (!isWaiting(alert, now) || waitMs === null || waitsFrom === null || !hasNext) return alert;
  return now - waitsFrom >= waitMs ? { ...alert, step: step + 1, waitsFrom: now } : alert;
}

interface Digests {
  readonly due: ReadonlySet<string>;
  readonly next: Readonly<Record<string, number>>;
}

/** Whose daily hour has come since the last time; the first time it is waited for. */
function dueDigests(alerts: readonly Alert[], { people, digests, now }: Look): Digests {
  const contacts = new Map(
    alerts.flatMap(({ condition }) => chainFor(condition, people)).map((one) => [one.name, one]),
  );
  const due = new Set<string>();
  const next: Record<string, number> = {};
  for (const { name, zone, digestAt, hours } of contacts.values()) {
    // What came while they slept waits for their hours.
    if (digestAt === null || (hours !== null && !isWithinHours(hours, zone, now))) continue;
    const at = lastTimeOfDay(digestAt, zone, now);
    const last = digests[name];
    // A clock that was set back must not silence anybody until it is as late again.
    if (last !== undefined && last < at) due.add(name);
    if (last === undefined || last < at || last > now) next[name] = last === undefined ? now : at;
  }
  return { due, next };
}

/** All that is owed, the worst first, as far as it may be told now. */
function choose(alerts: readonly Alert[], look: Look, digests: Digests): readonly Owed[] {
  const ordered = alerts.toSorted(
    (a, b) => rank(a) - rank(b) || a.since - b.since || (a.condition.key < b.condition.key ? -1 : 1),
  );
  const before = [...look.alerts.filter(isDone), ...alerts];
  const chosen: Owed[] = [];
  for (const owed of ordered.flatMap((alert) => owedOf(alert, look))) {
    const isDue = digests.due.has(owed.contact.name);
    if (mayTell(owed, { now: look.now, perDayMax: look.people.perDayMax, before, chosen, isDigestDue: isDue })) {
      chosen.push(owed);
    }
  }
  return chosen;
}

/** Of one level what asks for an answer is first. */
function rank(alert: Alert): number {
  return 2 * ALERT_LEVELS.indexOf(alert.condition.level) - (asksForAnswer(alert) ? 1 : 0);
}

function owedOf(alert: Alert, { people, now }: Look): readonly Owed[] {
  const chain = chainFor(alert.condition, people);
  const { heard, step, snoozed } = alert;
  if (alert.overAt !== null) {
    const listening = chain.filter(({ name }) => heard.some(({ contact }) => contact === name));
    return listening.map((contact) => ({ alert, contact, kind: 'resolved' }));
  }
  if (!isWaiting(alert, now)) return [];
  return chain.slice(0, step + 1).flatMap((contact, at): readonly Owed[] => {
    const known = heard.find((one) => one.contact === contact.name);
    if (known === undefined || isWorse(alert.condition.level, known.level)) {
      return [{ alert, contact, kind: at === 0 ? 'raised' : 'escalated' }];
    }
    return snoozed !== null && snoozed.until <= now ? [{ alert, contact, kind: 'reminder' }] : [];
  });
}

/** What is told one by one, and what together. */
function gather(chosen: readonly Owed[], look: Look): readonly Telling[] {
  const byContact = groupBy(chosen, ({ contact }) => contact.name);
  return [...byContact.values()].flatMap((ofOne) => {
    const single = ofOne.filter((owed) => !isCollected(owed));
    const isStorm = single.length > AT_ONCE_MAX;
    const together = isStorm ? ofOne : ofOne.filter(isCollected);
    return [...(isStorm ? [] : single.map(tellOne)), ...tellTogether(together, look)];
  });
}

function tellOne({ alert, contact, kind }: Owed): Telling {
  const { told } = alert;
  // A list that is full is always as long: there the instant of the last telling tells this one from those before.
  const number = told.length < TOLD_MAX ? told.length : told.at(-1)?.at;
  const id = `${alert.id}.${kind}.${contact.name}.${number}`;
  return { id, kind, contact, level: alert.condition.level, alerts: [alert] };
}

function tellTogether(owed: readonly Owed[], { now }: Look): readonly Telling[] {
  const [first, ...others] = owed;
  if (first === undefined) return [];
  if (others.length === 0) return [tellOne(first)];
  const { contact, alert } = first;
  const level = owed.some((one) => one.kind !== 'resolved') ? alert.condition.level : 'note';
  return [
    { id: `digest.${contact.name}.${now}`, kind: 'digest', contact, level, alerts: owed.map((one) => one.alert) },
  ];
}

function note(alert: Alert, tellings: readonly Telling[], now: number): Alert {
  const { level } = alert.condition;
  const own = tellings.filter(({ alerts }) => alerts.some(({ id }) => id === alert.id));
  if (own.length === 0) return alert;
  const names = own.map(({ contact }) => contact.name);
  const others = alert.heard.filter(({ contact }) => !names.includes(contact));
  const told = own.map(({ id, kind, contact }): Told => ({ at: now, contact: contact.name, kind, level, notice: id }));
  return {
    ...alert,
    heard: alert.overAt === null ? [...others, ...names.map((contact) => ({ contact, level }))] : others,
    told: [...alert.told, ...told].slice(-TOLD_MAX),
    waitsFrom: alert.waitsFrom ?? now,
  };
}

/** Its end was told, or there is nobody to tell. */
function endSnooze(alert: Alert, tellings: readonly Telling[], now: number): Alert {
  const { snoozed, heard, overAt } = alert;
  if (snoozed === null || snoozed.until > now) return alert;
  const isTold = tellings.some(({ alerts }) => alerts.some(({ id }) => id === alert.id));
  const isOwed = overAt === null && heard.length > 0 && !isAcknowledged(alert);
  if (isOwed && !isTold) return alert;
  return { ...alert, snoozed: null, waitsFrom: alert.waitsFrom ?? (alert.condition.level === 'urgent' ? now : null) };
}
