import type { Revision, WireId } from '../../lib/domain/call.ts';
import type { Surface } from '../../lib/domain/surface.ts';
import type { MeterReading } from '../../lib/wires/wire.ts';
import type { RouteKind } from './find-upstream.ts';
import type { Problem } from './problem.ts';

/** Which call it is, and whose. */
export interface CallOf {
  /** This attempt. */
  readonly callId: string;
  /** All attempts at the same (an SDK's retries say so); the attempt's own where nothing tells. */
  readonly requestId: string;
  readonly kind: Exclude<RouteKind, 'free'>;
  readonly provider: string;
  readonly surface: Surface | null;
  readonly wire: WireId | null;
  readonly method: string;
  /** Without a query: keys may stand there. */
  readonly path: string;
  readonly tool: string;
  readonly label: string | null;
  /** The named account that pays; null: the client's own key does. */
  readonly account: string | null;
  /** To be made a fingerprint of, and never kept. Null: there is none. */
  readonly key: string | null;
  /** Requests like this may not be changed: the provider was promised these bytes. */
  readonly isSigned: boolean;
  /** Which attempt of a client that repeats by itself this is, from 0 on; null: it does not say. */
  readonly retry: number | null;
  readonly idempotencyKey: string | null;
  /** The client's W3C `traceparent`, to hang a span on; it goes on as it came. Absent or null: none. */
  readonly traceparent?: string | null;
}

/** A call before it leaves, as whoever reviews it gets it. */
export interface GatewayCall extends CallOf {
  readonly body: ReviewedBody;
  /** When the client has gone. */
  readonly signal: AbortSignal;
  /** What of the request besides its body makes another answer: headers and parameters, without keys. Absent: not known. */
  readonly variant?: () => string;
  /** It is tried in this way because another try was refused. Absent: as the client asked for it. */
  readonly hop?: Hop;
  /** How long it has waited here for its turn already, ms. Absent: not at all. */
  readonly waitedMs?: number;
  /** The provider had this request from us before, and wants it again. Absent: no. */
  readonly isAgain?: true;
  /**
   * Its part in a socket over which each response is a call: `opening` costs nothing itself, a `response` has begun at the
   * provider before it is reviewed, so that it is booked even where the answer is no. Absent: it is no part of one.
   */
  readonly spoken?: 'opening' | 'response';
}

/** Another way for a request that was refused: a call of its own, with its own review. */
export interface Hop {
  /** What it is called in headers and in the ledger. */
  readonly policy: string;
  /** As its address at the gateway begins: another provider of the same wire. Null: the same one. */
  readonly provider: string | null;
  /** The named account that pays there. Null: the one that paid before or, at another provider, its only one. */
  readonly account: string | null;
  /** What is changed of the body for it, by whoever reviews it. */
  readonly revisions: readonly Revision[];
}

/** What of the body there is to review. Texts are read and forgotten. */
export type ReviewedBody =
  | { readonly kind: 'text'; readonly text: string; readonly bytes: number }
  | { readonly kind: 'none' }
  /** Not looked at: `bytes` null where the client does not say how many there are. */
  | {
      readonly kind: 'unreviewed';
      readonly why: 'too-large' | 'encoded' | 'not-text' | 'busy';
      readonly bytes: number | null;
    };

/** May it go? */
export type ReviewAnswer =
  | {
      readonly kind: 'send';
      /** Another body in the place of the client's, with words for what was changed. Absent: as it is. */
      readonly changed?: {
        readonly bodyText: string;
        readonly names: readonly string[];
        /** The path, without its query: another one where the address names another model. Absent: it stays. */
        readonly path?: string;
      };
      /** Usage is asked for where the stream would not say it (`stream_options.include_usage`). Absent: no. */
      readonly asksUsage?: boolean;
      /** Headers for the client besides ours, `tollkeeper-*` only. Absent: none. */
      readonly headers?: Readonly<Record<string, string>>;
      /**
       * How long an answer is read on when its client has gone, so that what it cost is known; 60 s at most. Absent: it is cut at
       * once.
       */
      readonly drainMs?: number;
      /** Streams, too: this provider bills them in full anyway. Absent: they are cut at once. */
      readonly drainsStreams?: true;
      /** A whole answer of at most so many bytes is handed back with its end. Absent: none is. */
      readonly keepBytesMax?: number;
    }
  | { readonly kind: 'refuse'; readonly problem: Problem; readonly instead?: Instead }
  /** Nothing leaves: it is answered with what another such call was answered. Nothing is settled. */
  | { readonly kind: 'replay'; readonly answer: KeptAnswer; readonly headers: Readonly<Record<string, string>> };

