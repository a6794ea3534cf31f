import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { SettingField } from '../channels/channel-settings.ts';
import type { ShownKind } from '../channels/open-channel-desk.ts';
import { sayField } from '../terminal/say-reason.ts';
import { speak } from '../terminal/speak.ts';
import type { CommandContext } from './command.ts';
import { createUserError } from './user-error.ts';

type Settings = Readonly<Record<string, string>>;

const INPUT_CHARS_MAX = 64 * 1024;

/** What a channel of this kind needs: asked field by field at a terminal, else read from stdin. Says nothing of it back. */
export async function readChannelSettings({ input }: CommandContext, kind: ShownKind): Promise<Settings> {
  if (kind.fields.length === 0) return {};
  if (input.isTTY) return askFields(input, kind.fields);
  let text = '';
  for await (const piece of input) {
    text += piece;
    if (text.length > INPUT_CHARS_MAX) throw notRead(kind);
  }
  return parse(text.trim(), kind);
}

async function askFields(input: CommandContext['input'], fields: readonly SettingField[]): Promise<Settings> {
  let isHidden = false;
  const output = new Writable({
    write: (chunk, _, done) => {
      if (!isHidden) process.stderr.write(chunk);
      done();
    },
  });
  const reader = createInterface({ input, output, terminal: true, historySize: 0 });
  const given: Record<string, string> = {};
  try {
    for (const { name, summary, isSecret, isRequired } of fields) {
      process.stderr.write(`${sayField(summary)}${isRequired ? '' : speak('readChannelSettings.mayBeLeftEmpty')}: `);
      isHidden = isSecret;
      given[name] = (await reader.question('')).trim();
      if (isSecret) process.stderr.write('\n');
      isHidden = false;
    }
  } finally {
    reader.close();
  }
  return given;
}

/** JSON, lines of `name=value`, or the first field alone. */
function parse(text: string, kind: ShownKind): Settings {
  if (text.startsWith('{')) return parseJson(text, kind);
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const pairs = lines.map((line) => /^\s*([a-z]+)\s*=\s*(.*)$/.exec(line));
  const isNamed = pairs.every((pair) => kind.fields.some(({ name }) => name === pair?.[1]));
  if (isNamed) return Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2]?.trim() ?? '']));
  const [first] = kind.fields;
  if (lines.length === 1 && first !== undefined) return { [first.name]: text };
  throw notRead(kind);
}

function parseJson(text: string, kind: ShownKind): Settings {
  try {
    const value: unknown = JSON.parse(text);
    const entries = Object.entries(value as object);
    if (entries.every(([, field]) => typeof field === 'string' || typeof field === 'number')) {
      return Object.fromEntries(entries.map(([name, field]) => [name, String(field)]));
    }
  } catch {
    // Told below, without what was given.
  }
  throw notRead(kind);
}

function notRead({ kind, fields }: ShownKind): Error {
  return createUserError({
    what: speak('readChannelSettings.theSettingsAtStandardInput'),
    why: speak('readChannelSettings.aChannelOfKindHas', { kind, fields: fields.map(({ name }) => name).join(', ') }),
    todo: speak('readChannelSettings.correctTheLinesOrRun'),
    exitCode: 2,
  });
}
