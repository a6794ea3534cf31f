import { PASTED_CHARS_MAX } from './pasted-text.ts';
import type { ErrorAnswer } from './refusals/read-cause.ts';

/** An error as somebody copied it from wherever it was shown. */
export interface PastedError extends ErrorAnswer {
  /** Who was asked, by the request that stands beside the error; null: that is not there. Never out of the body itself. */
  readonly host: string | null;
  /** It was longer than what is read. */
  readonly isCut: boolean;
  /** Whether anything in it looks like an error at all. */
  readonly isErrorLike: boolean;
}

const LOOKS_LIKE_ERROR =
  /err|fail|exception|denied|refused|invalid|insufficient|exceed|limit|quota|balance|credit|payment|unauthori[sz]ed|forbidden|not ?found|timed? ?out|unavailable|overloaded|(?<![\d.,])[45]\d\d(?![\d.,]\d)|错误|失败|异常|不足|余额|额度|欠费|超过|超出|上限|限流|频繁|无效|拒绝|未授权|不存在|繁忙|超时/i;

/**
 * Takes a pasted text apart: a status line and headers (`curl -i`, `curl -v`, on lines of their own or run together, as a
 * selection may come), who was asked, and the body. What clients print around a body stays in it: that is
 * understood where bodies are read. Never throws; linear in the text's length.
 */
export function readPasted(pasted: string): PastedError {
  const text = tidy(pasted.slice(0, PASTED_CHARS_MAX));
  const { around, status, headers, bodyText } = readHead(text) ?? readBare(text);
  return {
    host: findHost(around),
    status,
    headers,
    bodyText,
    isCut: pasted.length > PASTED_CHARS_MAX,
    isErrorLike: status === null ? LOOKS_LIKE_ERROR.test(text) : status >= 400 || LOOKS_LIKE_ERROR.test(bodyText),
  };
}