/** What may be done with a call of which we said no. */
export interface Instead {
  /** In this order, until one may go. */
  readonly hops: readonly Hop[];
  /** Then: reviewed once more after this time. Absent: no. */
  readonly againAfterMs?: number;
}

/** A whole good answer as the client got it. */
export interface KeptAnswer {
  readonly status: number;
  /** What says how the body is to be read, by lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** How one attempt ended. */
export interface CallEnd {
  readonly call: CallOf;
  /**
   * `answer`: in full. `cut-by-client`, `cut-by-provider`: a part of it came. `failed`: no answer at all. `unsent`: nothing
   * left (refused by us, or gone before).
   */
  readonly how: 'answer' | 'cut-by-client' | 'cut-by-provider' | 'failed' | 'unsent';
  /** Null: no answer at all. */
  readonly status: number | null;
  /** By lower-case names; empty without an answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** What the answer said of its use; null: it is an error, has no meter, or could not be read. */
  readonly reading: MeterReading | null;
  /** The text of an error answer, bounded; to be read and forgotten. Null: it is none. */
  readonly errorText: string | null;
  /** Another companion behind us has booked this call already, under this id. Null: none has. */
  readonly bookedAs: string | null;
  /** The answer, where it was to be kept and is whole. Absent: it is not. */
  readonly answer?: KeptAnswer;
  /** Epoch ms. */
  readonly startedAt: number;
  readonly firstByteAt: number | null;
  readonly endedAt: number;
  /** What our own work took before the head of the answer left, as `Server-Timing` says it, ms. Absent or null: no head left. */
  readonly oursMs?: number | null;
}

/** What is told to a client beside a provider's own refusal. */
export interface RefusalNote {
  /** `tollkeeper-*` only. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON that stands in the error's body as `tollkeeper`; null: the body stays as it is. */
  readonly member: object | null;
  /** The provider will take it a little later: asked again after this time, at most 30 s, once. Absent: handed on. */
  readonly againAfterMs?: number;
  /** Other ways, in this order: the first that may go is taken, and this answer is not handed on. Absent: there are none. */
  readonly hops?: readonly Hop[];
}

/** Where review and settlement are plugged in. Each call that was reviewed is settled exactly once. */
export interface ReviewPort {
  /** Rejects when it cannot tell: the client then gets a 503 (`ledger-unavailable`). A port that fails open answers `send`. */
  readonly review: (call: GatewayCall) => Promise<ReviewAnswer>;
  /** Just before the first byte leaves: what was held counts as sent from here on. Rejects as `review` does. */
  readonly sending?: (callId: string) => Promise<void>;
  /** A follow-up is settled without having been reviewed. Never awaited by an answer; only a stopping gateway waits for it. */
  readonly settle: (end: CallEnd) => Promise<void>;
  /** A provider's error of 4xx before it is handed on. Null: as it is. A rejection is the same as null. */
  readonly explain?: (end: CallEnd) => Promise<RefusalNote | null>;
  /** Asked about what is handed in and costs nothing: who looks at the file in it. Absent, or null: nobody. */
  readonly takeFile?: (call: CallOf) => FileTaker | null;
}

/** Looks at a file as it passes; to be read and forgotten. */
export interface FileTaker {
  /** The next text of the file. False: it is no such file, and no more of it is needed. */
  readonly push: (text: string) => boolean;
  /** Once, when all is over. `answerText`: what the provider said of it; null: nothing good, or not all of the file passed. */
  readonly end: (answerText: string | null) => Promise<void>;
}

/** Lets everything pass and books nothing. */
export const NO_REVIEW: ReviewPort = {
  review: () => Promise.resolve({ kind: 'send' }),
  settle: () => Promise.resolve(),
};
