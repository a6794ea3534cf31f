import type { CopiedRequest } from './own-api.ts';

/** Longer ones are not read, characters. */
export const COMMAND_CHARS_MAX = 1024 * 1024;
const DATA = /^(?:-d|--data|--data-raw|--data-ascii|--data-binary|--json)$/;
/** Short options of curl that take a value: it may stand right behind. */
const SHORT_VALUES = 'AbcCdDeEFHKmoPQrtTuUwxXyYz';
/** Long options that take a value which is not looked at. */
const IGNORED =
  /^--(?:header|user-agent|referer|cookie|cookie-jar|user|output|max-time|connect-timeout|connect-to|retry|retry-delay|retry-max-time|max-redirs|proxy|proxy-user|noproxy|cacert|capath|cert|cert-type|key|ciphers|write-out|dump-header|resolve|interface|limit-rate|range|config|oauth2-bearer|aws-sigv4|unix-socket|stderr|trace|trace-ascii)$/;
/** What puts the request together in a way that is not read here. */
const UNREAD = /^(?:-F|--form|--form-string|-T|--upload-file|-G|--get|--data-urlencode|--url-query)$/;

/**
 * The request of a curl command as browsers copy it (POSIX shells, or Windows' own) and documentation shows it. Headers are not
 * looked at: keys are among them. Null: it is none, or has what cannot be read here (files, forms).
 */
export function readCurl(command: string): CopiedRequest | null {
  if (command.length > COMMAND_CHARS_MAX) return null;
  const text = withoutCarets(command.trim().replaceAll('\r\n', '\n'));
  const { head, body } = splitHeredoc(text);
  return readWords(wordsOf(head), body) ?? (body === null ? null : readWords(wordsOf(text), null));
}

function readWords(words: readonly string[] | null, stdin: string | null): CopiedRequest | null {
  if (words?.[0] !== 'curl') return null;
  let method: string | null = null;
  let url: string | null = null;
  const data: string[] = [];
  const rest = words.slice(1).flatMap(splitShort);
  for (let at = 0; at < rest.length; at += 1) {
    const word = rest[at] ?? '';
    const takes = (): string => rest[++at] ?? '';
    if (UNREAD.test(word)) return null;
    if (word === '-X' || word === '--request') method = takes().toUpperCase();
    else if (DATA.test(word)) data.push(takes());
    else if (word === '--url') url = takes();
    else if (IGNORED.test(word) || isShortValue(word)) takes();
    else if (!word.startsWith('-')) url ??= word;
  }
  const sent = stdin === null ? data : data.map((one) => (one === '@-' ? stdin : one));
  if (url === null || sent.some((one) => one.startsWith('@'))) return null;
  return { method: method ?? (data.length > 0 ? 'POST' : 'GET'), url, request: sent.join('&') };
}

function isShortValue(word: string): boolean {
  return word.length === 2 && word.startsWith('-') && SHORT_VALUES.includes(word.slice(1));
}

/** `-sXPOST` is `-s`, `-X` and `POST`. Whole words are left as they are. */
function splitShort(word: string): readonly string[] {
  if (!/^-[A-Za-z]./s.test(word)) return [word];
  const at = [...word.slice(1)].findIndex((letter) => SHORT_VALUES.includes(letter));
  if (at < 0 || !/^[A-Za-z#]*$/.test(word.slice(1, at + 1))) return [word];
  const value = word.slice(at + 2);
  return value === '' ? [`-${word.charAt(at + 1)}`] : [`-${word.charAt(at + 1)}`, value];
}

/** What Windows' own shell escapes with. */
function withoutCarets(command: string): string {
  return command.includes('^"') ? command.replaceAll(/\^\n/g, ' ').replaceAll(/\^(.)/g, '$1') : command;
}

/** `curl … -d @- <<'EOF'`: the lines up to `EOF` are what is sent. */
function splitHeredoc(command: string): { readonly head: string; readonly body: string | null } {
  const found = /<<-?[ \t]{0,9}(['"]?)(\w{1,40})\1([^\n]{0,999})\n/.exec(command);
  if (found === null || !command.includes('@-')) return { head: command, body: null };
  const [all, , tag = '', after = ''] = found;
  const lines = `${command.slice(found.index + all.length)}\n`;
  const end = `\n${lines}`.indexOf(`\n${tag}\n`);
  if (end < 0) return { head: command, body: null };
  return { head: command.slice(0, found.index) + after, body: lines.slice(0, Math.max(0, end - 1)) };
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
