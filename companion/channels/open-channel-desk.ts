import { randomBytes, randomUUID } from 'node:crypto';
import { renderText } from '../../lib/domain/render-text.ts';
import { ownSurroundings } from '../data-folder.ts';
import type { WatchTables } from '../ledger/watch-tables.ts';
import type { MasterKey } from '../secrets/master-key.ts';
import { isPrivate } from './address.ts';
import type { Channel, Delivered, Notice } from './channel.ts';
import { type KeptChannel, openChannelFile } from './channel-file.ts';
import { channelKinds, findKind } from './channel-kinds.ts';
import { fieldsOf, readSettings, type SettingField, shownSettings } from './channel-settings.ts';
import type { DeliveryRow } from './delivery.ts';
import { type KnownChannel, publishChannels, readKnownChannels } from './known-channels.ts';
import { openSender } from './open-sender.ts';
import { listDeliveries, settleDead } from './outbox.ts';
import { type Outbox, type OutboxPorts, runOutbox, transactWatch } from './run-outbox.ts';
import { openSendBy } from './send-by.ts';

/** A channel as it may be shown. */
export interface ShownChannel {
  readonly name: string;
  readonly kind: string;
  /** Where it leads: a host, the end of a number. */
  readonly where: string;
  readonly isOn: boolean;
  /** Why its receiver had it switched off; null: it did not. */
  readonly offBecause: string | null;
  /** Its address is one of somebody's own network. */
  readonly isPrivate: boolean;
  /** Without secrets. */
  readonly settings: object;
}

/** A kind of channel, and what is asked to set one up. */
export interface ShownKind {
  readonly kind: string;
  readonly summary: string;
  readonly fields: readonly SettingField[];
}

/** The channels of this companion, and what goes out by them. */
export interface ChannelDesk extends Outbox {
  readonly list: () => readonly ShownChannel[];
  /** Those of all companions over the database. */
  readonly known: () => Promise<readonly KnownChannel[]>;
  readonly kinds: () => readonly ShownKind[];
  /** `why`: what is wrong with it, a sentence without secrets; null: it was added. Throws a `SecretProblem` where it cannot be kept. */
  readonly add: (given: {
    readonly kind: string;
    readonly name: string;
    readonly settings: Readonly<Record<string, unknown>>;
  }) => Promise<{ readonly why: string | null; readonly madeSecret: string | null }>;
  /** False: there is none of this name. */
  readonly remove: (name: string) => Promise<boolean>;
  readonly turn: (name: string, isOn: boolean) => Promise<boolean>;
  /** Sends a test now, past the outbox; null: there is none of this name. */
  readonly test: (name: string, language: Notice['language']) => Promise<Delivered | null>;
  readonly deliveries: (asked: {
    readonly channel: string | null;
    readonly isDead: boolean;
    readonly rowsMax: number;
  }) => Promise<readonly DeliveryRow[]>;
  /** What was given up is sent anew, or forgotten; `id` null: all of it. @returns how many */
  readonly settleDead: (deed: 'retry' | 'drop', id: string | null) => Promise<number>;
}

/** What a desk is opened with. */
export interface ChannelDeskOptions extends Pick<OutboxPorts, 'store' | 'clock' | 'companion' | 'now' | 'onTrouble'> {
  /** Where the channels are kept, sealed. */
  readonly path: string;
  readonly masterKey: MasterKey;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** See `OutboxPorts`. */
  readonly pollMs?: number;
}

const SECRET_BYTES = 32;

/** Opens the file of channels and begins to send. Throws a `SecretProblem` where the file cannot be read. */
export function openChannelDesk(options: ChannelDeskOptions): ChannelDesk {
  const { path, masterKey, environment, companion, now } = options;
  const file = openChannelFile(path, masterKey);
  const sender = openSender(environment);
  const { platform } = ownSurroundings();
  const send = openSendBy({ now, post: sender.send, surroundings: { platform, environment } });
  const transact = <T>(work: (tables: WatchTables, at: number) => Promise<T>): Promise<T> =>
    transactWatch(options, work);
  const publish = (): Promise<void> => transact((tables) => publishChannels(tables, companion, file));
  const stopping = new AbortController();
  // Before anything is taken: what others have must not look removed.
  publish().catch((error) => options.onTrouble('channels could not be told to others', error));
  const outbox = runOutbox({ ...options, file, send, random: Math.random, onTurned: publish });
  const changed = async (): Promise<void> => {
    await publish();
    outbox.wake();
  };
  return {
    wake: outbox.wake,
    stop: async () => {
      stopping.abort();
      await outbox.stop();
      await sender.close();
    },
    list: () => file.list().map(show),
    known: () => transact(readKnownChannels),
    kinds: () => channelKinds.map((kind) => ({ kind: kind.kind, summary: kind.summary, fields: fieldsOf(kind) })),
    add: async ({ kind, name, settings }) => {
      const found = findKind(kind);
      if (found === null) return { why: `there is no kind of channel "${kind}".`, madeSecret: null };
      const { given, madeSecret } = withSecret(found, settings);
      const read = readSettings(found, given);
      if (read.kind === 'wrong') return { why: read.why, madeSecret: null };
      file.add({ name, kind, settings: read.settings, isOn: true, offBecause: null });
      await changed();
      return { why: null, madeSecret };
    },
    remove: async (name) => {
      const isRemoved = file.remove(name);
      if (isRemoved) await changed();
      return isRemoved;
    },
    turn: async (name, isOn) => {
      const isThere = file.turn(name, isOn, null);
      if (isThere) await changed();
      return isThere;
    },
    test: async (name, language) => {
      const kept = file.find(name);
      return kept === null ? null : send(kept, testNotice(now(), language), stopping.signal);
    },
    deliveries: (asked) => transact((tables) => listDeliveries(tables, asked)),
    settleDead: async (deed, id) => {
      const count = await transact((tables, at) => settleDead(tables, { id, deed, now: at }));
      outbox.wake();
      return count;
    },
  };
}

/** Who signs may have us make the secret: it is shown this once. */
function withSecret(
  { kind }: Channel,
  settings: Readonly<Record<string, unknown>>,
): { readonly given: Readonly<Record<string, unknown>>; readonly madeSecret: string | null } {
  const isSaid = settings.secret !== undefined && settings.secret !== '';
  if (kind !== 'webhook' || isSaid) return { given: settings, madeSecret: null };
  const madeSecret = `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
  return { given: { ...settings, secret: madeSecret }, madeSecret };
}

function show({ name, kind, settings, isOn, offBecause }: KeptChannel): ShownChannel {
  const channel = findKind(kind);
  const read = channel === null ? null : readSettings(channel, settings);
  const isRead = channel !== null && read?.kind === 'read';
  const address =
    typeof settings.url === 'string' && URL.canParse(settings.url) ? new URL(settings.url).hostname : settings.host;
  return {
    ...{ name, kind, isOn, offBecause },
    where: isRead ? channel.describe(read.settings) : 'not understood by this version',
    isPrivate: typeof address === 'string' && isPrivate(address),
    settings: channel === null ? {} : shownSettings(channel, settings),
  };
}

function testNotice(at: number, language: Notice['language']): Notice {
  return {
    ...{ id: `test-${randomUUID()}`, alert: null, kind: 'test', level: 'note', at, language },
    title: renderText({ key: 'notice.test' }, language),
    lines: [renderText({ key: 'notice.test.means' }, language)],
    ...{ link: null, data: {}, isSecondCopy: false },
  };
}
