import { encodeJson } from '../../lib/domain/bigint-json.ts';
import type { AdviceAnswers, AdviceQuestion, AdviceWork } from './advice-work.ts';
import { askAdvice, mayAskAdvice } from './ask-advice.ts';

/** An answer holds so long as no call was opened since, and not longer, ms: calls that were under way then settle meanwhile. */
const KEPT_MS_MAX = 60_000;
/** Answers that are kept, the newest: a page asks for a few. */
const KEPT_MAX = 8;

interface Kept {
  readonly answer: Promise<AdviceAnswers[keyof AdviceAnswers]>;
  readonly newest: number | null;
  readonly at: number;
}

/** By all that was asked: what it was asked with (prices, sites) is part of it. */
const answers = new Map<string, Kept>();

/** When a question is asked: `newest` is when the last call was opened (null: there is none), `now` the clock. Epoch ms. */
interface Asked {
  readonly newest: number | null;
  readonly now: number;
}

/** The answer of a moment ago where nothing came since, else that of a thread. Whoever asks meanwhile waits for the same one. Null: too many are being worked out. */
export function askOnce<Kind extends AdviceQuestion['kind']>(
  work: AdviceWork & { readonly question: { readonly kind: Kind } },
  { newest, now }: Asked,
): Promise<AdviceAnswers[Kind]> | null {
  const key = encodeJson(work);
  const kept = find(key, { newest, now });
  // The key has the kind of the question, and the kind says what it is answered with.
  if (kept !== null) return kept.answer as Promise<AdviceAnswers[Kind]>;
  if (!mayAskAdvice()) return null;
  const answer = askAdvice<Kind>(work);
  answers.delete(key);
  answers.set(key, { answer, newest, at: now });
  for (const oldest of answers.keys()) {
    if (answers.size <= KEPT_MAX) break;
    answers.delete(oldest);
  }
  answer.catch(() => {
    if (answers.get(key)?.answer === answer) answers.delete(key);
  });
  return answer;
}

function find(key: string, { newest, now }: Asked): Kept | null {
  const kept = answers.get(key);
  // A clock that was put back makes an answer no younger.
  const isOld = kept === undefined || kept.newest !== newest || now < kept.at || now - kept.at > KEPT_MS_MAX;
  return isOld ? null : kept;
}
