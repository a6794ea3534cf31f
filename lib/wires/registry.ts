import type { WireId } from '../domain/call.ts';
import { metered } from './metered.ts';
import { openaiChat } from './openai-chat.ts';
import type { Wire } from './wire.ts';

/** Every wire, by its id; one line each. */
export const wires: Readonly<Record<WireId, Wire>> = {
  'openai-chat': openaiChat,
  metered,
};
