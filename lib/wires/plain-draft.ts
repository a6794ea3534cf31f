import type { Draft, WireId } from '../domain/call.ts';

/** A draft of which nothing is known but what is given. */
export function plainDraft(wire: WireId, known: Partial<Omit<Draft, 'wire'>>): Draft {
  return {
    wire,
    model: null,
    inputTokens: null,
    outputTokensMax: null,
    answers: 1,
    units: null,
    isStream: false,
    revisable: [],
    ...known,
  };
}
