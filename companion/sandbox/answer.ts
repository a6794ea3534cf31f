import { chinesePhrases, englishPhrases, type PhraseBook } from './answer-phrases.ts';
import { createRandom, hashText, type SeededRandom } from './random.ts';
import { countTokens, decodeTokens, encodeTokens } from './tokens.ts';

/** Answers longer than this are not written, whatever was asked. */
export const answerTokensMax = 300_000;

/** What is known before an answer is written. */
export interface AnswerOrder {
  /** The same seed and question give the same answer. */
  readonly seed: number;
  readonly question: string;
  /** Exact length wanted; `null`: 40–400 tokens, chosen from the question, ending with a sentence. */
  readonly tokensWanted: number | null;
  /** Bound set by the caller (`max_tokens`); `null`: none. */
  readonly outputTokensMax: number | null;
}

/** A written answer; `tokens` is the true count of `text`. */
export interface Answer {
  readonly text: string;
  readonly tokens: number;
  readonly finishReason: 'stop' | 'length';
}

/** Writes deterministic prose with some Markdown, cut where `outputTokensMax` cuts it. */
export function writeAnswer(order: AnswerOrder): Answer {
  const random = createRandom(hashText(`${order.seed}:${order.question}`));
  const drawn = 40 + Math.floor(random.next() * 361);
  const wanted = Math.min(order.tokensWanted ?? drawn, answerTokensMax);
  const isCut = order.outputTokensMax !== null && order.outputTokensMax < wanted;
  const phrases = isChinese(order.question) ? chinesePhrases : englishPhrases;
  const size = isCut ? (order.outputTokensMax ?? wanted) : wanted;
  const prefix = takeTokens(writeProse(phrases, random, size), size);
  const text = isCut || order.tokensWanted !== null ? prefix : endWithSentence(prefix);
  return { text, tokens: countTokens(text), finishReason: isCut ? 'length' : 'stop' };
}

function writeProse(phrases: PhraseBook, random: SeededRandom, tokensMin: number): string {
  const draw = createDeck(random);
  let prose = `${draw(phrases.openings)}${phrases.gap}${draw(phrases.sentences)}\n\n`;
  // The shortest block is about 30 tokens; estimating by length would be wrong in one language or the other.
  for (let tokens = countTokens(prose); tokens < tokensMin + 8; ) {
    const block = writeBlock(phrases, random, draw);
    tokens += countTokens(block);
    prose += block;
  }
  return prose;
}

function writeBlock(phrases: PhraseBook, random: SeededRandom, draw: (from: readonly string[]) => string): string {
  const kind = random.next();
  if (kind < 0.45) {
    const sentences = [0, 1, 2].map(() => draw(phrases.sentences));
    return `${sentences.join(phrases.gap)}\n\n`;
  }
  if (kind < 0.85) {
    const items = [0, 1, 2].map(() => `- ${draw(phrases.items)}`);
    return `### ${draw(phrases.headings)}\n\n${items.join('\n')}\n\n`;
  }
  return `${draw(phrases.sentences)}${phrases.gap}${draw(phrases.closings)}\n\n`;
}

// A deck deals every phrase once before one comes again: drawing at random repeats itself too soon.
function createDeck(random: SeededRandom): (from: readonly string[]) => string {
  const left = new Map<readonly string[], string[]>();
  return (from) => {
    let cards = left.get(from) ?? [];
    if (cards.length === 0) cards = [...from];
    const [card = ''] = cards.splice(Math.floor(random.next() * cards.length), 1);
    left.set(from, cards);
    return card;
  };
}

// A prefix of a text's tokens need not be what its own text encodes to (a word cut in two may be one token). The
// longest prefix that is keeps the count exact: it is the full size in English, where the words here are one token.
function takeTokens(text: string, size: number): string {
  const tokens = encodeTokens(text);
  for (let length = size; length > Math.max(0, size - 16); length -= 1) {
    const prefix = decodeTokens(tokens.slice(0, length));
    if (!prefix.endsWith('\uFFFD') && countTokens(prefix) === length) return prefix;
  }
  return decodeTokens(tokens.slice(0, size)).replace(/\uFFFD+$/, '');
}

// "**Data.** Use" is no place to stop: a full stop counts only before a space or at the very end.
function endWithSentence(text: string): string {
  const end = [...text.matchAll(/\.(?=\s|$)|。/g)].at(-1)?.index ?? 0;
  return end < text.length / 3 ? text.trimEnd() : text.slice(0, end + 1);
}

// The end of a conversation is what was asked last; system prompts are often in another language.
function isChinese(question: string): boolean {
  const asked = question.slice(-200);
  return (asked.match(/\p{Script=Han}/gu)?.length ?? 0) * 3 > asked.length;
}
