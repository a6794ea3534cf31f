import type { ContactInput } from '../alerts/settings.ts';
import type { ShownOwners } from '../terminal/write-owners.ts';
import { type FieldView, renderFields } from './form-fields.ts';
import { type Html, html } from './html.ts';
import { THRESHOLD_FIELDS, type ThresholdField } from './owner-deeds.ts';
import type { PageReading } from './page.ts';

/** Where the page is that has these forms. */
const PEOPLE = '/watch/people';

/** Leads to the form of an account or budget. */
export function ownedLink(subject: string): string {
  return `${PEOPLE}?${new URLSearchParams({ edit: subject })}#edit`;
}

/** Leads to the form of a contact; empty: of a new one. */
export function contactLink(name: string): string {
  return `${PEOPLE}?${new URLSearchParams({ contact: name })}#contact`;
}

/** What `of-day-20` says: its kind and figure, with the unit of an amount. */
export function readThresholdName(
  name: string,
): { readonly kind: ThresholdField; readonly figure: string; readonly unit: string } | null {
  const [, kind, figure = '', unit = ''] =
    /^(amount|of-recharge|of-day|of-limit|runway)-([\d.]+)(?:-(.+))?$/.exec(name) ?? [];
  return kind === undefined ? null : { kind: kind as ThresholdField, figure, unit };
}

/** The form of one account, budget, or all others: who owns it, and from where on they are warned. Null: none was asked for. */
export function renderOwnedForm(owners: ShownOwners, { words, form, query, sent }: PageReading): Html | null {
  const mine = sent?.deed === 'own' ? sent : null;
  const subject = mine?.fields.id ?? query.get('edit');
  const found = owners.subjects.find((one) => one.subject === subject);
  const shown = subject === '*' ? allOthers(owners, words.say('page.others')) : found && { ...found, ...ownOf(found) };
  if (subject === null || shown === undefined) return null;
  const { say } = words;
  const names = owners.contacts.map(({ name }) => [name, name] as const);
  const kinds = THRESHOLD_FIELDS.filter(
    (kind) => subject === '*' || kind === 'amount' || (kind === 'of-limit') === subject.startsWith('budget:'),
  );
  const views: readonly FieldView[] = [
    {
      ...{ name: 'owner', label: say('page.ownedBy'), value: shown.owner ?? '' },
      choices: [['', say('page.nobodyAll')], ...names],
      ...(names.length === 0 && { hint: say('page.owner.hint') }),
    },
    { name: 'next', label: say('page.next'), value: shown.next ?? '', choices: [['', '–'], ...names] },
    ...kinds.map(
      (kind): FieldView => ({
        ...{ name: kind, label: say(`page.field.${kind}`), value: valuesOf(kind, shown.ownThresholds) },
        ...(kind === 'amount' && { hint: say('page.field.amount.hint') }),
      }),
    ),
  ];
  const inForce = html`<p class="quiet">${say('page.own.usual')}</p>`;
  return html`<section class="card" id="edit" aria-labelledby="edit-h"><h3 id="edit-h">${say('page.own.title', { name: shown.title })}</h3>
${form(html`<input type="hidden" name="id" value="${subject}">${renderFields(views, { id: 'own', sent: mine, words })}${inForce}
<p class="deeds"><button class="main" name="deed" value="own">${say('page.keep')}</button><a href="${PEOPLE}">${say('page.cancel')}</a></p>`)}</section>`;
}

interface Owned {
  readonly title: string;
  readonly owner: string | null;
  readonly next: string | null;
  readonly ownThresholds: readonly string[];
}

function ownOf({ name, thresholds }: ShownOwners['subjects'][number]): Pick<Owned, 'title' | 'ownThresholds'> {
  const own = thresholds.filter(({ from }) => from === 'own');
  return { title: name, ownThresholds: own.map((threshold) => threshold.name) };
}

function allOthers({ forAll, forAllThresholds }: ShownOwners, title: string): Owned {
  return { title, owner: forAll?.owner ?? null, next: forAll?.next ?? null, ownThresholds: forAllThresholds };
}

