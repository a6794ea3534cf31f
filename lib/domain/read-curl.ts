import type { CopiedRequest } from './own-api.ts';

/** Longer ones are not read, characters. */
const COMMAND_CHARS_MAX = 1024 * 1024;
const DATA = /^(?:-d|--data|--data-raw|--data-ascii|--data-binary|--json)$/;
/** Options of curl that take a value which is not looked at. */
const IGNORED =
  /^(?:-H|--header|-A|--user-agent|-e|--referer|-b|--cookie|-u|--user|-o|--output|-m|--max-time|-x|--proxy)$/;

/**
 * The request of a curl command as browsers copy it (POSIX shells). Headers are not looked at: keys are among them. Null: it
 * is none, or has what cannot be read here (files, forms).
 */
export function readCurl(command: string): CopiedRequest | null {
  const words = command.length > COMMAND_CHARS_MAX ? null : wordsOf(command.trim().replaceAll('\r\n', '\n'));
  if (words?.[0] !== 'curl') return null;
  let method: string | null = null;
  let url: string | null = null;
  const data: string[] = [];
  for (let at = 1; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const next = words[at + 1];
    const takes = (): string => {
      at += 1;
      return next ?? '';
    };
    if (word === '-X' || word === '--request') method = takes().toUpperCase();
    else if (/^-X./.test(word)) method = word.slice(2).toUpperCase();
    else if (DATA.test(word)) data.push(takes());
    else if (word === '--url') url = takes();
    else if (IGNORED.test(word)) takes();
    else if (/^(?:-F|--form|-T|--upload-file|-G|--get)$/.test(word)) return null;
    else if (!word.startsWith('-')) url ??= word;
  }
  if (url === null || data.some((one) => one.startsWith('@'))) return null;
  return { method: method ?? (data.length > 0 ? 'POST' : 'GET'), url, request: data.join('&') };
}

/** One piece of a word: in single quotes, in `$'…'`, in double ones, an escaped character, plain characters, or blanks. */
const PIECE = /'([^']*)'|\$'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\$]+|\$)|(\s+)/sy;

/** The words of a command line; null where a quote is not closed. Nothing is expanded. */
function wordsOf(command: string): readonly string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  for (PIECE.lastIndex = 0; PIECE.lastIndex < command.length; ) {
    const match = PIECE.exec(command);
    if (match === null) return null;
    const [, single, ansi, double, escaped, plain] = match;
    // A line that goes on.
    if (escaped === '\n') continue;
    const piece =
      single ??
      (ansi === undefined ? undefined : unescapeAnsi(ansi)) ??
      double?.replaceAll(/\\(["\\$`])|\\\n/g, '$1') ??
      escaped ??
      plain;
    if (piece !== undefined) word = (word ?? '') + piece;
    else if (word !== null) {
      words.push(word);
      word = null;
    }
  }
  return word === null ? words : [...words, word];
}

const ANSI: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

function unescapeAnsi(text: string): string {
  return text.replaceAll(/\\(?:u([\da-fA-F]{4})|x([\da-fA-F]{2})|(.))/gs, (_all, unicode, hex, one: string) =>
    one === undefined ? String.fromCharCode(Number.parseInt(unicode ?? hex, 16)) : (ANSI[one] ?? one),
  );
}
