import type { Count, Draft, DraftFrame, WireId } from '../domain/call.ts';
import { addCounts, NO_TOKENS } from '../domain/counts.ts';
import { plainDraft } from './plain-draft.ts';

/** Adds up the requests of a batch, one after the other. Keeps sums of their sizes, nothing of them. */
export interface BatchDraft {
  readonly add: (request: Draft) => void;
  /** All of it as one draft, without what is beside the texts (`media`); null: nothing was added. */
  readonly total: () => Draft | null;
}

/** Opens a sum. `wire`: what the batch itself is a request of. */
export function openBatchDraft(wire: WireId): BatchDraft {
  const models = new Set<string | null>();
  let answers = 0;
  let input = NO_TOKENS;
  let each: Count | null = null;
  let all = NO_TOKENS;
  let boundSum: number | null = 0;
  let isExact = true;
  let searches: number | null = 0;
  let frame: Required<DraftFrame> | null = null;
  return {
    add(request) {
      answers += 1;
      // Two are as good as many: together they have no price.
      if (models.size < 2) models.add(request.model);
      input = addCounts(input, request.inputTokens ?? NO_TOKENS);
      // Of each with its tools.
      const whole = addCounts(request.inputTokens ?? NO_TOKENS, request.frame?.written ?? NO_TOKENS);
      all = addCounts(all, whole);
      each =
        each === null ? whole : { ...each, low: Math.min(each.low, whole.low), high: Math.max(each.high, whole.high) };
      boundSum = boundSum === null || request.outputTokensMax === null ? null : boundSum + request.outputTokensMax;
      isExact &&= request.isExact === true;
      const { searchesMax = 0 } = request;
      searches = searches === null || searchesMax === null ? null : searches + searchesMax;
      if (request.frame) frame = addFrame(frame, request.frame);
    },
    total() {
      if (each === null) return null;
      const [model = null] = models;
      return plainDraft(wire, {
        // Several models have several prices: together it has none.
        model: models.size === 1 ? model : null,
        inputTokens: input,
        ...(isExact && { isExact: true }),
        // Of each: where they differ their mean, rounded up, so that all together are not less.
        outputTokensMax: boundSum === null ? null : Math.ceil(boundSum / answers),
        answers,
        each: { ...each, likely: Math.round(all.likely / answers) },
        tier: 'batch',
        ...(frame && { frame }),
        ...(searches !== 0 && { searchesMax: searches }),
      });
    },
  };
}

function addFrame(sum: Required<DraftFrame> | null, one: DraftFrame): Required<DraftFrame> {
  const known = sum ?? { messages: 0, tools: 0, written: NO_TOKENS, around: NO_TOKENS, requests: 0, withTools: 0 };
  return {
    messages: known.messages + one.messages,
    tools: known.tools + one.tools,
    written: addCounts(known.written, one.written),
    around: addCounts(known.around, one.around),
    requests: known.requests + 1,
    withTools: known.withTools + (one.tools > 0 ? 1 : 0),
  };
}

/** The least, the mean and the most of counts that are told one by one; null: none was told. */
export function openRange(): { readonly add: (count: number) => void; readonly total: () => Count | null } {
  let range: Count | null = null;
  let sum = 0;
  let counted = 0;
  return {
    add(count) {
      sum += count;
      counted += 1;
      const { low, high } = range ?? { low: count, high: count };
      range = { low: Math.min(low, count), likely: Math.round(sum / counted), high: Math.max(high, count) };
    },
    total: () => range,
  };
}
