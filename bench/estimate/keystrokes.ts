import { countTokens } from '../../lib/domain/count-tokens.ts';
import { openRecount } from '../../lib/domain/recount.ts';
import { openRandom } from '../../test/forecast/random.ts';
import { quantile } from '../page/statistics.ts';

/** How long the count of a long text takes after a key was pressed in it, ms. */
export interface KeystrokeTime {
  readonly text: string;
  readonly characters: number;
  readonly p50: number;
  readonly p95: number;
  /** The whole text counted at once. */
  readonly whole: number;
}

const CHARACTERS = 1_000_000;
const KEYS = 400;
const WARM_UP = 50;

/** Types into a megabyte of each text, anywhere in it; the text is handed over as a field would: whole, and flat. */
export function timeKeystrokes(texts: Readonly<Record<string, string>>): readonly KeystrokeTime[] {
  const random = openRandom(9);
  return ['prose en', 'prose zh_CN', 'code', 'json', 'one letter'].map((name) => {
    const source = texts[name] ?? 'a';
    let text = source.repeat(Math.ceil(CHARACTERS / source.length)).slice(0, CHARACTERS);
    const recount = openRecount();
    recount.count(text);
    const times: number[] = [];
    for (let key = 0; key < KEYS; key++) {
      const at = Math.floor(random.next() * text.length);
      text = flat(`${text.slice(0, at)}${'etaoin ,\n'[key % 9]}${text.slice(at)}`);
      const start = performance.now();
      recount.count(text);
      if (key >= WARM_UP) times.push(performance.now() - start);
    }
    const start = performance.now();
    countTokens(text);
    const whole = performance.now() - start;
    return { text: name, characters: text.length, p50: quantile(times, 0.5), p95: quantile(times, 0.95), whole };
  });
}

/** The same text, not as a rope. */
function flat(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}
