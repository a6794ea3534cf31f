import type { SocketWireId, WireId } from '../domain/call.ts';
import type { TapMessage } from '../page/protocol.ts';
import { isolatedWorld } from '../webext/page-ui.ts';
import type { SocketWire } from '../wires/wire.ts';

/** What the bridge needs where a page opens a socket over which calls are made, in a bundle that is brought in for the first. */
export interface SocketParts {
  readonly wires: Readonly<Record<SocketWireId, SocketWire>>;
  readonly openSocketDesk: (host: SocketHost) => SocketDesk;
}

/** What the sockets of a document are followed with. */
export interface SocketHost {
  /** Told of each call over a socket what the tap would have said of it by itself. */
  readonly tell: (message: TapMessage) => void;
  readonly nextNumber: () => number;
}

/** Takes what the tap says of a socket whose surface is spoken so. */
export type SocketDesk = (message: TapMessage, wire: WireId) => void;

/** This frame's isolated world, with what is brought into it for sockets. */
export const socketWorld: typeof isolatedWorld & { __tollkeeperSockets?: SocketParts } = isolatedWorld;
