import type { ContactInput } from '../alerts/settings.ts';
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
    const told = lastTold === null ? '–' : `${lastTold.contact}, ${writeAge(now - lastTold.at)} ago`;
    return [subject, owner, next ?? '–', told];
  });
  const all = forAll === null ? [] : [['all others', forAll.owner, forAll.next ?? '–', '']];
  const { urgent, soon } = rules.escalateMinutes;
  return [
    ...(rows.length + all.length === 0
      ? ['No accounts and no budgets yet.']
      : writeTable(['Account or budget', 'Owner', 'Next', 'Told last'], [...rows, ...all])),
    '',
    ...(contacts.length === 0
      ? [
          'No contacts yet: every channel is told of everything. Add one:',
          '  tollkeeper owners contact ann --channels mail',
        ]
      : writeTable(
          ['Contact', 'Channels', 'Language', 'Hours', 'Digest'],
          contacts.map((one) => [
            one.name,
            one.channels.join(', '),
            one.language,
            writeHours(one),
            writeClock(one.digestAt),
          ]),
        )),
    '',
    `What nobody acknowledges goes on to the next: urgent after ${urgent} min, soon`,
    `after ${writeAge(soon * 60_000)}. At most ${rules.perDayMax} a day of one account, besides what is urgent (empty,`,
    'refused, ends within a day) and recharges that wait for a yes.',
    ...writeUnfollowed(subjects),
  ];
}

/** That what nobody acknowledges ends there; nothing where everything has a next contact. */
function writeUnfollowed(subjects: ShownOwners['subjects']): readonly string[] {
  const alone = subjects.filter(({ next }) => next === null);
  if (alone.length === 0) return [];
  return [
    '',
    `${alone.length} of ${subjects.length} have no next contact: an alert of them goes on to nobody. Name one:`,
    "  tollkeeper owners set '*' ann --next bob",
  ];
}

const SET = { own: 'by you', all: "by you, for '*'", usual: '– (usual)' } as const;

/** From where on it is warned of what, a line each; `of`: of this subject only, as it is named in the answer. */
export function writeThresholds({ subjects }: Pick<ShownOwners, 'subjects'>, of: string | null): readonly string[] {
  const shown = subjects.filter(({ subject }) => of === null || subject === of);
  if (shown.length === 0) return ['No accounts and no budgets yet.'];
  const rows = shown.flatMap(({ subject, thresholds }) =>
    thresholds.length === 0
      ? [[subject, 'of nothing', '']]
      : thresholds.map(({ name, from }, at) => [at === 0 ? subject : '', name, SET[from]]),
  );
  return writeTable(['Account or budget', 'Warned below', 'Set'], rows);
}

function writeHours({ hours, urgentAnytime }: ContactInput): string {
  if (hours === null) return 'always';
  const span = `${writeClock(hours.from)}-${writeClock(hours.until)}`;
  const days = hours.days.length === 7 ? '' : `, days ${hours.days.join('')}`;
  return `${span}${days}${urgentAnytime ? '; urgent always' : ''}`;
}

function writeClock(minutes: number | null): string {
  if (minutes === null) return '–';
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}
