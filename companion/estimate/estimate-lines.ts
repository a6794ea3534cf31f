import { explainAllCarried } from '../../lib/domain/carries.ts';
import { explainRequestProblem } from '../../lib/domain/explain-estimate.ts';
import type { Money } from '../../lib/domain/money.ts';
import { readLines } from '../../lib/domain/read-lines.ts';
import { atLine, REQUEST_CHARS_MAX } from '../../lib/domain/read-pasted-request.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { type EstimateAdder, type EstimateSum, openEstimateAdder } from '../../lib/domain/sum-estimates.ts';
import type { Text } from '../../lib/domain/text.ts';
import type { Estimator, PastedEstimate } from '../../lib/engine/estimate-pasted.ts';
import { describeEstimate, type Telling } from './describe-estimate.ts';

/** Where lines go. */
export interface LinesOutput {
  readonly print: (line: string) => void;
  /** Resolves when what was printed has left. */
  readonly drained: () => Promise<void>;
  /** Told now and then how many requests were estimated, and how many bytes of the file were read. */
  readonly onProgress: (requests: number, bytes: number) => void;
  readonly stopped: AbortSignal;
}

/** What a file of requests came to. */
export interface EstimatedLines {
  readonly requests: number;
  /** Lines that are no request. */
  readonly bad: number;
  readonly unknown: number;
  /** A model, or null for those that the requests name, and its sums: one for each currency. */
  readonly sums: readonly { readonly model: string | null; readonly sums: readonly EstimateSum[] }[];
}

/** How often progress is told, requests. */
const PROGRESS_EVERY = 50;

/**
 * Estimates a request a line, in order and as they come; empty lines are passed over. A line that is none is answered by
 * nothing but unknown, with `line` and `error`. Memory is that of the longest line.
 */
export async function estimateLines(
  input: AsyncIterable<string>,
  {
    estimator,
    models,
    telling,
  }: { readonly estimator: Estimator; readonly models: readonly string[]; readonly telling: Telling },
  { print, drained, onProgress, stopped }: LinesOutput,
): Promise<EstimatedLines> {
  const adders = new Map((models.length === 0 ? [null] : models).map((model) => [model, openEstimateAdder()] as const));
  let [requests, bad, bytes] = [0, 0, 0];
  for await (const { number, text } of readLines(input, REQUEST_CHARS_MAX)) {
    if (stopped.aborted) break;
    bytes += (text === null ? REQUEST_CHARS_MAX : Buffer.byteLength(text)) + 1;
    if (text?.trim() === '') continue;
    const asked = text === null ? TOO_LONG : estimator.estimate(text, models);
    requests += 1;
    if (asked.none?.kind === 'problem') bad += 1;
    else addTo(adders, asked);
    print(JSON.stringify(writeLine(asked, number, telling)));
    await drained();
    if (requests % PROGRESS_EVERY === 0) onProgress(requests, bytes);
  }
  const all = [...adders].map(([model, adder]) => ({ model, sums: adder.sums() }));
  return { requests, bad, unknown: Math.max(0, ...[...adders.values()].map((adder) => adder.unknown())), sums: all };
}

const TOO_LONG: PastedEstimate = {
  id: null,
  none: { kind: 'problem', problem: { kind: 'too-long', charsMax: REQUEST_CHARS_MAX } },
  provider: null,
  models: [],
  parts: [],
};

function addTo(adders: ReadonlyMap<string | null, EstimateAdder>, { models }: PastedEstimate): void {
  for (const [index, adder] of [...adders.values()].entries()) adder.add(models[index]?.estimate ?? null);
}

function writeLine(asked: PastedEstimate, line: number, telling: Telling): object {
  const { id, none } = asked;
  if (none?.kind !== 'problem') return describeEstimate(asked, telling);
  const words = explainRequestProblem(atLine(none.problem, line)).map((text) => renderText(text, telling.language));
  // Whoever reads lines finds the same fields in each.
  return { ...describeEstimate(asked, telling), id, line, error: words.join(' '), reasons: words };
}

/** What it all came to, a sentence each; empty where nothing was estimated. */
export function explainLines({ requests, bad, unknown, sums }: EstimatedLines, balance: Money | null): readonly Text[] {
  const isOne = sums.length === 1;
  const lines = sums.flatMap(({ model, sums: each }) =>
    each.flatMap((sum): readonly Text[] => {
      const { unit, likelyNano, highNano, calls } = sum;
      const params = {
        likely: { kind: 'money', money: { unit, nano: likelyNano } },
        high: { kind: 'money', money: { unit, nano: highNano }, rounding: 'up' },
      } as const;
      const total: Text = isOne
        ? { key: 'est.cli.sum', params: { ...params, n: calls } }
        : { key: 'est.cli.sumOf', params: { ...params, model: model ?? '' } };
      return balance === null ? [total] : [total, explainAllCarried(balance, sum)];
    }),
  );
  if (requests === 0) return [{ key: 'est.problem.empty' }];
  const isWhole = bad === 0 && unknown === 0;
  const rest: readonly Text[] = isWhole
    ? []
    : [{ key: 'est.cli.sumUnknown', params: { n: requests, count: unknown, bad } }];
  return [...lines, ...rest];
}
