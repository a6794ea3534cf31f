import type { SocketWireId } from '../domain/call.ts';
import { openaiRealtime } from './openai-realtime.ts';
import type { SocketWire } from './wire.ts';

/** Every wire of calls over sockets, by its id. */
export const socketWires: Readonly<Record<SocketWireId, SocketWire>> = {
  'openai-realtime': openaiRealtime,
};
