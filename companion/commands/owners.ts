import { type ShownOwners, writeOwners } from '../terminal/write-owners.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command, CommandContext } from './command.ts';
import { readDuration } from './read-duration.ts';
import { toSubject } from './read-threshold.ts';
import { createUserError } from './user-error.ts';

const MINUTE_MS = 60_000;

/** `tollkeeper owners`: who is told of what, and who is next. */
export const ownersCommand: Command = {
  name: 'owners',
  summary: 'Who owns which account and budget, who is told next, and how people are reached',
  operands: '[set|remove|contact|forget|rules] [what …]',
  options: {
    next: { type: 'string', value: '<name>', summary: 'set: who is told when it is not acknowledged in time.' },
    channels: { type: 'string', value: '<name,…>', summary: 'contact: by which channels (all there are).' },
    lang: { type: 'string', value: '<en|zh>', summary: 'contact: in which language (en).' },
    zone: { type: 'string', value: '<zone>', summary: "contact: whose clock is meant (the companion's)." },
    hours: { type: 'string', value: '<9:00-18:00>', summary: 'contact: when they may be told (always).' },
    days: { type: 'string', value: '<1-5>', summary: 'contact: on which days, 1 is Monday (1-7).' },
    'not-urgent': { type: 'boolean', summary: 'contact: what is urgent waits for their hours, too.' },
    digest: { type: 'string', value: '<9:00>', summary: 'contact: what can wait comes once a day, then.' },
    kinds: { type: 'string', value: '<kind,…>', summary: 'contact: only these, such as empty,low.' },
    urgent: { type: 'string', value: '<30m>', summary: 'rules: so soon it goes on to the next if urgent.' },
    soon: { type: 'string', value: '<1d>', summary: 'rules: so soon it does if it can wait.' },
    'per-day': { type: 'string', value: '<n>', summary: 'rules: so many notices of one account a day.' },
    json: { type: 'boolean', summary: 'Print JSON, for scripts.' },
  },
  notes: () => [
    '  owners contact ann --channels mail,slack --hours 8:00-20:00 --digest 9:00',
    '  owners contact bob --channels sms',
    '  owners set openai:work ann --next bob     (an account)',
    '  owners set daily ann                      (a budget)',
    "  owners set '*' ann                        (all others)",
    '  owners rules --urgent 15m --soon 8h       (when it goes on to the next)',
  ],
  run: async ({ operands, values, print }) => {
    const answer = await perform(operands, values);
    if (values.json === true) print(JSON.stringify(answer));
    else for (const line of writeOwners(answer, Date.now())) print(line);
    return 0;
  },
};

type Values = CommandContext['values'];

function perform([deed = 'list', what, name, ...more]: readonly string[], values: Values): Promise<ShownOwners> {
  if (more.length > 0) throw notUnderstood(`"${more.join(' ')}" is one word too many.`);
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
  throw notUnderstood(
    'It is written: owners set <what> <name>, owners remove <what>, owners contact <name>, owners forget <name>, owners rules --urgent 15m.',
  );
}

/** What is not said stays as it is. */
async function changeRules({ urgent, soon, 'per-day': perDay }: Values): Promise<ShownOwners> {
  if ([urgent, soon, perDay].every((one) => one === undefined)) {
    throw notUnderstood('What to change was not said: --urgent, --soon or --per-day.');
  }
  const { rules } = await askCompanion<ShownOwners>({ path: '/owners' });
  const minutes = (given: string | boolean | undefined, before: number): number =>
    given === undefined ? before : Math.max(1, Math.round(readDuration(given) / MINUTE_MS));
  const escalateMinutes = {
    urgent: minutes(urgent, rules.escalateMinutes.urgent),
    soon: minutes(soon, rules.escalateMinutes.soon),
  };
  const body = { escalateMinutes, ...(perDay !== undefined && { perDayMax: readCount(String(perDay)) }) };
  return askCompanion({ method: 'PUT', path: '/alerts/rules', body });
}

function readCount(text: string): number {
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text);
  throw notUnderstood(`--per-day is a whole number from 1 on; "${text}" is not.`);
}

function toContact({ channels, lang, zone, hours, days, digest, kinds, ...others }: Values): object {
  if (days !== undefined && hours === undefined) throw notUnderstood('--days is said with --hours.');
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
  if (more.length > 0 || until === '') throw notUnderstood(`--hours is written 9:00-18:00; "${text}" is not.`);
  return { from: readClock(from), until: readClock(until) };
}

function readDays(text: string): readonly number[] {
  const [, from, until] = /^([1-7])-([1-7])$/.exec(text) ?? [];
  if (from !== undefined && until !== undefined && from <= until) {
    return Array.from({ length: Number(until) - Number(from) + 1 }, (_, at) => Number(from) + at);
  }
  if (/^[1-7](,[1-7])*$/.test(text)) return [...new Set(text.split(',').map(Number))];
  throw notUnderstood(`--days is written 1-5 or 1,3,5; "${text}" is not.`);
}

/** Minutes after midnight; 24:00 is midnight. */
function readClock(text: string): number {
  const [, hour = '', minute = ''] = /^(\d{1,2}):([0-5]\d)$/.exec(text.trim()) ?? [];
  const minutes = Number(hour) * 60 + Number(minute);
  if (hour === '' || minutes > 1440) throw notUnderstood(`"${text}" is no time of day; it is written 9:00.`);
  return minutes % 1440;
}

function notUnderstood(why: string): Error {
  return createUserError({
    what: '"tollkeeper owners" was not understood.',
    why,
    todo: 'Run "tollkeeper help owners" to see how it is written.',
    exitCode: 2,
  });
}
