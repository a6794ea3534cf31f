import { kindOf, SIGN } from './character-kinds.ts';

const ASCII = Uint8Array.from({ length: 0x80 }, (_none, code) => kindOf(code));

/** The kind of the character at `at`; -1 behind the end. */
export function kindAt(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  if (unit < 0x80) return ASCII[unit] ?? SIGN;
  const code = text.codePointAt(at);
  return code === undefined ? -1 : kindOf(code);
}

/** Behind the character at `at`. */
export function behind(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  if (unit < 0xd800 || unit > 0xdbff) return at + 1;
  const next = text.charCodeAt(at + 1);
  return next >= 0xdc00 && next <= 0xdfff ? at + 2 : at + 1;
}
