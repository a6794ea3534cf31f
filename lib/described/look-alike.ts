/** Scripts that a name in Latin letters may be written with as well (Unicode UTS 39, "highly restrictive"). */
const WITH_LATIN =
  /^[\p{Script=Latin}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Common}\p{Script=Inherited}]*$|^[\p{Script=Latin}\p{Script=Han}\p{Script=Hangul}\p{Script=Common}\p{Script=Inherited}]*$|^[\p{Script=Latin}\p{Script=Han}\p{Script=Bopomofo}\p{Script=Common}\p{Script=Inherited}]*$/u;
/** Scripts that have letters like Latin ones, each for itself. */
const ONE_OF_ITS_OWN = [
  'Cyrillic',
  'Greek',
  'Armenian',
  'Cherokee',
  'Coptic',
  'Georgian',
  'Hebrew',
  'Arabic',
  'Thai',
  'Devanagari',
].map((script) => new RegExp(`^[\\p{Script=${script}}\\p{Script=Common}\\p{Script=Inherited}]*$`, 'u'));
/** Letters of other scripts, and further Latin ones, that look like one of `a` to `z`, and those themselves. */
const LIKE_LATIN = /^[аеіјорсухѕԁԛԝһӏьѵзгαικνορτυχωοսոօզցհⅰⅼⅽⅾɑɡıɩa-z\d-]+$/u;

/**
 * Whether a host's name is written in letters that pass for others: of several scripts in one part, or all of them like Latin
 * ones. Names come in ASCII, with other letters as `xn--…` (RFC 3492); one that cannot be read as such is refused as well.
 */
export function hasLookAlike(host: string): boolean {
  return host.split('.').some((label) => {
    if (!label.startsWith('xn--')) return false;
    const letters = decodeLabel(label.slice(4));
    return letters === null || LIKE_LATIN.test(letters) || !isOfOneKind(letters);
  });
}

function isOfOneKind(letters: string): boolean {
  return WITH_LATIN.test(letters) || ONE_OF_ITS_OWN.some((script) => script.test(letters));
}

const BASE = 36;
const [FROM, TO] = [1, 26];

/** What a label says after `xn--`; null: nothing that can be read. RFC 3492, 6.2. */
export function decodeLabel(label: string): string | null {
  const split = label.lastIndexOf('-');
  const points = [...label.slice(0, Math.max(split, 0))].map((letter) => letter.charCodeAt(0));
  let [point, index, bias] = [128, 0, 72];
  for (let at = split + 1; at < label.length; ) {
    const before = index;
    for (let weight = 1, k = BASE; ; k += BASE) {
      const digit = digitOf(label[at++] ?? '');
      if (digit === null) return null;
      index += digit * weight;
      const threshold = Math.min(Math.max(k - bias, FROM), TO);
      if (digit < threshold) break;
      weight *= BASE - threshold;
      if (index > 0x7fffffff || weight > 0x7fffffff) return null;
    }
    const count = points.length + 1;
    bias = adapt(index - before, count, before === 0);
    point += Math.floor(index / count);
    if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return null;
    index %= count;
    points.splice(index, 0, point);
    index += 1;
  }
  return points.length === 0 ? null : String.fromCodePoint(...points);
}

function digitOf(letter: string): number | null {
  if (/^[a-z]$/.test(letter)) return letter.charCodeAt(0) - 97;
  return /^\d$/.test(letter) ? Number(letter) + 26 : null;
}

function adapt(delta: number, count: number, isFirst: boolean): number {
  let left = Math.floor(delta / (isFirst ? 700 : 2));
  left += Math.floor(left / count);
  let k = 0;
  for (; left > ((BASE - FROM) * TO) / 2; k += BASE) left = Math.floor(left / (BASE - FROM));
  return k + Math.floor(((BASE - FROM + 1) * left) / (left + 38));
}
