import * as v from 'valibot';
import { THRESHOLDS_MAX } from '../../lib/domain/threshold.ts';
import { isOwnWallet, standsFor } from '../../lib/ledger/ledger-context.ts';
import type { AccountRow } from '../../lib/ledger/rows.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import { nameSubject } from '../../lib/watch/contact.ts';
import { nameThreshold } from '../../lib/watch/threshold.ts';
import { readHistory } from '../alerts/alert-store.ts';
import { resolveSubject, resolveSubjects } from '../alerts/resolve-subjects.ts';
import {
  type AlertSettings,
  contactInput,
  contactName,
  EVERYONE,
  ownerOf,
  readSettings,
  type StoredThreshold,
  subjectName,
  type ThresholdInput,
  thresholdInput,
  thresholdsHeld,
  thresholdsOf,
  toThreshold,
  writeSettings,
} from '../alerts/settings.ts';
import { nameAccount, nameAccountId } from '../balance/account-name.ts';
import { inWatchTables } from '../ledger/in-watch-tables.ts';
import { type ApiDesk, ApiProblem, type ApiRoute, route } from './route.ts';

/** What somebody can own. */
type Subject = { readonly kind: 'account' | 'budget'; readonly id: string };

const minutes = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(30 * 1440));

/** Who owns what, whom it goes to next, from where on they want to hear of it. */
export const ownerRoutes: readonly ApiRoute[] = [
  route({
    method: 'GET',
    path: '/owners',
    summary:
      'Every account and budget with its owner, next contact, thresholds and who was told last; and the contacts',
    input: v.object({}),
    answer: (_, desk) => listOwners(desk),
  }),
  route({
    method: 'PUT',
    path: '/owners/{subject}',
    summary: 'Name the owner of account:<id>, budget:<name> or * (all others), and who is told next',
    input: v.object({ subject: subjectName, owner: contactName, next: v.optional(v.nullable(contactName), null) }),
    answer: async ({ subject: given, owner, next }, desk) => {
      const subject = await knownSubject(given, desk);
      return change(desk, (settings) => {
        for (const name of [owner, next]) {
          const isKnown = name === null || settings.contacts.some((contact) => contact.name === name);
          if (!isKnown) throw new ApiProblem(404, `there is no contact "${name}"; add one first`);
        }
        return { ...settings, owners: { ...settings.owners, [subject]: { owner, next } } };
      });
    },
  }),
  route({
    method: 'DELETE',
    path: '/owners/{subject}',
    summary: 'Forget the owner of a subject',
    input: v.object({ subject: subjectName }),
    answer: ({ subject: given }, desk) =>
      change(desk, (settings, rows) => {
        const subject = resolveSubject(given, rows);
        if (!Object.hasOwn(settings.owners, subject)) throw new ApiProblem(404, `nobody owns "${subject}"`);
        const owners = Object.fromEntries(Object.entries(settings.owners).filter(([name]) => name !== subject));
        return { ...settings, owners };
      }),
  }),
  route({
    method: 'PUT',
    path: '/contacts/{name}',
    summary: 'Add a contact, or change one: channels, language, hours, digest, kinds',
    input: contactInput,
    answer: (contact, desk) =>
      change(desk, (settings) => ({
        ...settings,
        contacts: [...settings.contacts.filter(({ name }) => name !== contact.name), contact],
      })),
  }),
  route({
    method: 'DELETE',
    path: '/contacts/{name}',
    summary: 'Remove a contact who owns nothing',
    input: v.object({ name: contactName }),
    answer: ({ name }, desk) =>
      change(desk, (settings) => {
        const owned = Object.entries(settings.owners).find(([, { owner, next }]) => owner === name || next === name);
        if (owned) throw new ApiProblem(409, `${name} is named for ${owned[0]}; name somebody else there first`);
        const contacts = settings.contacts.filter((contact) => contact.name !== name);
        if (contacts.length === settings.contacts.length) throw new ApiProblem(404, `there is no contact "${name}"`);
        return { ...settings, contacts };
      }),
  }),
  route({
    method: 'PUT',
    path: '/alerts/rules',
    summary: 'How many notices a day an account may cause, and when an alert goes on to the next contact',
    input: v.object({
      perDayMax: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100))),
      escalateMinutes: v.optional(v.object({ urgent: minutes, soon: minutes })),
    }),
    answer: ({ perDayMax, escalateMinutes }, desk) =>
      change(desk, (settings) => ({
        ...settings,
        perDayMax: perDayMax ?? settings.perDayMax,
        escalateMinutes: escalateMinutes ?? settings.escalateMinutes,
      })),
  }),
  route({
    method: 'POST',
    path: '/thresholds',
    summary: 'From where on to warn of account:<id>, budget:<name> or * (all); several at once hold',
    input: v.object({ subject: subjectName, threshold: thresholdInput }),
    answer: async ({ subject: given, threshold: asked }, desk) => {
      const subject = await knownSubject(given, desk);
      const threshold = await inUnit(asked, subject, desk);
      return change(desk, (settings) => {
        const others = settings.thresholds.filter(
          (one) => one.subject !== subject || nameOf(one.threshold) !== nameOf(threshold),
        );
        const withheld = settings.withheld.filter((one) => one.subject !== subject || one.name !== nameOf(threshold));
        return { ...settings, withheld, thresholds: [...others, { subject, threshold, seenAt: desk.now() }] };
      });
    },
  }),
  route({
    method: 'PUT',
    path: '/thresholds/{subject}',
    summary: 'Say all own thresholds of a subject at once; of a kind without one those of * hold, or the usual ones',
    input: v.object({
      subject: subjectName,
      thresholds: v.pipe(v.array(thresholdInput), v.maxLength(THRESHOLDS_MAX, `${THRESHOLDS_MAX} thresholds at most`)),
    }),
    answer: async ({ subject: given, thresholds }, desk) => {
      const subject = await knownSubject(given, desk);
      const asked = await Promise.all(thresholds.map((threshold) => inUnit(threshold, subject, desk)));
      const named = new Map(asked.map((threshold) => [nameOf(threshold), threshold]));
      const next = [...named.values()];
      return change(desk, (settings) => ({
        ...settings,
        withheld: settings.withheld.filter((one) => one.subject !== subject || !named.has(one.name)),
        thresholds: [
          ...settings.thresholds.filter((one) => one.subject !== subject),
          ...next.map((threshold) => ({ subject, threshold, seenAt: desk.now() })),
        ],
      }));
    },
  }),
  route({
    method: 'DELETE',
    path: '/thresholds/{subject}/{name}',
    summary: 'Remove a threshold: one of its own, or for it one of those that are set for all or usual',
    input: v.object({ subject: subjectName, name: v.string() }),
    answer: ({ subject: given, name }, desk) =>
      change(desk, (settings, rows) => without(settings, resolveSubject(given, rows), name)),
  }),
  route({
    method: 'POST',
    path: '/thresholds/seen',
    summary: 'Somebody has looked at all thresholds',
    input: v.object({}),
    answer: (_, desk) =>
      change(desk, (settings) => ({
        ...settings,
        thresholds: settings.thresholds.map((one) => ({ ...one, seenAt: desk.now() })),
      })),
  }),
];

