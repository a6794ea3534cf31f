import type { ContactInput } from '../alerts/settings.ts';
import { wrapColumns } from './columns.ts';
import { speak } from './speak.ts';
import { writeAge } from './write-status.ts';
import { writeTable } from './write-table.ts';

/** What `GET /owners` says. */
export interface ShownOwners {
  readonly contacts: readonly ContactInput[];
  readonly rules: {
    readonly perDayMax: number;
    readonly escalateMinutes: { readonly urgent: number; readonly soon: number };
  };
  readonly forAll: { readonly owner: string; readonly next: string | null } | null;
  /** Of all others, by their names. */
  readonly forAllThresholds: readonly string[];
  readonly subjects: readonly {
    readonly subject: string;
    /** What people call it. */
    readonly name: string;
    readonly owner: string;
    readonly next: string | null;
    readonly isNamed: boolean;
    /** By name (`of-day-20`), and for whom it was set: for this one, for all, for none (`usual`). */
    readonly thresholds: readonly { readonly name: string; readonly from: 'own' | 'all' | 'usual' }[];
    readonly lastTold: { readonly at: number; readonly contact: string; readonly kind: string } | null;
  }[];
}

/** Who owns what, and who can be told how. `now`: epoch ms. */
export function writeOwners({ subjects, contacts, forAll, rules }: ShownOwners, now: number): readonly string[] {
  const rows = subjects.map(({ subject, owner, next, lastTold }) => {
    const told =
      lastTold === null ? '–' : speak('owners.ago', { contact: lastTold.contact, now: writeAge(now - lastTold.at) });
    return [subject, nameOf(owner), next ?? '–', told];
  });
  const all = forAll === null ? [] : [[speak('owners.allOthers'), nameOf(forAll.owner), forAll.next ?? '–', '']];
  const { urgent, soon } = rules.escalateMinutes;
  return [
    ...(rows.length + all.length === 0
      ? [speak('owners.noAccountsAndNoBudgets')]
      : writeTable(
          [speak('owners.accountOrBudget'), speak('owners.owner'), speak('any.next'), speak('owners.toldLast')],
          [...rows, ...all],
        )),
    '',
    ...(contacts.length === 0
      ? [speak('owners.noContactsYetEveryChannel'), '  tollkeeper owners contact ann --channels mail']
      : writeTable(
          [
            speak('owners.contact'),
            speak('owners.channels'),
            speak('owners.language'),
            speak('owners.hours'),
            speak('owners.digest'),
          ],
          contacts.map((one) => [
            one.name,
            one.channels.join(', '),
            one.language,
            writeHours(one),
            writeClock(one.digestAt),
          ]),
        )),
    '',
    speak('owners.whatNobodyAcknowledgesGoesOn', { urgent }),
    speak('owners.afterAtMostADay', { soon: writeAge(soon * 60_000), perDayMax: rules.perDayMax }),
    speak('owners.refusedEndsWithinADay'),
    ...writeUnfollowed(subjects),
  ];
}

/** Contacts with channels that are not among `known`; nothing where there are none. */
export function writeUnknownChannels(contacts: ShownOwners['contacts'], known: readonly string[]): readonly string[] {
  const lines = contacts.flatMap(({ name, channels }) => {
    const unknown = channels.filter((channel) => channel !== '*' && !known.includes(channel));
    if (unknown.length === 0) return [];
    const names = unknown.map((channel) => `"${channel}"`).join(', ');
    return wrapColumns(speak('owners.isToldByNoChannel', { contact: name, names }), COLUMNS);
  });
  return lines.length === 0 ? [] : ['', ...lines];
}

const COLUMNS = 80;

/** Whom nobody was named in the place of is no name. */
export function nameOf(owner: string): string {
  return owner === 'everyone' ? speak('owners.everyone') : owner;
}

/** That what nobody acknowledges ends there; nothing where everything has a next contact. */
function writeUnfollowed(subjects: ShownOwners['subjects']): readonly string[] {
  const alone = subjects.filter(({ next }) => next === null);
  if (alone.length === 0) return [];
  return [
    '',
    speak('owners.ofHaveNoNextContact', { count: alone.length, count2: subjects.length }),
    "  tollkeeper owners set '*' ann --next bob",
  ];
}

const SET = { own: 'owners.byYou', all: 'owners.byYouFor', usual: 'owners.usual' } as const;

/** From where on it is warned of what, a line each; `of`: of this subject only, as it is named in the answer. */
export function writeThresholds(
  { subjects, forAllThresholds }: Pick<ShownOwners, 'subjects' | 'forAllThresholds'>,
  of: string | null,
): readonly string[] {
  const shown = subjects.filter(({ subject }) => of === null || subject === of);
  // What was set for all, even where each has a line of its own of that kind.
  const forAll = of === null ? forAllThresholds : [];
  if (shown.length + forAll.length === 0) return [speak('owners.noAccountsAndNoBudgets')];
  const all = forAll.map((name, at) => [at === 0 ? '*' : '', name, speak('owners.byYou')]);
  const rows = shown.flatMap(({ subject, thresholds }) =>
    thresholds.length === 0
      ? [[subject, speak('owners.ofNothing'), '']]
      : thresholds.map(({ name, from }, at) => [at === 0 ? subject : '', name, speak(SET[from])]),
  );
  return writeTable(
    [speak('owners.accountOrBudget'), speak('owners.warnedBelow'), speak('owners.set')],
    [...all, ...rows],
  );
}

function writeHours({ hours, urgentAnytime }: ContactInput): string {
  if (hours === null) return speak('owners.always');
  const span = `${writeClock(hours.from)}-${writeClock(hours.until)}`;
  const days = hours.days.length === 7 ? '' : speak('owners.days', { days: hours.days.join('') });
  return `${span}${days}${urgentAnytime ? speak('owners.urgentAlways') : ''}`;
}

function writeClock(minutes: number | null): string {
  if (minutes === null) return '–';
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}
