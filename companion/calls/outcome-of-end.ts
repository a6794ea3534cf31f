import type { Outcome } from '../../lib/domain/call.ts';
import { readRefusal } from '../../lib/domain/read-by-meaning.ts';
import type { FailedResponse, RefusalPattern } from '../../lib/domain/read-refusal.ts';
import { toAnswer } from '../../lib/wires/to-answer.ts';
import type { CallEnd } from '../gateway/review-port.ts';

/** What of a call's end says what became of it. */
type EndToRead = Pick<CallEnd, 'how' | 'status' | 'headers' | 'errorText' | 'reading'> & {
  readonly call: Pick<CallEnd['call'], 'surface'>;
};

/** What became of a call that the gateway has seen to its end. `named`: what its surface's path named. */
export function outcomeOfEnd(end: EndToRead, named: string, refusals: readonly RefusalPattern[]): Outcome {
  const { how, status, headers, errorText, reading, call } = end;
  if (how === 'unsent') return { kind: 'unsent' };
  // Its client left before the head came: what was made until then is billed like a part of an answer.
  if (status === null && how === 'cut-by-client') return NOTHING_READ.cut;
  // Whether a provider that never answered has billed, nobody can tell: the ledger books an error by its rules.
  if (status === null) return { kind: 'error', status: null };
  if (status >= 400) return ofError({ status, headers, bodyText: errorText ?? '', hasAnswerBegun: false }, refusals);
  if (call.surface === null) return NOTHING_READ[how === 'answer' ? 'answer' : 'cut'];
  const answer = toAnswer(reading, how === 'answer', { status, headers }, { named, surface: call.surface });
  if (answer.kind !== 'failed') return answer;
  const outcome = ofError(answer, refusals);
  // An error inside a stream ends it: what came before is billed.
  if (outcome.kind === 'error' && answer.hasAnswerBegun) return { ...NOTHING_READ.cut, output: answer.output };
  return outcome;
}

const NOTHING_READ = {
  answer: { kind: 'answer', usage: null, cost: null, output: null },
  cut: { kind: 'cut', usage: null, cost: null, output: null },
} as const satisfies Record<string, Outcome>;

function ofError(response: FailedResponse, refusals: readonly RefusalPattern[]): Outcome {
  const refusal = readRefusal(response, refusals);
  return refusal === null ? { kind: 'error', status: response.status } : { kind: 'refusal', refusal };
}
