import type { ChannelPorts, Delivered, Notice } from './channel.ts';
import type { KeptChannel } from './channel-file.ts';
import { findKind } from './channel-kinds.ts';
import { hideSettings, readSettings } from './channel-settings.ts';
import { ATTEMPT_MS_MAX } from './delivery.ts';

/** One attempt by a channel that somebody set up. Never rejects; what it says has no secret in it. */
export type SendBy = (kept: KeptChannel, notice: Notice, signal: AbortSignal) => Promise<Delivered>;

const WHY_CHARS_MAX = 300;

/** @param attemptMsMax an attempt is given up after this. Absent: 20 s. */
export function openSendBy(ports: Omit<ChannelPorts, 'signal'>, attemptMsMax = ATTEMPT_MS_MAX): SendBy {
  return async (kept, notice, signal) => {
    const channel = findKind(kept.kind);
    if (channel === null) return { kind: 'refused', why: 'this version of Tollkeeper has no channel of its kind' };
    const read = readSettings(channel, kept.settings);
    // Of an older or a newer version.
    if (read.kind === 'wrong')
      return { kind: 'refused', why: 'its settings are not understood: remove it and add it again' };
    const limited = AbortSignal.any([signal, AbortSignal.timeout(attemptMsMax)]);
    const delivered = await channel
      .send(notice, read.settings, { ...ports, signal: limited })
      .catch((): Delivered => ({ kind: 'failed', why: 'an error of ours', mayHaveArrived: true }));
    const hide = (text: string): string => hideSettings(channel, read.settings, text).slice(0, WHY_CHARS_MAX);
    if (delivered.kind === 'accepted') return { ...delivered, detail: hide(delivered.detail) };
    return { ...delivered, why: hide(delivered.why) };
  };
}
