import { countTokens, takeTokens } from './tokens.ts';

/** What was written; `tokens` is the true count of `text`. */
export interface Prose {
  readonly text: string;
  readonly tokens: number;
  /** The bound of the caller cut it. */
  readonly isCut: boolean;
}

const english =
  'Begin with the smallest thing that could work and try it on real data. Write down what you expected before you look. ' +
  'When two options look the same, take the one that is easier to undo. Small steps show which change did what. ' +
  'Keep the old way until the new one has run for a week. Ask the person who will read the result what they need first. ';
const chinese =
  '先做能用的最小一步，再用真实数据试一试。动手之前写下你的预期。两个办法看起来一样时，选更容易撤回的那个。' +
  '步子小，才看得出是哪一处改动起了作用。新办法跑满一周之前，旧办法先留着。先问读结果的人最需要什么。';

/** The same question gets the same words; so many tokens as wanted, fewer where the caller's bound is lower. */
export function writeProse(question: string, tokensWanted: number, tokensMax: number | null): Prose {
  const isCut = tokensMax !== null && tokensMax < tokensWanted;
  const wanted = isCut ? tokensMax : tokensWanted;
  const phrases = /\p{Script=Han}/u.test(question) ? chinese : english;
  const text = takeTokens(phrases.repeat(1 + Math.ceil(wanted / 40)), wanted);
  return { text, tokens: countTokens(text), isCut };
}
