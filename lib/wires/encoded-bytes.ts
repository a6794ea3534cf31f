/** Bytes of a file as requests carry them. Only what is asked for is decoded, so that a file of 50 MB costs no more than its head. */
export interface EncodedBytes {
  /** How many there are. */
  readonly length: number;
  /** One of them; NaN beyond the end, and where a character is none of base64. */
  readonly at: (index: number) => number;
}

/** Line breaks of an encoded file are looked for so far in, characters; longer lines than this have nobody's form. */
const LINE_MAX = 256;
/** Broken lines are joined up to so many characters; more is not read. */
const JOINED_CHARS_MAX = 20_000_000;

/** The bytes of a file in base64, or in base64 with the letters of addresses. Null: there are none. */
export function openBase64(text: string): EncodedBytes | null {
  const isBroken = /[\r\n]/.test(text.slice(0, LINE_MAX));
  if (isBroken && text.length > JOINED_CHARS_MAX) return null;
  const letters = isBroken ? text.replaceAll(/[\r\n \t]+/g, '') : text;
  let end = letters.length;
  while (end > 0 && letters.charCodeAt(end - 1) === PAD) end--;
  const length = Math.floor((end * 3) / 4);
  if (length === 0) return null;
  return {
    length,
    at(index) {
      if (!(index >= 0 && index < length)) return Number.NaN;
      const place = Math.floor(index / 3) * 4 + (index % 3);
      const [high, low] = [VALUES[letters.charCodeAt(place)] ?? -1, VALUES[letters.charCodeAt(place + 1)] ?? -1];
      if (high < 0 || low < 0) return Number.NaN;
      const shift = (index % 3) * 2 + 2;
      return ((high << shift) | (low >> (6 - shift))) & 255;
    },
  };
}

const PAD = 61;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** What a letter stands for, by its code; -1: nothing. */
const VALUES = Array.from({ length: 128 }, (_, code) => {
  const letter = String.fromCharCode(code);
  return LETTERS.indexOf(letter === '-' ? '+' : letter === '_' ? '/' : letter);
});

/** A number of so many bytes, the first one the highest; NaN where one is missing. */
export function bigEndian(bytes: EncodedBytes, index: number, size: number): number {
  let value = 0;
  for (let place = 0; place < size; place++) value = value * 256 + bytes.at(index + place);
  return value;
}

/** The same, the first byte the lowest. */
export function littleEndian(bytes: EncodedBytes, index: number, size: number): number {
  let value = 0;
  for (let place = size - 1; place >= 0; place--) value = value * 256 + bytes.at(index + place);
  return value;
}

/** Whether these letters stand there. */
export function hasLetters(bytes: EncodedBytes, index: number, letters: string): boolean {
  for (let place = 0; place < letters.length; place++) {
    if (bytes.at(index + place) !== letters.charCodeAt(place)) return false;
  }
  return true;
}

/** A part as letters, one for each byte; shorter where the bytes end. */
export function lettersOf(bytes: EncodedBytes, from: number, to: number): string {
  const codes: number[] = [];
  for (let index = Math.max(0, from); index < Math.min(to, bytes.length); index++) codes.push(bytes.at(index) || 0);
  return String.fromCharCode(...codes);
}
