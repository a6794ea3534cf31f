import * as v from 'valibot';
import type { Channel } from './channel.ts';

/** A field that somebody is asked for. */
export interface SettingField {
  readonly name: string;
  readonly summary: string;
  /** It is never shown again. */
  readonly isSecret: boolean;
  readonly isRequired: boolean;
}

/** What has to be said to set up a channel of this kind, in the order in which it is asked. */
export function fieldsOf({ settings, secrets }: Channel): readonly SettingField[] {
  const entries = 'entries' in settings ? (settings.entries as Readonly<Record<string, v.GenericSchema>>) : {};
  return Object.entries(entries).map(([name, schema]) => {
    const isOptional = schema.type === 'optional';
    const inner = isOptional && 'wrapped' in schema ? (schema.wrapped as v.GenericSchema) : schema;
    const summary = v.getDescription(inner) ?? v.getDescription(schema) ?? name;
    return { name, summary, isSecret: secrets.includes(name), isRequired: !isOptional };
  });
}

/** Settings that are what their kind wants, or what is wrong with them: sentences that repeat nothing of what was given. */
export type ReadSettings =
  | { readonly kind: 'read'; readonly settings: Readonly<Record<string, unknown>> }
  | { readonly kind: 'wrong'; readonly why: string };

/** Reads what somebody said. A field that was left empty was not said. */
export function readSettings(channel: Channel, given: Readonly<Record<string, unknown>>): ReadSettings {
  const known = fieldsOf(channel).map(({ name }) => name);
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
  const unknown = Object.keys(said).filter((name) => !known.includes(name)).length;
  if (unknown > 0) return { kind: 'wrong', why: `a channel of kind ${channel.kind} has ${sayFields(known)}.` };
  const read = v.safeParse(channel.settings, said);
  if (read.success) return { kind: 'read', settings: read.output as Readonly<Record<string, unknown>> };
  return { kind: 'wrong', why: [...new Set(read.issues.map((issue) => sayIssue(issue, said)))].join(' ') };
}

function sayFields(known: readonly string[]): string {
  return known.length === 0 ? 'no fields' : `the fields ${known.join(', ')} and no others`;
}

/** Messages of the library itself repeat what was given. */
function sayIssue({ path, message }: v.BaseIssue<unknown>, said: Readonly<Record<string, unknown>>): string {
  const field = String(path?.[0]?.key ?? '');
  if (field !== '' && !Object.hasOwn(said, field)) return `${field}: it is missing.`;
  const why = message.startsWith('Invalid ') ? 'it is not what it should be' : message;
  return field === '' ? `${why}.` : `${field}: ${why}.`;
}

/** Settings without what is secret, as they may be shown. */
export function shownSettings({ secrets }: Channel, settings: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !secrets.includes(name)));
}

/** A text without the secrets of a channel, should a receiver ever have repeated one. */
export function hideSettings(channel: Channel, settings: Readonly<Record<string, unknown>>, text: string): string {
  const secrets = channel.secrets.map((name) => settings[name]).filter((secret) => typeof secret === 'string');
  return secrets.reduce((said, secret) => (secret.length < 4 ? said : said.replaceAll(secret, '…')), text);
}
