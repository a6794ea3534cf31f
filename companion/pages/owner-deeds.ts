import * as v from 'valibot';
import type { Text } from '../../lib/domain/text.ts';
import { THRESHOLDS_MAX } from '../../lib/domain/threshold.ts';
import {
  type ContactInput,
  contactInput,
  contactName,
  type ThresholdInput,
  thresholdInput,
} from '../alerts/settings.ts';
import type { ApiProblem } from '../api/route.ts';
import type { ShownOwners } from '../terminal/write-owners.ts';
import { FormProblem } from './form-fields.ts';
import type { AskApi } from './page.ts';
import type { Fields } from './page-deeds.ts';

/** Fields that thresholds are typed into, by their kind; several stand in one, with a semicolon between. */
export const THRESHOLD_FIELDS = ['amount', 'of-day', 'of-recharge', 'of-limit', 'runway'] as const;
export type ThresholdField = (typeof THRESHOLD_FIELDS)[number];

type Wrong = Record<string, Text>;

/** Names the owner of an account or budget, and from where on to warn: what was there before is replaced. @throws FormProblem */
export async function setOwned(fields: Fields, ask: AskApi): Promise<void> {
  const { id = '', owner = '', next = '' } = fields;
  const wrong: Wrong = {};
  const thresholds = THRESHOLD_FIELDS.flatMap((kind) => readThresholds(kind, fields[kind] ?? '', wrong));
  if (thresholds.length > THRESHOLDS_MAX) wrong.amount = { key: 'page.wrong.tooMany', params: { n: THRESHOLDS_MAX } };
  if (next !== '' && owner === '') wrong.next = { key: 'page.wrong.nextAlone' };
  else if (next !== '' && next === owner) wrong.next = { key: 'page.wrong.nextSame' };
  if (Object.keys(wrong).length > 0) throw new FormProblem(wrong);
  const { subjects, forAll, contacts } = await ask<ShownOwners>({ method: 'GET', path: '/owners' });
  for (const [field, name] of [['owner', owner] as const, ['next', next] as const]) {
    const isKnown = name === '' || contacts.some((contact) => contact.name === name);
    if (!isKnown) throw new FormProblem({ [field]: { key: 'page.wrong.contactGone' } });
  }
  const path = `/owners/${encodeURIComponent(id)}`;
  const isNamed = id === '*' ? forAll !== null : subjects.some((one) => one.subject === id && one.isNamed);
  if (owner !== '') await ask({ method: 'PUT', path, body: { owner, next: next === '' ? null : next } });
  else if (isNamed) await ask({ method: 'DELETE', path });
  await ask({ method: 'PUT', path: `/thresholds/${encodeURIComponent(id)}`, body: { thresholds } });
}

function readThresholds(kind: ThresholdField, text: string, wrong: Wrong): readonly ThresholdInput[] {
  const parts = text.split(/[;；]/).map((part) => part.trim());
  return parts
    .filter((part) => part !== '')
    .flatMap((part) => {
      const read = v.safeParse(thresholdInput, toThreshold(kind, part));
      if (!read.success) wrong[kind] = { key: `page.wrong.${kind}` };
      return read.success ? [read.output] : [];
    });
}

function toThreshold(kind: ThresholdField, text: string): object {
  if (kind === 'amount') {
    const [, sign = '', below = '', unit = ''] = /^([$¥€]?)\s*([\d.]+)\s*(.*)$/.exec(text) ?? [];
    const named = unit.trim() || SIGNS[sign];
    return { kind, below, ...(named !== undefined && { unit: named }) };
  }
  const number = Number(text.replace(/\s*%$/, ''));
  return kind === 'runway' ? { kind, days: number } : { kind, percent: number };
}

const SIGNS: Readonly<Record<string, string>> = { $: 'USD', '¥': 'CNY', '€': 'EUR' };

/** Adds a contact, or changes one; what the form has no field for stays. @throws FormProblem */
export async function setContact(fields: Fields, ask: AskApi): Promise<void> {
  const { name = '', old = '', begin = '', end: until = '', digest = '', language, channels = '' } = fields;
  const wrong: Wrong = {};
  const { contacts } = await ask<ShownOwners>({ method: 'GET', path: '/owners' });
  if (!v.is(contactName, name)) wrong.name = { key: 'page.wrong.name' };
  else if (name !== old && contacts.some((one) => one.name === name)) wrong.name = { key: 'page.wrong.nameTaken' };
  const named = channels.split(/[,，;；\s]+/).filter((one) => one !== '');
  const known = (await ask<{ channels: readonly { name: string }[] }>({ method: 'GET', path: '/channels' })).channels;
  const unknown = named.filter((one) => one !== '*' && !known.some((channel) => channel.name === one));
  if (unknown.length > 0) wrong.channels = { key: 'page.wrong.channel', params: { name: unknown.join(', ') } };
  const [start, end, digestAt] = [begin, until, digest].map(readClock);
  if ((start === null) !== (end === null)) wrong[start === null ? 'begin' : 'end'] = { key: 'page.wrong.hours' };
  if (Object.keys(wrong).length > 0) throw new FormProblem(wrong);
  const before = contacts.find((one) => one.name === old);
  const days = (fields.days ?? '').split('').map(Number);
  const contact: Omit<ContactInput, 'name'> = {
    channels: named.length === 0 ? ['*'] : named,
    language: language === 'zh' ? 'zh' : 'en',
    zone: before?.zone ?? null,
    hours: start == null || end == null ? null : { from: start, until: end, days },
    urgentAnytime: fields.urgent === 'yes',
    digestAt: digestAt ?? null,
    kinds: before?.kinds ?? null,
  };
  if (!v.is(contactInput, { name, ...contact })) throw new FormProblem({ days: { key: 'page.wrong.days' } });
  await ask({ method: 'PUT', path: `/contacts/${encodeURIComponent(name)}`, body: contact });
}

/** Forgets a contact. @throws FormProblem where they still own something */
export async function forgetContact({ old = '' }: Fields, ask: AskApi): Promise<void> {
  try {
    await ask({ method: 'DELETE', path: `/contacts/${encodeURIComponent(old)}` });
  } catch (error) {
    if ((error as Partial<ApiProblem>).status !== 409) throw error;
    throw new FormProblem({ name: { key: 'page.wrong.owns' } });
  }
}

/** Minutes after midnight of a time field; null: it is empty. */
function readClock(text: string): number | null {
  const [, hours = '', minutes = ''] = /^(\d\d):(\d\d)/.exec(text) ?? [];
  return hours === '' ? null : Number(hours) * 60 + Number(minutes);
}
