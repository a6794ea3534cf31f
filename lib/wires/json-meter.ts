import type { Job, Usage } from '../domain/call.ts';
import type { COST_HEADERS } from '../domain/cost-headers.ts';
import { attempt, parseJson } from '../domain/json-path.ts';
import { openSse } from '../domain/sse.ts';
import { openAnswerText, readCost } from './answer-text.ts';
import { type OutputCount, openOutputCount } from './output-count.ts';
import type { AnswerHead, ResponseMeter } from './wire.ts';

/** What an answer has said so far; its text is counted and forgotten. */
export interface Answer {
  usage: Usage | null;
  /** Whether nothing will be said after `usage` that goes before it: events may tell what came so far. */
  isUsageFinal: boolean;
  /** What the provider says it took, a decimal in dollars; null: it does not say. */
  costUsd: string | null;
  /** Tokens of thoughts that were billed, as it states them; 0: it states none. */
  thought: number;
  /** The kind of service it was served as; null: it does not say. */
  tier: string | null;
  errorText: string | null;
  /** What it says of work that ends later; null: nothing. */
  job: Job | null;
  isComplete: boolean;
  /** Whether it says that it ended because it might not be longer; where it does not, its length beside the bound tells. */
  isBounded: boolean;
  /** Whether all that was written could be counted. */
  isCounted: boolean;
  readonly output: OutputCount;
}

/** The terminator of most streams. */
export const DONE = '[DONE]';

/**
 * Meters an answer that is JSON, or a stream of values that are, as events, lines or a list. What it is shows in its first character, not in its
 * content type: relays send JSON as `text/event-stream` and streams as `application/json`.
 * @param read what a wire makes of one event of a stream ({@link DONE} for its terminator), or of a whole answer; undefined:
 *   it could not be read.
 */
export function openJsonMeter(
  head: AnswerHead,
  read: (event: unknown, answer: Answer, isWhole: boolean) => void,
): ResponseMeter {
  const answer: Answer = {
    usage: null,
    isUsageFinal: true,
    costUsd: null,
    thought: 0,
    tier: null,
    errorText: null,
    job: null,
    isComplete: false,
    isBounded: false,
    isCounted: true,
    output: openOutputCount(),
  };
  const whole = openAnswerText();
  const stream = openSse((data) => {
    const event = data.trim() === DONE ? DONE : parseJson(data);
    // What a broken event would have said is unknown, not nothing; the last one may just be cut off.
    if (event === undefined && !isEnding && startsJson(data)) answer.isCounted = false;
    read(event, answer, false);
  });
  let isJson: boolean | null = null;
  let isEnding = false;

  function readWhole(value: unknown): void {
    answer.isCounted = value !== undefined;
    // A list is a stream in another form, which says itself when it ends.
    if (Array.isArray(value)) for (const event of value) read(event, answer, false);
    else {
      answer.isComplete = answer.isCounted;
      read(value, answer, true);
    }
  }

  return {
    push(text) {
      isJson ??= startsJson(text);
      (isJson === false ? stream : whole).push(text);
    },
    pushJson(value) {
      isJson = null;
      attempt(() => readWhole(value), undefined);
    },
    end() {
      isEnding = true;
      if (isJson === false) stream.end();
      else if (isJson) readWhole(whole.parse() ?? whole.parseLines());
      const { usage, tier, job, errorText, isComplete, isBounded, isCounted, output } = answer;
      const isFinal = answer.isUsageFinal || isComplete;
      const costUsd = isFinal ? answer.costUsd : null;
      // A gateway's own figure goes before the one it passes on; the head of a stream was sent before there was any.
      const cost = (isJson === false ? null : readCost(head.headers[GATEWAY_COST])) ?? costUsd;
      const stated = cost === null ? { cost } : { cost, costUnit: 'USD' };
      const said = usage === null || isFinal ? { usage } : { usage, isUsageFinal: false as const };
      const served = { ...(tier !== null && { tier }), ...(job && { job }), ...(isBounded && { isBounded }) };
      const { shown, hasCalls } = output.beside();
      const beside =
        shown + answer.thought > 0 || hasCalls ? { beside: { shown, thought: answer.thought, hasCalls } } : {};
      const counted = isCounted ? output.total() : null;
      return { ...said, ...stated, ...served, output: counted, ...beside, errorText, isComplete };
    },
  };
}

/** The same of an answer without output that could be counted. */
export function openFigureMeter(head: AnswerHead, read: (event: unknown, answer: Answer) => void): ResponseMeter {
  const meter = openJsonMeter(head, read);
  return { ...meter, end: () => ({ ...meter.end(), output: null }) };
}

/** LiteLLM, in dollars: of a stream it says nothing, or 0. https://docs.litellm.ai/docs/proxy/cost_tracking */
const GATEWAY_COST: (typeof COST_HEADERS)[number] = 'x-litellm-response-cost';

/** Whether text begins JSON rather than an event stream; null while it is blank. */
export function startsJson(text: string): boolean | null {
  const start = text.trimStart();
  return start === '' ? null : start[0] === '{' || start[0] === '[';
}
