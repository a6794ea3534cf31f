import type { Outcome } from '../../lib/domain/call.ts';
import { readRefusal } from '../../lib/domain/read-by-meaning.ts';
import type { FailedResponse, RefusalPattern } from '../../lib/domain/read-refusal.ts';
import type { Surface } from '../../lib/domain/surface.ts';
import { wires } from '../../lib/wires/registry.ts';
import { type AnsweredHead, toAnswer } from '../../lib/wires/to-answer.ts';
import type { ResponseMeter } from '../../lib/wires/wire.ts';

/** Where a call went: its surface, and what the surface's path named (empty: nothing). */
export interface CalledAt {
  readonly surface: Surface;
  readonly named: string;
  /** How its provider says no for money. */
  readonly refusals: readonly RefusalPattern[];
}

/** Meters one answer while its decoded text passes by; keeps nothing of it but sizes, and of an error its beginning. */
export interface AnswerReader {
  readonly push: (text: string) => void;
  /** `isWhole`: the body came to its end. Once. */
  readonly end: (isWhole: boolean) => Outcome;
}

/** Of an error answer so much is read, characters: what says why comes first. */
export const ERROR_CHARS_MAX = 64 * 1024;

/** Starts reading an answer of which the head has come. */
export function openAnswerReader(at: CalledAt, head: AnsweredHead): AnswerReader {
  return head.status >= 400 ? openErrorReader(at, head) : openMeteredReader(at, head);
}

function openErrorReader({ refusals }: CalledAt, head: AnsweredHead): AnswerReader {
  let bodyText = '';
  return {
    push: (text) => {
      if (bodyText.length < ERROR_CHARS_MAX) bodyText += text.slice(0, ERROR_CHARS_MAX - bodyText.length);
    },
    end: () => toOutcome({ ...head, bodyText, hasAnswerBegun: false }, refusals) ?? toError(head),
  };
}

function openMeteredReader(at: CalledAt, head: AnsweredHead): AnswerReader {
  const meter = openMeter(at.surface, head);
  return {
    push: (text) => meter?.push(text),
    end: (isWhole) => {
      const answer = toAnswer(meter?.end() ?? null, isWhole, head, at);
      if (answer.kind !== 'failed') return answer;
      const refused = toOutcome(answer, at.refusals);
      if (refused !== null) return refused;
      // An error inside a stream ends it: what came before is billed.
      return answer.hasAnswerBegun ? { kind: 'cut', usage: null, cost: null, output: answer.output } : toError(answer);
    },
  };
}

function openMeter({ wire, rule }: Surface, { headers }: AnsweredHead): ResponseMeter | null {
  return wire === null ? null : wires[wire].openMeter({ contentType: headers['content-type'] ?? '', headers }, rule);
}

function toOutcome(response: FailedResponse, refusals: readonly RefusalPattern[]): Outcome | null {
  const refusal = readRefusal(response, refusals);
  return refusal && { kind: 'refusal', refusal };
}

function toError({ status }: AnsweredHead): Outcome {
  return { kind: 'error', status };
}
