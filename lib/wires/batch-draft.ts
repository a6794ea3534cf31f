import { BATCH_MODELS_MAX, type Count, type Draft, type DraftFrame, type WireId } from '../domain/call.ts';
import { addCounts, NO_TOKENS } from '../domain/counts.ts';
import { plainDraft } from './plain-draft.ts';

/** Adds up the requests of a batch, one after the other. Keeps sums of their sizes, nothing of them. */
export interface BatchDraft {
  readonly add: (request: Draft) => void;
  /**
   * All of it as one draft, without what is beside the texts (`media`), and of several models as one for each besides; null: nothing
   * was added.
   */
  readonly total: () => Draft | null;
}

/** Opens a sum. `wire`: what the batch itself is a request of. */
export function openBatchDraft(wire: WireId): BatchDraft {
  const all = openSum(wire);
  const byModel = new Map<string | null, BatchDraft>();
  let isTooMany = false;
  return {
    add(request) {
      all.add(request);
      const known = byModel.get(request.model);
      isTooMany ||= known === undefined && byModel.size >= BATCH_MODELS_MAX;
      if (isTooMany) return;
      const sum = known ?? openSum(wire);
      byModel.set(request.model, sum);
      sum.add(request);
    },
    total() {
      const total = all.total();
      // Several models have several prices: together they have none.
      if (total === null || (byModel.size < 2 && !isTooMany)) return total;
      const ofModels = isTooMany ? [] : [...byModel.values()].flatMap((sum) => sum.total() ?? []);
      return { ...total, model: null, ...(ofModels.length > 0 && { ofModels }) };
    },
  };
}

/** Of requests of one model, whose name the first of them has. */
function openSum(wire: WireId): BatchDraft {
  let model: string | null = null;
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
      model = request.model;
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
      return plainDraft(wire, {
        model,
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

/**
 * A batch with what is beside its texts. Of several models it is then not known which of them has how much of that, and so none of
 * them has a price.
 */
export function withMedia(batch: Draft, beside: Pick<Draft, 'media' | 'mediaOfEach'>): Draft {
  if (beside.media === undefined) return batch;
  const { ofModels: _, ...rest } = batch;
  return { ...rest, ...beside };
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
