import type { Count, Draft, Meter, Usage } from '../domain/call.ts';
import { type TokenRatio, type Vocabulary, vocabularyOf } from '../domain/vocabulary.ts';
import { sizeInput } from '../engine/size-input.ts';

/** The quantities of a call as another model would count them, as far as vocabularies were compared. */
export interface Recounted {
  readonly low: Usage;
  readonly likely: Usage;
  readonly high: Usage;
  /** Both count alike: the three are one. */
  readonly isSame: boolean;
  /** One of them may think without showing it, which is output as well, and the other does not. */
  readonly hides: boolean;
}

const OF_INPUT: readonly Meter[] = [
  'input-tokens',
  'cached-input-tokens',
  'cache-write-tokens',
  'cache-write-1h-tokens',
];

/**
 * Text of a call in tokens of another model: its input by the kinds of text that were counted before it left where those are
 * known, else (and its output always) by the ratio of both vocabularies. Sound and pictures stay as they were.
 */
export function recountUsage(
  usage: Usage,
  { from, to, draft }: { readonly from: string; readonly to: string; readonly draft: Draft | null },
): Recounted {
  if (from === to) return asItWas(usage, false);
  const [was, is] = [knownVocabulary(from), knownVocabulary(to)];
  const hides = was.mayHide !== is.mayHide;
  if (was.family === is.family && was.family !== 'other') return asItWas(usage, hides);
  const output = ratioOf(was.ratio, is.ratio);
  const input = inputRatio(draft, from, to) ?? output;
  const at = (end: keyof Count): Usage => scaled(usage, input[end], output[end]);
  return { low: at('low'), likely: at('likely'), high: at('high'), isSame: false, hides };
}

/** In tokens that both count alike. */
export function asItWas(usage: Usage, hides: boolean): Recounted {
  return { low: usage, likely: usage, high: usage, isSame: true, hides };
}

/** A million calls are to a few models, whose names are looked at by patterns. */
const vocabularies = new Map<string, Vocabulary>();
const VOCABULARIES_MAX = 500;

function knownVocabulary(model: string): Vocabulary {
  let found = vocabularies.get(model);
  if (found === undefined) {
    found = vocabularyOf(model);
    if (vocabularies.size >= VOCABULARIES_MAX) vocabularies.clear();
    vocabularies.set(model, found);
  }
  return found;
}

/** One of them may be at its low end while the other is at its high one. */
function ratioOf(from: TokenRatio, to: TokenRatio): TokenRatio {
  return { low: to.low / from.high, likely: to.likely / from.likely, high: to.high / from.low };
}

/** By the text itself, which both would count; null: nobody counted it, or it was counted for one model alone. */
function inputRatio(draft: Draft | null, from: string, to: string): TokenRatio | null {
  if (draft?.inputTokens == null || draft.inputBasis !== undefined || draft.media !== undefined) return null;
  const [was, is] = [from, to].map((model) => sizeInput({ ...draft, model }).inputTokens);
  if (was == null || is == null || was.likely < INPUT_TOKENS_MIN || is.likely < INPUT_TOKENS_MIN) return null;
  return { low: is.low / was.likely, likely: is.likely / was.likely, high: is.high / was.likely };
}

/** Of shorter texts the template is more than the text: nothing can be learned from them. */
const INPUT_TOKENS_MIN = 20;

function scaled(usage: Usage, input: number, output: number): Usage {
  const entries = Object.entries(usage) as [Meter, number][];
  return Object.fromEntries(
    entries.map(([meter, count]) => {
      if (OF_INPUT.includes(meter)) return [meter, Math.round(count * input)];
      return [meter, meter === 'output-tokens' ? Math.round(count * output) : count];
    }),
  );
}
