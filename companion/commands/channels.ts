import type { ShownChannel, ShownKind } from '../channels/open-channel-desk.ts';
import { type ShownDelivery, writeChannels, writeDeliveries } from '../terminal/write-channels.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command, CommandContext } from './command.ts';
import { readChannelSettings } from './read-channel-settings.ts';
import { createUserError } from './user-error.ts';

interface Channels {
  readonly channels: readonly ShownChannel[];
  readonly elsewhere: readonly { readonly name: string; readonly kind: string; readonly isOn: boolean }[];
  readonly kinds: readonly ShownKind[];
  /** Shown this once. */
  readonly madeSecret?: string;
}

/** `tollkeeper channels`: the ways by which people are told, and what went out by them. */
export const channelsCommand: Command = {
  name: 'channels',
  summary: 'Ways to be told: add, remove or switch one; what went out, and what did not arrive',
  operands: '[add|remove|enable|…] [kind] [name]',
  options: {
    dead: { type: 'boolean', summary: 'log: only what was given up.' },
    json: { type: 'boolean', summary: 'Print JSON, for scripts.' },
  },
  notes: () => [
    'add asks for what the kind needs, or reads it from stdin: lines like url=…,',
    'JSON, or the one field alone. Secrets never stand in the command line, are',
    'kept encrypted, and never shown again.',
    '  tollkeeper channels add slack ops < address.txt',
    '  tollkeeper alerts test ops',
    'Kinds: desktop, mail, slack, feishu, webhook, sms, discord, teams, telegram,',
    'dingtalk, wecom, ntfy.',
    'What can be done: list, add <kind> <name>, remove, enable or disable <name>;',
    '  tollkeeper channels log [name] --dead   what was given up, and why',
    '  tollkeeper channels retry <id|all>      send it again; drop forgets it',
  ],
  run: async (context) => {
    const [deed = 'list', ...rest] = context.operands;
    const perform = Object.hasOwn(DEEDS, deed) ? DEEDS[deed] : undefined;
    if (perform === undefined) throw notUnderstood(`Channels are not "${deed}"; see below what can be done.`);
    await perform(context, rest);
    return 0;
  },
};

type Deed = (context: CommandContext, rest: readonly string[]) => Promise<void>;

const DEEDS: Readonly<Record<string, Deed>> = {
  list: async (context, rest) => {
    expectNothing(rest);
    show(context, await askCompanion({ path: '/channels' }));
  },
  add: async (context, [kind, name, ...more]) => {
    expectNothing(more);
    if (kind === undefined || name === undefined) throw notUnderstood('It is written: channels add <kind> <name>.');
    const { kinds } = await askCompanion<Channels>({ path: '/channels' });
    const found = kinds.find((one) => one.kind === kind);
    if (found === undefined) {
      const all = kinds.map((one) => one.kind).join(', ');
      throw notUnderstood(`There is no kind of channel "${kind}". There are: ${all}.`);
    }
    const settings = await readChannelSettings(context, found);
    show(context, await askCompanion({ method: 'POST', path: '/channels', body: { kind, name, settings } }));
  },
  remove: async (context, rest) => {
    show(context, await askCompanion({ method: 'DELETE', path: `/channels/${nameOf(rest)}` }));
  },
  enable: async (context, rest) => {
    show(context, await askCompanion({ method: 'PUT', path: `/channels/${nameOf(rest)}`, body: { isOn: true } }));
  },
  disable: async (context, rest) => {
    show(context, await askCompanion({ method: 'PUT', path: `/channels/${nameOf(rest)}`, body: { isOn: false } }));
  },
  log: async ({ values, print }, [name, ...more]) => {
    expectNothing(more);
    const asked = new URLSearchParams({
      ...(name !== undefined && { channel: name }),
      ...(values.dead === true && { dead: 'true' }),
    });
    const told = await askCompanion<{ readonly deliveries: readonly ShownDelivery[] }>({
      path: `/deliveries?${asked}`,
    });
    if (values.json === true) print(JSON.stringify(told));
    else for (const line of writeDeliveries(told.deliveries)) print(line);
  },
  retry: (context, rest) => settle(context, 'retry', rest),
  drop: (context, rest) => settle(context, 'drop', rest),
};

async function settle(
  { values, print }: CommandContext,
  deed: string,
  [id, ...more]: readonly string[],
): Promise<void> {
  expectNothing(more);
  if (id === undefined) throw notUnderstood(`Which delivery "${deed}" is meant for was not said: its id, or all.`);
  const told = await askCompanion<{ readonly count: number }>({
    ...{ method: 'POST', path: `/deliveries/${deed}`, body: { id } },
  });
  if (values.json === true) print(JSON.stringify(told));
  else print(deed === 'retry' ? `${told.count} will be sent again.` : `${told.count} forgotten.`);
}

function show({ values, print }: CommandContext, told: Channels): void {
  if (values.json === true) print(JSON.stringify(told));
  else for (const line of writeChannels(told)) print(line);
}

function nameOf([name, ...more]: readonly string[]): string {
  expectNothing(more);
  if (name === undefined) throw notUnderstood('Which channel is meant was not said.');
  return encodeURIComponent(name);
}

function expectNothing(more: readonly string[]): void {
  if (more.length > 0) throw notUnderstood(`It has ${more.length} words too many; secrets never stand there.`);
}

function notUnderstood(why: string): Error {
  return createUserError({
    what: '"tollkeeper channels" was not understood.',
    why,
    todo: 'Run "tollkeeper help channels" to see how it is written.',
    exitCode: 2,
  });
}
