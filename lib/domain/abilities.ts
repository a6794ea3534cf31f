import type { Draft } from './call.ts';

/** What a model can do, as far as that is told. Null: not known. */
export interface Abilities {
  /** Tokens that question and answer can have together. */
  readonly contextTokens: number | null;
  /** Tokens that one answer can have at most. */
  readonly outputTokensMax: number | null;
  readonly takesTools: boolean | null;
  readonly takesPictures: boolean | null;
  /** Whether it thinks before it answers: then requests are written another way. */
  readonly isThinking: boolean | null;
}

/** Of a model that nobody has described. */
export const UNKNOWN_ABILITIES: Abilities = {
  contextTokens: null,
  outputTokensMax: null,
  takesTools: null,
  takesPictures: null,
  isThinking: null,
};

/**
 * Whether a model can be called in the place of the one that is asked for, with nothing else changed. What a call needs
 * beside text must be known of it; a length is in the way only where it is known.
 */
export function canStandIn(draft: Draft, asked: Abilities, other: Abilities): boolean {
  const { outputTokensMax } = draft;
  if (needsTools(draft) && other.takesTools !== true) return false;
  if (hasPictures(draft) && other.takesPictures !== true) return false;
  // Sound, films and files are taken by few, and nobody lists by which.
  if (hasOtherMedia(draft) || draft.uncounted === 'remembered') return false;
  if (other.isThinking !== asked.isThinking && (draft.effort !== undefined || other.isThinking !== null)) return false;
  if (outputTokensMax !== null && other.outputTokensMax !== null && outputTokensMax > other.outputTokensMax)
    return false;
  return overflowOf(draft, other) === null;
}

function needsTools({ traits = [], uncounted }: Draft): boolean {
  return traits.includes('tools') || uncounted === 'tools';
}

function hasPictures({ media = [], uncounted }: Draft): boolean {
  return media.some(({ kind }) => kind === 'image') || uncounted === 'media';
}

function hasOtherMedia({ media = [] }: Draft): boolean {
  return media.some(({ kind }) => kind !== 'image');
}

/** A call that is longer than its model can take. */
export interface Overflow {
  /** Input as it is likely, and the bound on the answer: 0 where there is none. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly contextTokens: number;
  /** The longest answer that there is room for beside the question at its highest count, if it may be asked for; null: none. */
  readonly outputFits: number | null;
  /** It is too long by the lowest count as well. */
  readonly isSure: boolean;
}

/** Below this an answer is of no use, tokens. */
const OUTPUT_TOKENS_MIN = 16;

/** Whether question and answer pass what a model can take; null: they do not, or that is not known. */
export function overflowOf(
  { inputTokens, outputTokensMax, each, wire, revisable }: Draft,
  { contextTokens }: Pick<Abilities, 'contextTokens'>,
): Overflow | null {
  // Several requests in one are each on their own.
  const input = each ?? inputTokens;
  if (contextTokens === null || input === null) return null;
  // Gemini bounds question and answer apart: https://ai.google.dev/gemini-api/docs/models (2026-11-22).
  const outputTokens = wire === 'gemini-generate' ? 0 : (outputTokensMax ?? 0);
  if (input.likely + outputTokens <= contextTokens) return null;
  const room = contextTokens - input.high;
  const isShortened = outputTokens > 0 && room >= OUTPUT_TOKENS_MIN && revisable.includes('output-max');
  return {
    inputTokens: input.likely,
    outputTokens,
    contextTokens,
    outputFits: isShortened ? room : null,
    isSure: input.low + outputTokens > contextTokens,
  };
}