/** An amount without a unit is in that of the account or budget. */
async function inUnit(asked: ThresholdInput, subject: string, desk: ApiDesk): Promise<StoredThreshold> {
  return asked.kind === 'amount' ? { ...asked, unit: asked.unit ?? (await unitOf(subject, desk)) } : asked;
}

/** What was set is forgotten; what holds without that is noted as not wanted. */
function without(settings: AlertSettings, subject: string, name: string): AlertSettings {
  const isMeant = (one: AlertSettings['thresholds'][number]): boolean =>
    one.subject === subject && nameOf(one.threshold) === name;
  const thresholds = settings.thresholds.filter((one) => !isMeant(one));
  if (thresholds.length < settings.thresholds.length) return { ...settings, thresholds };
  const held = namesHeld(settings, subject);
  if (held.includes(name)) return { ...settings, withheld: [...settings.withheld, { subject, name }] };
  const there = held.length === 0 ? 'it has none' : `it has ${held.join(', ')}`;
  throw new ApiProblem(404, `${subject} has no threshold "${name}"; ${there}`);
}

/** Names of what holds of a subject; for `*` of what holds where nothing else was said. */
function namesHeld(settings: AlertSettings, subject: string): readonly string[] {
  const id = subject.slice(subject.indexOf(':') + 1);
  const kinds = (['account', 'budget'] as const).filter((kind) => subject === '*' || subject.startsWith(`${kind}:`));
  return kinds.flatMap((kind) => thresholdsOf(settings, { kind, id }).map(nameThreshold));
}

function nameOf(threshold: StoredThreshold): string {
  return nameThreshold(toThreshold(threshold));
}

async function change(
  desk: ApiDesk,
  by: (settings: AlertSettings, rows: readonly AccountRow[]) => AlertSettings,
): Promise<object> {
  const rows = await rowsOf(desk);
  await inWatchTables(desk.store, async (tables) => {
    try {
      await writeSettings(tables, by(resolveSubjects(await readSettings(tables), rows), rows));
    } catch (error) {
      if (error instanceof v.ValiError) throw new ApiProblem(400, error.message);
      throw error;
    }
  });
  desk.alertDesk.hear();
  return listOwners(desk);
}

