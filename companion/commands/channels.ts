import type { ShownChannel, ShownKind } from '../channels/open-channel-desk.ts';
import { speak } from '../terminal/speak.ts';
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

  operands: '[add|remove|enable|…] [kind] [name]',
  options: {
    dead: { type: 'boolean' },
    json: { type: 'boolean' },
  },

  run: async (context) => {
    const [deed = 'list', ...rest] = context.operands;
    const perform = Object.hasOwn(DEEDS, deed) ? DEEDS[deed] : undefined;
    if (perform === undefined) throw notUnderstood(speak('channels.channelsAreNotSeeBelow', { deed }));
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
    if (kind === undefined || name === undefined) throw notUnderstood(speak('channels.itIsWrittenChannelsAdd'));
    const { kinds } = await askCompanion<Channels>({ path: '/channels' });
    const found = kinds.find((one) => one.kind === kind);
    if (found === undefined) {
      const all = kinds.map((one) => one.kind).join(', ');
      throw notUnderstood(speak('channels.thereIsNoKindOf', { kind, all }));
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
  if (id === undefined) throw notUnderstood(speak('channels.whichDeliveryIsMeantFor', { deed }));
  const told = await askCompanion<{ readonly count: number }>({
    ...{ method: 'POST', path: `/deliveries/${deed}`, body: { id } },
  });
  if (values.json === true) print(JSON.stringify(told));
  else
    print(
      deed === 'retry'
        ? speak('channels.willBeSentAgain', { count: told.count })
        : speak('channels.forgotten', { count: told.count }),
    );
}

function show({ values, print }: CommandContext, told: Channels): void {
  if (values.json === true) print(JSON.stringify(told));
  else for (const line of writeChannels(told)) print(line);
}

function nameOf([name, ...more]: readonly string[]): string {
  expectNothing(more);
  if (name === undefined) throw notUnderstood(speak('channels.whichChannelIsMeantWas'));
  return encodeURIComponent(name);
}

function expectNothing(more: readonly string[]): void {
  if (more.length > 0) throw notUnderstood(speak('channels.itHasWordsTooMany', { count: more.length }));
}

function notUnderstood(why: string): Error {
  return createUserError({
    what: speak('any.notUnderstood', { command: 'channels' }),
    why,
    todo: speak('any.helpWritten', { command: 'channels' }),
    exitCode: 2,
  });
}
