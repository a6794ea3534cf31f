import type { Draft, Meter, Outcome, Uncounted, Usage, WireId } from './call.ts';

/** Why a count of ours says nothing about what was billed; `unseen`: what came could not be counted. */
export const WHY_NOT = ['media', 'tools', 'remembered', 'reasoning', 'unseen'] as const satisfies (
  | Uncounted
  | 'reasoning'
  | 'unseen'
)[];
export type WhyNot = (typeof WHY_NOT)[number];

/** One side of a call: what was billed and what we counted of the same text, tokens. */
export interface CountedSide {
  readonly billed: number;
  readonly counted: number;
}

/** What a call was billed beside what we counted of it: sizes, never content. Cached tokens are among the billed ones. */
export interface Counted {
  readonly input: CountedSide | WhyNot;
  readonly output: CountedSide | WhyNot;
  /** Tokens billed as thoughts, which nobody outside can count; they are not in `output`. Absent: none was stated. */
  readonly thought?: number;
}

/** Where the input is text around which the template is known, and the output the answer's own text. */
const WIRES: readonly WireId[] = [
  'openai-chat',
  'openai-responses',
  'openai-embeddings',
  'anthropic-messages',
  'gemini-generate',
  'cohere-chat',
];
const INPUT: readonly Meter[] = ['input-tokens', 'cached-input-tokens', 'cache-write-tokens', 'cache-write-1h-tokens'];
const INPUT_MEDIA: readonly Meter[] = ['audio-input-tokens', 'image-input-tokens', 'milliseconds'];
const OUTPUT_MEDIA: readonly Meter[] = ['audio-output-tokens', 'image-output-tokens'];

/** What a whole answer lets us hold against its bill; nothing where nothing was billed by tokens. */
export function readCounted(draft: Draft | null, outcome: Outcome): { readonly counted?: Counted } {
  if (draft === null || outcome.kind !== 'answer' || outcome.isUsageFinal === false) return {};
  const { usage, beside } = outcome;
  if (usage?.['input-tokens'] === undefined || !WIRES.includes(draft.wire)) return {};
  const thought = beside?.thought ?? 0;
  const input = readInput(draft, usage);
  return { counted: { input, output: readOutput(draft, outcome, usage), ...(thought > 0 && { thought }) } };
}

function readInput(draft: Draft, usage: Usage): CountedSide | WhyNot {
  if (draft.inputTokens === null) return 'unseen';
  if (draft.uncounted !== undefined) return draft.uncounted;
  if (sum(usage, INPUT_MEDIA) > 0) return 'media';
  // What a search found is put into the prompt.
  if ((usage.searches ?? 0) > 0) return 'tools';
  return { billed: sum(usage, INPUT), counted: draft.inputTokens.likely };
}

function readOutput(
  { wire }: Draft,
  { output, beside }: Extract<Outcome, { kind: 'answer' }>,
  usage: Usage,
): CountedSide | WhyNot {
  if (output === null || wire === 'openai-embeddings' || usage['output-tokens'] === undefined) return 'unseen';
  if (sum(usage, OUTPUT_MEDIA) > 0) return 'media';
  if (beside?.hasCalls) return 'tools';
  const { shown = 0, thought = 0 } = beside ?? {};
  // What is shown of thoughts may be a summary of what was billed.
  if (shown > 0 && thought === 0) return 'reasoning';
  const billed = usage['output-tokens'] - thought;
  return billed < 0 ? 'reasoning' : { billed, counted: Math.max(0, output.likely - shown) };
}

function sum(usage: Usage, meters: readonly Meter[]): number {
  return meters.reduce((total, meter) => total + (usage[meter] ?? 0), 0);
}
