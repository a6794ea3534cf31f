import type { AnswerHead } from '../../lib/wires/wire.ts';

/** The head of an answer that says so much. */
export function headOf(contentType: string, headers: AnswerHead['headers'] = {}): AnswerHead {
  return { contentType, headers };
}
