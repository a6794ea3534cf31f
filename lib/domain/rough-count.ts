import type { Count } from './call.ts';
import type { TokenCounter } from './count-tokens.ts';
import { NO_TOKENS } from './counts.ts';

/** Tokens of a code unit of ASCII, of other letters, and from U+3000 on (Chinese, kana, Hangul, half an emoji). */
const ASCII = 0.28;
const OTHER = 0.4;
const WIDE = 0.8;
/** The range holds prose of all languages, code, and what is as dense as base64. */
const LOW = 0.5;
const HIGH = 2.8;
/** Whatever it is, so few tokens more. */
const MORE = 3;

/**
 * Counts by nothing but what characters there are, for the moment in which nothing better is at hand: a tenth of the size of
 * `count-tokens`, and as wide a range as that is worth.
 */
export function openRoughCounter(): TokenCounter {
  let units = 0;
  let tokens = 0;
  return {
    push(text) {
      units += text.length;
      for (let at = 0; at < text.length; at++) {
        const code = text.charCodeAt(at);
        tokens += code < 128 ? ASCII : code < 0x3000 ? OTHER : WIDE;
      }
    },
    cut: () => undefined,
    total: () => (units === 0 ? NO_TOKENS : rangeAround(tokens)),
  };
}

function rangeAround(tokens: number): Count {
  const likely = Math.max(1, Math.round(tokens));
  return { low: Math.max(1, Math.floor(likely * LOW)), likely, high: Math.ceil(likely * HIGH) + MORE };
}
