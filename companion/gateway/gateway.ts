import type { Dispatcher } from 'undici';
import type { AccessPort } from './access-port.ts';
import type { Attempts } from './attempts.ts';
import type { Bounds } from './bounds.ts';
import type { DoorRules } from './door.ts';
import type { StandIns } from './find-upstream.ts';
import type { BodyRoom } from './read-body.ts';
import type { ReviewPort } from './review-port.ts';

/** What every request of one gateway shares. */
export interface Gateway {
  /** `http://127.0.0.1:4117`, as it listens. */
  readonly origin: string;
  /** It listens to programs of this machine alone: who comes from there may do so without a token. */
  readonly isLocal: boolean;
  readonly port: ReviewPort;
  readonly access: AccessPort;
  readonly dispatcher: Dispatcher;
  readonly bounds: Bounds;
  readonly door: DoorRules;
  readonly standIns: StandIns;
  readonly room: BodyRoom;
  readonly newCallId: () => string;
  readonly attempts: Attempts;
  /** Settlements under way: a stopping gateway waits for them. */
  readonly settling: Set<Promise<void>>;
  /** What ends each conversation over a socket when the gateway stops. */
  readonly leaving: Set<() => void>;
  readonly state: {
    isStopping: boolean;
    /** Requests that wait until they may go. */
    waiting: number;
  };
}
