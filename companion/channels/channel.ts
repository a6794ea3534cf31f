import type { GenericSchema, InferOutput } from 'valibot';
import type { AlertLevel } from '../../lib/watch/alert.ts';
import type { Surroundings } from '../data-folder.ts';
import type { Send } from './open-sender.ts';

/** What somebody is told, as every channel gets it: finished sentences in the reader's language. */
export interface Notice {
  /** Stable: the same however often it is sent. Webhook-id, Message-ID and the end of the text have it. */
  readonly id: string;
  /** The alert it is about; null: it is a digest, a report or a test. */
  readonly alert: string | null;
  readonly kind: 'raised' | 'reminder' | 'escalated' | 'resolved' | 'digest' | 'report' | 'recharge' | 'test';
  readonly level: AlertLevel;
  /** Epoch ms: when it was decided. */
  readonly at: number;
  readonly language: 'en' | 'zh';
  readonly title: string;
  /** What it means, then what to do; a sentence each. */
  readonly lines: readonly string[];
  readonly link: { readonly url: string; readonly text: string } | null;
  /** The same for programs: amounts are decimals as text. */
  readonly data: Readonly<Record<string, unknown>>;
  /** We were killed before we noted whether the first copy arrived: the text says that this may be a second one. */
  readonly isSecondCopy: boolean;
  /** Epoch ms: all that it tells of was over then, before this copy was sent. Absent: it is not, or this says so itself. */
  readonly overAt?: number;
  /** Epoch ms: after it, it is not sent any more. Absent: it is worth something as long as it can be sent. */
  readonly until?: number;
  /** Ready HTML for those that can show it (a report). Absent: made of the lines. */
  readonly html?: string;
}

/** What became of one attempt. A 200 that is not one is `failed`. */
export type Delivered =
  | { readonly kind: 'accepted'; readonly detail: string }
  /**
   * Again later; `afterMs`: not before that, if the receiver said so. `mayHaveArrived`: nobody can tell whether it was taken all the
   * same, so that the next copy is marked as a possible second one.
   */
  | { readonly kind: 'failed'; readonly why: string; readonly afterMs?: number; readonly mayHaveArrived?: boolean }
  /** Never again as it is: wrong credentials, refused content. */
  | { readonly kind: 'refused'; readonly why: string }
  /** The receiver wants nothing more (410): the channel is switched off. */
  | { readonly kind: 'gone'; readonly why: string };

/** What a channel works with. */
export interface ChannelPorts {
  /** Epoch ms. */
  readonly now: () => number;
  /** Aborted when the attempt takes too long, or the companion stops. */
  readonly signal: AbortSignal;
  /** Sends one HTTP request; redirects are not followed. */
  readonly post: Send;
  /** Which programs the machine has. */
  readonly surroundings: Pick<Surroundings, 'platform' | 'environment'>;
}

/** A way to tell somebody, one file each. */
export interface Channel<Settings extends GenericSchema = GenericSchema> {
  /** `slack`, `webhook`, `mail` … */
  readonly kind: string;
  /** One line for help and lists, no full stop. */
  readonly summary: string;
  /** What has to be said to set one up. */
  readonly settings: Settings;
  /** Fields of the settings that are never shown again. */
  readonly secrets: readonly string[];
  /** Between two notices, ms: what the receiver bears. */
  readonly paceMs: number;
  /** Where it leads, as it may be shown: a host, a number's end; never a secret. */
  readonly describe: (settings: InferOutput<Settings>) => string;
  /** One attempt. Never rejects, never logs a secret; `why` and `detail` have nothing of an answer but its codes. */
  readonly send: (notice: Notice, settings: InferOutput<Settings>, ports: ChannelPorts) => Promise<Delivered>;
}

/** A channel with the type of its settings. */
export function channel<Settings extends GenericSchema>(given: Channel<Settings>): Channel {
  return given as unknown as Channel;
}