/** Colours of a terminal, and other line ends. */
function tidy(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what terminals colour with.
  const plain = text.replace(/\u001b\[[\d;]{0,20}[A-Za-z]/g, '').replace(/\r\n?/g, '\n');
  return /^< HTTP\//m.test(plain) ? plain.replace(/^< ?/gm, '') : plain;
}

interface Answer extends ErrorAnswer {
  /** What stands in front of the body, or around it. */
  readonly around: string;
}

const STATUS_LINE = /(?:^|\n)[ \t]{0,8}HTTP\/\d(?:\.\d)?[ \t]{1,4}(\d{3})\b/;
/** Of a redirect or a `100 Continue` another answer follows. */
const ANSWERS_MAX = 12;

function readHead(text: string): Answer | null {
  let found: Answer | null = null;
  let rest = text;
  for (let count = 0; count < ANSWERS_MAX; count++) {
    const match = STATUS_LINE.exec(rest);
    // In a body it is no head any more.
    if (match === null || (found !== null && rest.slice(0, match.index).trim() !== '')) break;
    const lines = readHeaderLines(rest.slice(match.index + match[0].length));
    rest = lines.rest;
    found = {
      around: text.slice(0, text.length - rest.length),
      status: Number(match[1]),
      headers: Object.fromEntries(lines.headers),
      bodyText: withoutClient(rest),
    };
  }
  return found;
}

const HEADER = /^[ \t]{0,8}([A-Za-z][\w-]{0,60}):[ \t]*(.{0,4000})$/;

/** What follows a status: the rest of its line, a header a line, an empty line. */
function readHeaderLines(text: string): { readonly headers: readonly [string, string][]; readonly rest: string } {
  const end = text.indexOf('\n');
  const first = end < 0 ? text : text.slice(0, end);
  // Run together: everything up to the body stands in one line.
  const start = first.search(/[{[<]|data:\s/);
  if (start >= 0 || end < 0) {
    const head = first.slice(0, start < 0 ? undefined : start);
    return { headers: pairsIn(head), rest: start < 0 ? text : text.slice(start) };
  }
  const headers: [string, string][] = [];
  let at = end + 1;
  while (at < text.length) {
    const stop = text.indexOf('\n', at);
    const line = text.slice(at, stop < 0 ? undefined : stop);
    const [, name, value = ''] = HEADER.exec(line) ?? [];
    const isOfClient = OF_CLIENT.test(line);
    if (name === undefined && line.trim() !== '' && !isOfClient) break;
    at = stop < 0 ? text.length : stop + 1;
    if (line.trim() === '') break;
    if (name !== undefined) headers.push([name.toLowerCase(), value.trim()]);
  }
  return { headers, rest: text.slice(at) };
}

/** Names and values that stand in one line. */
function pairsIn(line: string): readonly [string, string][] {
  const pairs = line
    .slice(0, 8000)
    .matchAll(/(?:^|\s)([A-Za-z][\w-]{1,60}):\s+(\S.{0,300}?)(?=\s+[A-Za-z][\w-]{1,60}:\s|\s*$)/g);
  return [...pairs].map(([, name = '', value = '']) => [name.toLowerCase(), value] as [string, string]);
}

/** `curl -v` says how it goes between the lines: `* Connection #0 … left intact`, `{ [54 bytes data]`. */
const OF_CLIENT = /^(?:[*>] |[{}] \[\d{1,9} bytes data\])/;

function withoutClient(text: string): string {
  const lines = text.split('\n');
  return lines.some((line) => OF_CLIENT.test(line)) ? lines.filter((line) => !OF_CLIENT.test(line)).join('\n') : text;
}

/** No head: what a client, a log or a page shows. */
function readBare(text: string): Answer {
  const wait = /\bretry-after["']?\s{0,4}[:=]\s{0,4}["']?(\d{1,7})(?![\d:.-])/i.exec(text)?.[1];
  const headers: ErrorAnswer['headers'] = wait === undefined ? {} : { 'retry-after': wait };
  // What is JSON from its first sign on says nothing of who was asked.
  return { around: /^\s{0,99}[[{<"]/.test(text) ? '' : text, status: null, headers, bodyText: narrow(text) };
}

/** Longer texts around an error would take the room that its own words need, characters. */
const SURROUNDINGS_CHARS_MAX = 1024;
const ERROR_LINE = /^[\w.]{1,120}(?:Error|Exception|Exit|Failure)\w{0,40}\b/;
const TELLING_LINE =
  /error|exception|fail|denied|insufficient|exceeded|quota|balance|(?<![\d.,])[45]\d\d(?![\d.,]\d)|错误|失败|不足|余额|额度|欠费/i;

/** Of a trace or a log, what speaks of the error. */
function narrow(text: string): string {
  if (text.length <= SURROUNDINGS_CHARS_MAX || /^\s{0,99}(?:[[{<"]|data:|event:)/.test(text)) return text;
  const lines = text.split('\n').filter((line) => !/^\s{1,40}at \S/.test(line));
  const isTrace = lines.some((line) => /^\s{0,40}Traceback \(most recent call last\)/.test(line));
  const last = isTrace ? lines.findLastIndex((line) => ERROR_LINE.test(line)) : -1;
  const from = last >= 0 ? last : lines.findIndex((line) => TELLING_LINE.test(line));
  return from <= 0 ? lines.join('\n') : lines.slice(from).join('\n');
}

const PORT = String.raw`(?::\d{1,5})?`;
const HOST = String.raw`([\w-]{1,63}(?:\.[\w-]{1,63}){1,8}${PORT})`;
/** Behind a scheme one word is a host as well. */
const ADDRESS = String.raw`https?:\/\/([\w-]{1,63}(?:\.[\w-]{1,63}){0,8}${PORT})`;
/** Where clients say whom they asked. A quoted `"url":` may be the body's own, and is none of them. */
const ASKED = [
  new RegExp(`^>? ?host: {0,4}${HOST}`, 'im'),
  new RegExp(String.raw`\b(?:GET|POST|PUT|PATCH|DELETE) ${ADDRESS}`),
  new RegExp(String.raw`\bcurl\b[^\n]{0,2000}?${ADDRESS}`),
  new RegExp(String.raw`\bfor url:? {0,2}['"]?${ADDRESS}`, 'i'),
  new RegExp(String.raw`\brequest url:?\s{1,4}${ADDRESS}`, 'i'),
  new RegExp(String.raw`(?:^|[\s,{(])(?:url|base_?url|host)[:=]\s{0,4}['"]?${ADDRESS}`, 'i'),
  new RegExp(String.raw`^\* connected to ${HOST}`, 'im'),
  // An address alone: what the text begins with, and what a status stands behind. One further on may lead to a page that helps.
  new RegExp(String.raw`^\s{0,99}${ADDRESS}(?:[/?#][^\s"'<>]{0,2000})?(?=\s|$)`, 'i'),
  new RegExp(
    String.raw`^[ \t]{0,8}${ADDRESS}(?:[/?#][^\s"'<>]{0,2000})?[ \t]{1,8}(?:[-:>→][ \t]{0,8})?(?:HTTP\S{0,4}[ \t]{1,4}|\()?[45]\d\d\b`,
    'im',
  ),
];
const ASKED_CHARS_MAX = 16_384;

function findHost(text: string): string | null {
  const head = text.slice(0, ASKED_CHARS_MAX);
  for (const pattern of ASKED) {
    const host = pattern.exec(head)?.[1];
    if (host !== undefined) return host.toLowerCase().replace(/:443$/, '');
  }
  return null;
}