async function listOwners(desk: ApiDesk): Promise<object> {
  const subjects = await subjectsOf(desk);
  const rows = await rowsOf(desk);
  return inWatchTables(desk.store, async (tables) => {
    const settings = resolveSubjects(await readSettings(tables), rows);
    const told = (await readHistory(tables)).flatMap(({ condition, told: entries }) =>
      entries.map((entry) => ({ ...entry, subject: nameSubject(condition.subject) })),
    );
    return {
      contacts: settings.contacts,
      rules: { perDayMax: settings.perDayMax, escalateMinutes: settings.escalateMinutes },
      forAll: settings.owners['*'] ?? null,
      forAllThresholds: settings.thresholds.filter((one) => one.subject === '*').map((one) => nameOf(one.threshold)),
      subjects: subjects.map((subject) => {
        const name = nameSubject(subject);
        const owner = ownerOf(settings, subject);
        const entries = told.filter((one) => one.subject === name).toSorted((a, b) => b.at - a.at);
        const [last] = entries;
        return {
          ...{ subject: name, name: nameOfSubject(subject, rows) },
          ...{ owner: owner?.owner ?? EVERYONE, next: owner?.next ?? null },
          isNamed: Object.hasOwn(settings.owners, name),
          thresholds: thresholdsHeld(settings, subject).map(({ threshold, from }) => ({
            name: nameThreshold(threshold),
            from,
          })),
          lastTold: last === undefined ? null : { at: last.at, contact: last.contact, kind: last.kind },
        };
      }),
    };
  });
}

/** What people call it. */
function nameOfSubject({ kind, id }: Subject, rows: readonly AccountRow[]): string {
  if (kind !== 'account') return id;
  const row = rows.find((one) => one.id === id);
  return row === undefined ? nameAccountId(id) : nameAccount(row);
}

function rowsOf({ store }: Pick<ApiDesk, 'store'>): Promise<readonly AccountRow[]> {
  return store.transact(async ({ accounts }) => accounts.toArray());
}

/** A subject that is there, by the name that alerts have: what is said of one that is not would warn nobody. */
async function knownSubject(given: string, desk: ApiDesk): Promise<string> {
  const subject = resolveSubject(given, await rowsOf(desk));
  const names = (await subjectsOf(desk)).map(nameSubject);
  const [kind = '', ...rest] = subject.split(':');
  const isOther =
    subject === '*' || subject === 'self' || (kind === 'provider' && findProvider(rest.join(':')) !== null);
  if (isOther || names.includes(subject)) return subject;
  const shown = names.slice(0, NAMED_MAX).map((name) => name.replace(/^(account|budget):/, ''));
  const known = shown.length === 0 ? 'there are none yet' : `there are ${shown.join(', ')}`;
  throw new ApiProblem(404, `there is no ${kind} "${rest.join(':')}"; ${known}`);
}

/** What an account's balance, or a budget, is in; where that is not known, or several things, it is dollars. */
async function unitOf(subject: string, { store, holds }: ApiDesk): Promise<string> {
  const id = subject.slice(subject.indexOf(':') + 1);
  const rows = await store.transact(({ readings }) => Promise.resolve(readings.where('account').equals(id).toArray()));
  const budgets = await holds.budgets();
  const units = subject.startsWith('budget:')
    ? budgets.flatMap(({ id: own, unit }) => (own === id ? [unit.kind === 'money' ? unit.currency : unit.kind] : []))
    : rows.map(({ unit }) => unit);
  const [only = USUAL_UNIT, ...others] = [...new Set(units)];
  return others.length === 0 ? only : USUAL_UNIT;
}

const USUAL_UNIT = 'USD';

/** Of accounts and budgets so many are named where one was not found. */
const NAMED_MAX = 10;

/** Accounts that money was seen of, those that have a key here, budgets. What is another one's wallet is that one. */
async function subjectsOf(desk: ApiDesk): Promise<readonly Subject[]> {
  const { accounts, holds } = desk;
  const rows = await rowsOf(desk);
  const seen = rows.filter((row) => isOwnWallet(rows, row)).map(({ id }) => id);
  const named = accounts.list().map(({ id }) => standsFor(rows, id)?.id ?? id);
  const budgets = (await holds.budgets()).map(({ id }) => id);
  return [
    ...[...new Set([...seen, ...named])].toSorted().map((id) => ({ kind: 'account', id }) as const),
    ...budgets.toSorted().map((id) => ({ kind: 'budget', id }) as const),
  ];
}
