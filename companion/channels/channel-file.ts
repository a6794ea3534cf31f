import * as v from 'valibot';
import type { MasterKey } from '../secrets/master-key.ts';
import { newSalt, readSealed, writeSealed } from '../secrets/sealed-file.ts';
import { SecretProblem } from '../secrets/secret-problem.ts';

const CHANNELS_MAX = 100;
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u;

const keptChannel = v.object({
  name: v.string(),
  kind: v.string(),
  /** As its kind has them, secrets among them. */
  settings: v.record(v.string(), v.unknown()),
  isOn: v.boolean(),
  /** Why it was switched off by what its receiver said; null: nobody but a person did. */
  offBecause: v.nullable(v.string()),
});

/** A channel that somebody set up. */
export type KeptChannel = Readonly<v.InferOutput<typeof keptChannel>>;

/** The channels of one companion, encrypted at rest: most of their addresses are secrets. */
export interface ChannelFile {
  readonly list: () => readonly KeptChannel[];
  /** Null: there is none of this name. */
  readonly find: (name: string) => KeptChannel | null;
  /** Throws a `SecretProblem` where the name is taken or none, or nothing can be written. */
  readonly add: (channel: KeptChannel) => void;
  /** Switches one on or off; false: there is none. */
  readonly turn: (name: string, isOn: boolean, because: string | null) => boolean;
  /** False: there was none. */
  readonly remove: (name: string) => boolean;
}

/** Opens the file, or begins with none. Throws a `SecretProblem` where it cannot be read. */
export function openChannelFile(path: string, key: MasterKey): ChannelFile {
  const found = readSealed(path, key);
  const salt = found?.salt ?? newSalt();
  let channels = parse(path, found?.text ?? '[]');
  const write = (next: readonly KeptChannel[]): void => {
    writeSealed(path, key, { text: JSON.stringify(next), salt });
    channels = next;
  };
  const find: ChannelFile['find'] = (name) => channels.find((channel) => channel.name === name) ?? null;
  return {
    list: () => channels,
    find,
    add(channel) {
      if (!NAME.test(channel.name)) {
        throw new SecretProblem('bad-name', 'a channel has a name of 1 to 64 letters, digits, dots, dashes');
      }
      if (find(channel.name) !== null) throw new SecretProblem('taken', `there is a channel "${channel.name}" already`);
      if (channels.length >= CHANNELS_MAX) {
        throw new SecretProblem('bad-name', `at most ${CHANNELS_MAX} channels are kept`);
      }
      write([...channels, channel]);
    },
    turn(name, isOn, because) {
      if (find(name) === null) return false;
      const offBecause = isOn ? null : because;
      write(channels.map((channel) => (channel.name === name ? { ...channel, isOn, offBecause } : channel)));
      return true;
    },
    remove(name) {
      if (find(name) === null) return false;
      write(channels.filter((channel) => channel.name !== name));
      return true;
    },
  };
}

function parse(path: string, text: string): readonly KeptChannel[] {
  const value = v.safeParse(v.array(keptChannel), JSON.parse(text));
  if (value.success) return value.output;
  throw new SecretProblem('corrupt', `${path} holds something else than channels`);
}