function valuesOf(kind: ThresholdField, names: readonly string[]): string {
  const own = names.flatMap((name) => readThresholdName(name) ?? []).filter((one) => one.kind === kind);
  return own.map(({ figure, unit }) => (unit === '' ? figure : `${figure} ${unit}`)).join('; ');
}

/** The form of a contact: who they are, and how and when they are told. Null: none was asked for. */
export function renderContactForm(
  { contacts }: ShownOwners,
  channels: readonly string[],
  reading: PageReading,
): Html | null {
  const { words, form, query, sent } = reading;
  const { say } = words;
  const mine = sent?.deed === 'contact' || sent?.deed === 'forget' ? sent : null;
  const old = mine?.fields.old ?? query.get('contact');
  if (old === null) return null;
  const was = contacts.find(({ name }) => name === old);
  const named = was?.channels.includes('*') === false ? was.channels.join(', ') : '';
  const days = (was?.hours?.days ?? EVERY_DAY).join('');
  const choices = [...new Set([EVERY_DAY.join(''), '12345', days])].map((one) => [one, sayDays(one, reading)] as const);
  const views: readonly FieldView[] = [
    { name: 'name', label: say('page.contact.name'), value: was?.name ?? '', hint: say('page.contact.name.hint') },
    {
      ...{ name: 'channels', label: say('page.channels'), value: named },
      hint:
        channels.length === 0
          ? say('page.channels.noneHint')
          : say('page.channels.hint', { names: { kind: 'verbatim', text: channels.join(', ') } }),
    },
    {
      ...{ name: 'language', label: say('page.language'), value: was?.language ?? words.language },
      choices: [
        ['en', 'English'],
        ['zh', '中文'],
      ],
    },
    { name: 'begin', label: say('page.contact.begin'), value: clockOf(was?.hours?.from), type: 'time' },
    {
      ...{ name: 'end', label: say('page.contact.end'), value: clockOf(was?.hours?.until), type: 'time' },
      hint: say('page.contact.hours.hint'),
    },
    { name: 'days', label: say('page.contact.days'), value: days, choices },
    {
      ...{ name: 'urgent', label: say('page.urgentAnytime'), type: 'checkbox' },
      value: (was?.urgentAnytime ?? true) ? 'yes' : '',
    },
    {
      ...{ name: 'digest', label: say('page.digest'), value: clockOf(was?.digestAt), type: 'time' },
      hint: say('page.digest.hint'),
    },
  ];
  const forget =
    was === undefined
      ? null
      : html`<button name="deed" value="forget">${say('page.forget', { name: was.name })}</button>`;
  const title = was === undefined ? say('page.contact.new') : say('page.contact.title', { name: was.name });
  return html`<section class="card" id="contact" aria-labelledby="contact-h"><h3 id="contact-h">${title}</h3>
${form(html`<input type="hidden" name="old" value="${was?.name ?? ''}">${renderFields(views, { id: 'contact', sent: mine, words })}
<p class="deeds"><button class="main" name="deed" value="contact">${say('page.keep')}</button>${forget}<a href="${PEOPLE}">${say('page.cancel')}</a></p>`)}</section>`;
}

const EVERY_DAY: readonly number[] = [1, 2, 3, 4, 5, 6, 7];

/** `12345`: "Monday–Friday"; others one by one. */
export function sayDays(days: string, { words }: Pick<PageReading, 'words'>): string {
  if (days === EVERY_DAY.join('')) return words.say('page.days.all');
  if (days === '12345') return words.say('page.days.work');
  const format = new Intl.DateTimeFormat(words.language === 'zh' ? 'zh-CN' : 'en-GB', {
    weekday: 'short',
    timeZone: 'UTC',
  });
  // 5 January 1970 was a Monday.
  return [...days]
    .map((day) => format.format((Number(day) + 3) * 86_400_000))
    .join(words.language === 'zh' ? '、' : ', ');
}

/** As a time field has it; absent and null: empty. */
function clockOf(minutes: ContactInput['digestAt'] | undefined): string {
  if (minutes == null) return '';
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
