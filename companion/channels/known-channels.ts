import type { WatchTables } from '../ledger/watch-tables.ts';
import type { ChannelFile } from './channel-file.ts';

/** A channel as all companions over a database know it: without its settings, which one of them has. */
export interface KnownChannel {
  readonly name: string;
  readonly kind: string;
  readonly isOn: boolean;
  /** Its receiver switched it off. Absent: not so, or told by an older version. */
  readonly isGone?: boolean;
  /** The companion that has it. */
  readonly companion: string;
}

const BEGINNING = 'channels|';
/** More than anybody sets up. */
const COMPANIONS_MAX = 1000;

/** Tells the others which channels this companion has. */
export async function publishChannels(tables: WatchTables, companion: string, file: ChannelFile): Promise<void> {
  const name = BEGINNING + companion;
  const value = file
    .list()
    .map(({ name: own, kind, isOn, offBecause }) => ({ name: own, kind, isOn, isGone: offBecause !== null }));
  const before = await tables.watchStates.get(name);
  if (JSON.stringify(before?.value) !== JSON.stringify(value)) await tables.watchStates.put({ name, value });
}

/** The channels of all companions. */
export async function readKnownChannels(tables: WatchTables): Promise<readonly KnownChannel[]> {
  const rows = await tables.watchStates.where('name').startsWith(BEGINNING).limit(COMPANIONS_MAX).toArray();
  return rows.flatMap(({ name, value }) => {
    const companion = name.slice(BEGINNING.length);
    return (value as readonly Omit<KnownChannel, 'companion'>[]).map((channel) => ({ ...channel, companion }));
  });
}
