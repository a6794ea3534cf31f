import type { ShownChannel } from '../channels/open-channel-desk.ts';
import { cutColumns, padColumns } from './columns.ts';
import { sayReason } from './say-reason.ts';
import { type PlainLine, speak } from './speak.ts';
import { writeTable } from './write-table.ts';

/** A delivery as the control API shows it. */
export interface ShownDelivery {
  readonly id: string;
  readonly channel: string;
  readonly state: 'waiting' | 'sending' | 'sent' | 'dead';
  /** Epoch ms. */
  readonly queuedAt: number;
  readonly endedAt: number | null;
  readonly nextAt: number | null;
  readonly attempts: number;
  readonly deadBecause: string | null;
  readonly log: readonly { readonly at: number; readonly kind: string; readonly detail: string }[];
  readonly notice: { readonly id: string; readonly title: string };
}

interface Listed {
  readonly channels: readonly ShownChannel[];
  readonly elsewhere: readonly { readonly name: string; readonly kind: string; readonly isOn: boolean }[];
  readonly madeSecret?: string;
}

/** Channels as a table; a secret that was just made stands above it, this once. */
export function writeChannels({ channels, elsewhere, madeSecret }: Listed): readonly string[] {
  const made = madeSecret === undefined ? [] : [speak('channels.theSecretThatSignsIt'), `  ${madeSecret}`, ''];
  if (channels.length + elsewhere.length === 0) {
    return [...made, speak('channels.noChannelsAddOneTollkeeper')];
  }
  const own = channels.map(({ name, kind, where, isOn, offBecause, isPrivate }) => [
    ...[name, kind, isPrivate ? speak('channels.ownNetwork', { where }) : where],
    isOn ? speak('channels.on') : (offBecause ?? speak('channels.off')),
  ]);
  const others = elsewhere.map(({ name, kind, isOn }) => [
    name,
    kind,
    speak('channels.anotherCompanion'),
    isOn ? speak('channels.on') : speak('channels.off'),
  ]);
  return [
    ...made,
    ...writeTable(
      [speak('channels.channel'), speak('any.kind'), speak('channels.where'), speak('any.state')],
      [...own, ...others],
    ),
  ];
}

const DEAD: Readonly<Record<string, PlainLine>> = {
  refused: 'channels.notTaken',
  gone: 'channels.wantsNothingMore',
  off: 'channels.switchedOff',
  removed: 'channels.noSuchChannel',
  'gave-up': 'channels.givenUp',
  left: 'channels.itsCompanionIsAway',
  full: 'channels.tooManyWaited',
  late: 'channels.tooLate',
};

/** What went out, newest first; below each that did not arrive why, and its id. */
export function writeDeliveries(deliveries: readonly ShownDelivery[]): readonly string[] {
  if (deliveries.length === 0) return [speak('channels.nothing')];
  return deliveries.flatMap((delivery) => {
    const { state, channel, endedAt, queuedAt, notice, log, id } = delivery;
    const head = `${clock(endedAt ?? queuedAt)}  ${padColumns(stateOf(delivery), 18)}  ${channel}: ${notice.title}`;
    const last = log.at(-1);
    if (state === 'sent') return [fit(head)];
    const why = last === undefined ? [] : [fit(`    ${sayReason(last.detail)}`)];
    return [fit(head), ...why, `    ${id}`];
  });
}

function stateOf({ state, deadBecause, nextAt, attempts }: ShownDelivery): string {
  if (state === 'dead') return speak(DEAD[deadBecause ?? ''] ?? 'channels.givenUp');
  if (state === 'waiting' && attempts > 0 && nextAt !== null)
    return speak('channels.again', { nextAt: clock(nextAt).slice(5) });
  return speak(`channels.state.${state}`);
}

const COLUMNS = 80;

function fit(line: string): string {
  return cutColumns(line, COLUMNS);
}

/** To the minute, in this machine's zone. */
function clock(at: number): string {
  return new Date(at).toLocaleString('sv-SE').slice(0, 16);
}
