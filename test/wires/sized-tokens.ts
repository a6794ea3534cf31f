import type { Draft } from '../../lib/domain/call.ts';
import { sizeInput } from '../../lib/engine/size-input.ts';

/** The likely input tokens of a draft with all that its model adds; 0: there is no draft, or none are counted. */
export function sizedTokens(draft: Draft | null): number {
  return (draft && sizeInput(draft).inputTokens?.likely) ?? 0;
}
