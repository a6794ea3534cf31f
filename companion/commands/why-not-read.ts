import { type PlainLine, speak } from '../terminal/speak.ts';

const LINES: Readonly<Record<string, PlainLine>> = {
  ENOENT: 'any.thereIsNoSuchFile',
  EISDIR: 'estimate.itIsAFolder',
};

/** Why a file could not be read, as people are told it. */
export function whyNotRead(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const line = 'code' in error ? LINES[String(error.code)] : undefined;
  return line === undefined ? error.message : speak(line);
}
