import { BATCH_MODELS_MAX, type Job, type JobUse, type Meter, type Usage } from '../domain/call.ts';
import { attempt, parseJson } from '../domain/json-path.ts';
import { inputTokensOf } from '../domain/price.ts';
import { openAnswerText } from './answer-text.ts';
import type { ResponseMeter } from './wire.ts';

/** What one line of results says: billed for a model, nothing billed, or null: it cannot be told. */
export type BatchLine = { readonly model: string | null; readonly usage: Usage } | 'nothing' | null;

/** How the batches of one provider speak. */
export interface BatchForm {
  /** One line of results; undefined: it is no such line. */
  readonly readLine: (value: unknown) => BatchLine | undefined;
  /** The batch itself, as it is told when it is made and whenever it is asked for; null: it is no batch. */
  readonly readJob: (value: unknown) => Job | null;
}

/** A line above this is not kept to be read, characters; answers of 128,000 tokens fit. */
const LINE_CHARS_MAX = 8 * 1024 * 1024;

/**
 * Meters what is said of a batch: the batch itself (one JSON object), or its results, one a line, of which only the current one
 * is kept. What was billed is known only if every line could be read.
 */
export function openBatchMeter(form: BatchForm): ResponseMeter {
  const whole = openAnswerText();
  const sums = openSums();
  let line = '';
  let isLines: boolean | null = null;
  let job: Job | null = null;

  function takeLine(text: string): void {
    if (!text.trim()) return;
    const said = form.readLine(parseJson(text));
    isLines ??= said !== undefined;
    if (isLines) sums.add(said ?? null);
  }

  function take(text: string): void {
    const pieces = text.split('\n');
    for (const [index, piece] of pieces.entries()) {
      if (line.length + piece.length > LINE_CHARS_MAX) sums.add(null);
      else line += piece;
      if (index === pieces.length - 1) return;
      takeLine(line);
      line = '';
      // One object over several lines is read as a whole.
      if (isLines === false) return;
    }
  }

  return {
    push(text) {
      if (isLines !== true) whole.push(text);
      if (isLines !== false) take(text);
    },
    pushJson(value) {
      // Read at once: the page owns the value, and may change it or give it traps.
      job = attempt(() => form.readJob(value), null);
    },
    end() {
      if (isLines !== false) takeLine(line);
      const said = isLines ? undefined : whole.parse();
      job ??= isLines ? sums.job() : form.readJob(said);
      return {
        ...{ usage: null, cost: null, output: null, errorText: null },
        isComplete: !isLines && (said ?? job) != null,
        ...(job && { job }),
      };
    },
  };
}

interface Sums {
  readonly add: (line: BatchLine) => void;
  /** Null: a line could not be read, so the sum is not known. */
  readonly job: () => Job | null;
}

interface Sum {
  readonly usage: Partial<Record<Meter, number>>;
  requests: number;
  low: number;
  high: number;
}

function openSums(): Sums {
  const byModel = new Map<string | null, Sum>();
  let isKnown = true;
  return {
    add(line) {
      if (line === null) isKnown = false;
      if (line === null || line === 'nothing') return;
      const input = inputTokensOf(line.usage);
      const sum = byModel.get(line.model) ?? { usage: {}, requests: 0, low: input, high: input };
      if (!byModel.has(line.model) && byModel.size >= BATCH_MODELS_MAX) isKnown = false;
      else byModel.set(line.model, sum);
      sum.requests += 1;
      sum.low = Math.min(sum.low, input);
      sum.high = Math.max(sum.high, input);
      for (const [meter, count] of Object.entries(line.usage) as [Meter, number][])
        sum.usage[meter] = (sum.usage[meter] ?? 0) + count;
    },
    job: () => (isKnown ? { id: '', isOver: true, uses: [...byModel].map(toUse) } : null),
  };
}

function toUse([model, { usage, requests, low, high }]: readonly [string | null, Sum]): JobUse {
  return { model, usage, requests, each: { low, likely: Math.round(inputTokensOf(usage) / requests), high } };
}
