import { speak } from '../terminal/speak.ts';
import { type ShownOwners, writeOwners, writeUnknownChannels } from '../terminal/write-owners.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command, CommandContext } from './command.ts';
import { readDuration } from './read-duration.ts';
import { toSubject } from './read-threshold.ts';
import { createUserError } from './user-error.ts';

const MINUTE_MS = 60_000;

/** `tollkeeper owners`: who is told of what, and who is next. */
export const ownersCommand: Command = {
  name: 'owners',

  operands: '[set|remove|contact|forget|rules] [what …]',
  options: {
    next: { type: 'string', value: '<name>' },
    channels: { type: 'string', value: '<name,…>' },
    lang: { type: 'string', value: '<en|zh>' },
    zone: { type: 'string', value: '<zone>' },
    hours: { type: 'string', value: '<9:00-18:00>' },
    days: { type: 'string', value: '<1-5>' },
    'not-urgent': { type: 'boolean' },
    digest: { type: 'string', value: '<9:00>' },
    kinds: { type: 'string', value: '<kind,…>' },
    urgent: { type: 'string', value: '<30m>' },
    soon: { type: 'string', value: '<1d>' },
    'per-day': { type: 'string', value: '<n>' },
    json: { type: 'boolean' },
  },

  run: async ({ operands, values, print }) => {
    const answer = await perform(operands, values);
    if (values.json === true) print(JSON.stringify(answer));
    else for (const line of [...writeOwners(answer, Date.now()), ...(await findUnknown(answer))]) print(line);
    return 0;
  },
};

/** A channel may be added after the contact, so its name is taken; that there is none is said as long as it is so. */
async function findUnknown({ contacts }: ShownOwners): Promise<readonly string[]> {
  if (contacts.every(({ channels }) => channels.every((name) => name === ALL))) return [];
  const { channels, elsewhere } = await askCompanion<Channels>({ path: '/channels' });
  return writeUnknownChannels(
    contacts,
    [...channels, ...elsewhere].map(({ name }) => name),
  );
}

interface Channels {
  readonly channels: readonly { readonly name: string }[];
  readonly elsewhere: readonly { readonly name: string }[];
}

/** All channels that there are. */
const ALL = '*';

type Values = CommandContext['values'];

function perform([deed = 'list', what, name, ...more]: readonly string[], values: Values): Promise<ShownOwners> {
  if (more.length > 0) throw notUnderstood(speak('any.isOneWordTooMany', { what: more.join(' ') }));
  if (deed === 'list' && what === undefined) return askCompanion({ path: '/owners' });
  if (deed === 'rules' && what === undefined) return changeRules(values);
  if (deed === 'set' && what !== undefined && name !== undefined) {
    const body = { owner: name, next: values.next ?? null };
    return askCompanion({ method: 'PUT', path: `/owners/${encodeURIComponent(toSubject(what))}`, body });
  }
  if (name === undefined && what !== undefined) {
    if (deed === 'remove') {
      return askCompanion({ method: 'DELETE', path: `/owners/${encodeURIComponent(toSubject(what))}` });
    }
    const path = `/contacts/${encodeURIComponent(what)}`;
    if (deed === 'forget') return askCompanion({ method: 'DELETE', path });
    if (deed === 'contact') return askCompanion({ method: 'PUT', path, body: toContact(values) });
  }
  throw notUnderstood(speak('owners.itIsWrittenOwnersSet'));
}

/** What is not said stays as it is. */
async function changeRules({ urgent, soon, 'per-day': perDay }: Values): Promise<ShownOwners> {
  if ([urgent, soon, perDay].every((one) => one === undefined)) {
    throw notUnderstood(speak('owners.whatToChangeWasNot'));
  }
  const { rules } = await askCompanion<ShownOwners>({ path: '/owners' });
  const minutes = (given: string | boolean | undefined, before: number): number =>
    given === undefined ? before : readMinutes(given);
  const escalateMinutes = {
    urgent: minutes(urgent, rules.escalateMinutes.urgent),
    soon: minutes(soon, rules.escalateMinutes.soon),
  };
  const body = { escalateMinutes, ...(perDay !== undefined && { perDayMax: readCount(String(perDay)) }) };
  return askCompanion({ method: 'PUT', path: '/alerts/rules', body });
}

function readMinutes(given: string | boolean): number {
  const minutes = readDuration(given) / MINUTE_MS;
  if (Number.isInteger(minutes)) return minutes;
  throw notUnderstood(speak('owners.aRuleIsInMinutes', { given: String(given) }));
}

function readCount(text: string): number {
  if (/^(?:[1-9]\d?|100)$/.test(text)) return Number(text);
  throw notUnderstood(speak('owners.perDayIsAWhole', { text }));
}

function toContact({ channels, lang, zone, hours, days, digest, kinds, ...others }: Values): object {
  if (days !== undefined && hours === undefined) throw notUnderstood(speak('owners.daysIsSaidWithHours'));
  return {
    ...(channels !== undefined && { channels: readList(channels) }),
    ...(lang !== undefined && { language: lang }),
    ...(zone !== undefined && { zone }),
    ...(hours !== undefined && { hours: { ...readHours(String(hours)), days: readDays(String(days ?? '1-7')) } }),
    ...(digest !== undefined && { digestAt: readClock(String(digest)) }),
    ...(kinds !== undefined && { kinds: readList(kinds) }),
    urgentAnytime: others['not-urgent'] !== true,
  };
}

function readList(text: string | boolean): readonly string[] {
  return String(text)
    .split(',')
    .map((part) => part.trim());
}

function readHours(text: string): { readonly from: number; readonly until: number } {
  const [from = '', until = '', ...more] = text.split('-');
  if (more.length > 0 || until === '') throw notUnderstood(speak('owners.hoursIsWritten900', { text }));
  return { from: readClock(from), until: readClock(until) };
}

function readDays(text: string): readonly number[] {
  const [, from, until] = /^([1-7])-([1-7])$/.exec(text) ?? [];
  if (from !== undefined && until !== undefined && from <= until) {
    return Array.from({ length: Number(until) - Number(from) + 1 }, (_, at) => Number(from) + at);
  }
  if (/^[1-7](,[1-7])*$/.test(text)) return [...new Set(text.split(',').map(Number))];
  throw notUnderstood(speak('owners.daysIsWritten15', { text }));
}

/** Minutes after midnight; 24:00 is midnight. */
function readClock(text: string): number {
  const [, hour = '', minute = ''] = /^(\d{1,2}):([0-5]\d)$/.exec(text.trim()) ?? [];
  const minutes = Number(hour) * 60 + Number(minute);
  if (hour === '' || minutes > 1440) throw notUnderstood(speak('owners.isNoTimeOfDay', { text }));
  return minutes % 1440;
}

function notUnderstood(why: string): Error {
  return createUserError({
    what: speak('any.notUnderstood', { command: 'owners' }),
    why,
    todo: speak('any.helpWritten', { command: 'owners' }),
    exitCode: 2,
  });
}
