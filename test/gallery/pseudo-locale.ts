import { en } from '../../lib/domain/texts/en.ts';

/** So much longer than English other languages are, at least for sentences; German labels more. */
const LONGER = 1.4;
const ACCENTED: Readonly<Record<string, string>> = { a: 'å', e: 'é', i: 'ï', o: 'ö', u: 'û', n: 'ñ', c: 'ç', s: 'š' };

/** From now on every text of the catalogue is longer, and none reads as it is written there. What is filled in stays. */
export function speakPseudo(): void {
  const catalogue = en as Record<string, string>;
  for (const [key, template] of Object.entries(catalogue)) catalogue[key] = expand(template);
}

/** Words become longer, and not more: the longest word is what does not wrap. */
export function expand(template: string): string {
  return template
    .split(/(\{\w+\})/)
    .map((part, at) => (at % 2 === 1 ? part : part.replace(/\p{L}+/gu, longer)))
    .join('');
}

function longer(word: string): string {
  const accented = word.replace(/[aeioucns]/g, (letter) => ACCENTED[letter] ?? letter);
  const missing = Math.ceil(word.length * LONGER) - word.length;
  return accented + (accented.at(-1) ?? '').toLowerCase().repeat(missing);
}
