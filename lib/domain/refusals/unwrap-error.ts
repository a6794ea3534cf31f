import type { readPage } from './read-page.ts';
import { inEnglish } from './words/tongues.ts';

/** What an error answer says, out of whatever it came wrapped in. Lower case, simplified Chinese, half width. */
export interface ErrorParts {
  /** Of the answer, else one that the body names; null when neither says. */
  readonly status: number | null;
  /** Names for machines as words: `insufficient_user_quota` and `InsufficientUserQuota` are "insufficient user quota". */
  readonly codes: readonly string[];
  /** Sentences for people, one each; the lines of a message apart. */
  readonly texts: readonly string[];
  /** Numbers under a name: `remaining` → 0. */
  readonly figures: ReadonlyMap<string, number>;
  /** Names of the fields, in words. */
  readonly names: ReadonlySet<string>;
  /** There is an answer and nothing that says it failed. */
  readonly isAnswer: boolean;
  /** Part of an answer came before the error. */
  readonly hasAnswerBegun: boolean;
  /** A page of a proxy: it speaks for the proxy. */
  readonly isPage: boolean;
  /** A code of less than -999, as exchanges and nodes of chains number their errors: balances there are what is traded. */
  readonly isOfExchange: boolean;
}

/** Everything that is looked at is bounded by these; what lies beyond is not looked at. */
const TEXT_CHARS_MAX = 2048;
const BODY_CHARS_MAX = 262_144;
const NODES_MAX = 400;
const DEPTH_MAX = 12;
const CODES_MAX = 24;
const EVENTS_MAX = 2000;

/** What people wrote or models answered, and what only points elsewhere: no part of an error. */
const FOREIGN =
  /^(?:__proto__|content|choices|candidates|prompt|input|output|outputs|answer|delta|parts|instance|stack|trace|traceback|backtrace|doc_?url|documentation(?:_url)?|help|see|url|href|links?|(?:request|trace|session|account|user|order|log|event)_?id|model|object|service|domain|charge|param|path|host|user_?agent|version|provider(?:_name)?|@type)$/;
const ANSWER = /^(?:choices|candidates|content|output|outputs|answer|results?|usage|data|embeddings|images)$/;
const FAILURE = /^(?:(?:is_?)?err(?!and)|fault|exception|decline)|fail(?:ed|ure)$/;
const STATUS =
  /^(?:status|code|status_?code|http_?(?:code|status)(?:_?code)?|error_?code|err_?code|ret_?code|errcode|errno)$/;

/** Fields that say how it went, and what they say of a failure. */
const SAYS_HOW = /^(?:status|state|type|level|result|message|outcome)$/;
const FAILED = /^(?:error|fail\w*|not ?ok|nok|.*denied|over_.*limit|.*[._]error|.*[._]failed)$/i;

/** A piece of an answer in a stream, and what may be anything else. */
const PIECE = /"(?:choices|delta|candidates|content)"/;
const TROUBLE = /err|fail|code|status|denied|refus|insufficient|不足/i;

/** How clients print a status: "402 …", "Error code: 402", "402 Client Error", "failed (402)". */
const STATUS_SAID = [
  /(?:^|\b(?:status(?:[ _-]?code)?|code|http(?:\/[\d.]{1,3})?|error|statuscode)["']?[ :=(]{0,4})([45]\d\d)\b/i,
  /\b(4\d\d|5\d\d) (?:client|server) error/i,
  /\((4\d\d|5\d\d)\):/,
];

interface Finding {
  status: number | null;
  /** Of whoever is behind a proxy, in front of its message. */
  passedOn: number | null;
  codes: Set<string>;
  texts: string[];
  chars: number;
  nodes: number;
  figures: Map<string, number>;
  names: Set<string>;
  hasFailed: boolean;
  hasAnswer: boolean;
  hasBegun: boolean;
  isOfExchange: boolean;
}

/** Takes an error answer apart; a page only where `read` reads them. Never throws; linear in the body's length. */
export function unwrapError(status: number | null, bodyText: string, read?: typeof readPage): ErrorParts {
  const body = bodyText.slice(0, BODY_CHARS_MAX).trim();
  const found: Finding = {
    status: null,
    passedOn: null,
    codes: new Set(),
    texts: [],
    chars: 0,
    nodes: 0,
    figures: new Map(),
    names: new Set(),
    hasFailed: false,
    hasAnswer: false,
    hasBegun: false,
    isOfExchange: false,
  };
  const page = read?.(body) ?? null;
  if (page === null) readText(found, body, 0);
  else addText(found, page);
  return {
    status: status === null || (status < 400 && found.status !== null) ? found.status : (found.passedOn ?? status),
    codes: [...found.codes],
    texts: sentencesOf(found.texts),
    figures: found.figures,
    names: found.names,
    isAnswer: found.hasAnswer && !found.hasFailed,
    hasAnswerBegun: found.hasBegun && found.hasFailed,
    isPage: page !== null,
    isOfExchange: found.isOfExchange,
  };
}

function readText(found: Finding, text: string, depth: number): void {
  if (depth > DEPTH_MAX || text === '' || found.nodes++ > NODES_MAX) return;
  const value = /^[[{"]/.test(text) ? parse(text) : undefined;
  if (value !== undefined)
    return typeof value === 'string' ? readText(found, value, depth + 1) : readValue(found, '', value, depth + 1);
  if (/^(?:data|event|id|retry|:)\s?:?/.test(text) && /^data:/m.test(text)) return readEvents(found, text, depth);
  readLoose(found, text, depth);
}

function readEvents(found: Finding, text: string, depth: number): void {
  for (const line of text.split('\n', EVENTS_MAX)) {
    if (/^event: ?\w*error/.test(line)) found.hasFailed = true;
    if (!line.startsWith('data:')) continue;
    // Most events of a stream are pieces of an answer: no structure of theirs says more than that.
    if (PIECE.test(line) && !TROUBLE.test(line)) found.hasAnswer = true;
    else if (line.slice(5).trim() !== '[DONE]') readText(found, line.slice(5).trim(), depth + 1);
  }
  if (found.hasAnswer) found.hasBegun = true;
}

function readValue(found: Finding, name: string, value: unknown, depth: number): void {
  if (depth > DEPTH_MAX * 2 || found.nodes++ > NODES_MAX) return;
  if (typeof value === 'string') return readString(found, name, value, depth);
  if (typeof value === 'number') return readNumber(found, name, value);
  if (typeof value !== 'object' || value === null) {
    if (/^(?:success|ok)$/.test(name) && value === false) found.hasFailed = true;
    return;
  }
  if (Array.isArray(value)) {
    for (const each of value.slice(0, 100)) readValue(found, name, each, depth + 1);
    return;
  }
  const fields = value as Readonly<Record<string, unknown>>;
  // What JSON makes has no other fields than its own.
  for (const key in fields) {
    if (found.nodes > NODES_MAX) return;
    const each = fields[key];
    const word = key.toLowerCase();
    const isEmpty = each === null || each === '' || each === false || (Array.isArray(each) && each.length === 0);
    if (found.names.size < 60) found.names.add(wordsOf(key));
    if (ANSWER.test(word) && !isEmpty) found.hasAnswer = true;
    if (FAILURE.test(word) && !isEmpty && each !== 0) found.hasFailed = true;
    // In an event of an error the content is its message.
    if (FOREIGN.test(word) && !(word === 'content' && fields.type === 'error')) continue;
    readValue(found, word, each, depth + 1);
  }
}

function readNumber(found: Finding, name: string, value: number): void {
  if (STATUS.test(name)) {
    if (value >= 400 && value < 600 && Number.isInteger(value)) found.status ??= value;
    // Statuses with two digits more, where nothing else is numbered like that.
    if (/^4(?:02|29)\d\d$/.test(String(value))) found.status ??= Math.floor(value / 100);
    if (value !== 0 && value !== 200) found.hasFailed = true;
    if (value < -999) found.isOfExchange = true;
  } else if (name !== '' && found.figures.size < 50) found.figures.set(wordsOf(name), value);
}

function readString(found: Finding, name: string, value: string, depth: number): void {
  if (found.chars >= TEXT_CHARS_MAX) return;
  const text = value.trim();
  if (STATUS.test(name) && /^\d{1,9}$/.test(text)) return readNumber(found, name, Number(text));
  if (/^-?[$¥€£]?\d[\d,]*(?:\.\d+)?$/.test(text) && name !== '') {
    const figure = Number(text.replace(/[$¥€£,]/g, ''));
    if (found.figures.size < 50) found.figures.set(wordsOf(name), figure);
    return;
  }
  if (text.length <= 60 && SAYS_HOW.test(name) && FAILED.test(text)) found.hasFailed = true;
  if (isCode(text)) return addCode(found, text);
  if (/[{[]\s{0,9}\\?["']|^data:/.test(text) && text.length < BODY_CHARS_MAX) return readText(found, text, depth + 1);
  if (/^402:/.test(text)) found.passedOn = 402;
  addText(found, text);
}

/** Text with structures inside it, as clients print them: `402 {...}`, `Error code: 402 - {'error': …}`, `b'{…}'`. */
function readLoose(found: Finding, text: string, depth: number): void {
  const head = text.slice(0, 16_384);
  const status = STATUS_SAID.map((pattern) => pattern.exec(head.slice(0, 2000))?.[1]).find(
    (said) => said !== undefined,
  );
  if (status !== undefined) found.status ??= Number(status);
  const start = head.search(/[{[]\s{0,9}\\{0,3}["'{]/);
  if (start < 0) return addText(found, head);
  found.hasFailed = true;
  addText(found, head.slice(0, start));
  const end = Math.max(head.lastIndexOf('}'), head.lastIndexOf(']'));
  const inner = head.slice(start, end < start ? undefined : end + 1);
  const value = parse(inner) ?? parse(inner.replace(/\\(["\\])/g, '$1'));
  if (value !== undefined) readValue(found, '', value, depth + 1);
  else readPairs(found, inner.replace(/\\+(["'])/g, '$1'), depth);
}

/** Names and values of a structure that no parser takes: cut off, Python's, or with half its signs escaped. */
function readPairs(found: Finding, text: string, depth: number): void {
  const pair =
    /["']?(@?[a-zA-Z_][\w-]{0,40})["']?\s{0,9}[:=]\s{0,9}(?:[bu]?"([^"]{0,4000})"?|[bu]?'((?:[^']|'(?=\w)){0,4000})'?|(-?\d[\d.]{0,20})|([A-Za-z_]\w{0,60}))/g;
  let isAny = false;
  for (const [, name = '', double, single, digits, bare] of text.matchAll(pair)) {
    if (found.nodes++ > NODES_MAX) break;
    const word = name.toLowerCase();
    isAny = true;
    found.names.add(wordsOf(name));
    if (FOREIGN.test(word)) continue;
    if (digits !== undefined) readNumber(found, word, Number(digits));
    else
      readString(
        found,
        word,
        double ?? single ?? (bare === undefined || /^(?:None|null|True|False|true|false)$/.test(bare) ? '' : bare),
        depth + 2,
      );
  }
  if (!isAny) addText(found, text);
}

function isCode(text: string): boolean {
  return text.length <= 80 && /^[\w.:/#-]+$/.test(text) && !text.startsWith('http');
}

function addCode(found: Finding, text: string): void {
  if (found.codes.size < CODES_MAX && /[a-z]/i.test(text) && !/\d{5}|^[\da-f-]{20,}$/i.test(text))
    found.codes.add(wordsOf(text));
}

function addText(found: Finding, text: string): void {
  const room = TEXT_CHARS_MAX - found.chars;
  if (room <= 0 || text === '') return;
  const part = text.slice(0, room);
  found.chars += part.length;
  found.texts.push(part);
}

/** One sentence each, all of them made plain at once. */
function sentencesOf(texts: readonly string[]): readonly string[] {
  return inEnglish(plain(texts.join('\n')))
    .split(/\n|[.!?;](?=\s|$)|[。！？；]/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** `InsufficientUserQuota` → "insufficient user quota". */
function wordsOf(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])|([A-Z]{2,})(?=[A-Z][a-z])/g, '$1$3 $2')
    .replace(/[_.:/#-]+/g, ' ')
    .toLowerCase()
    .trim();
}

const UUID = /['"]?\b[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}\b['"]?/g;
const TRADITIONAL = '餘額儲點帳賬戶費預購買請無凍結過達權訂閱組織單計錢級數積資與當您繳專續間號啟開錄';
const SIMPLIFIED = '余额储点账账户费预购买请无冻结过达权订阅组织单计钱级数积资与当您缴专续间号启开录';

/** One spelling of everything: half width, simplified, lower case, without links and marks of formatting. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(UUID, ' ')
    .replace(/\]\([^)\n]{0,300}\)|https?:\/\/[^\s"'<>)，。]{0,500}/g, ' ')
    .replace(/[’‘`*[\]<>]|\\n/g, (sign) => (sign === '’' || sign === '‘' ? "'" : ' '))
    .replace(/[\u4e00-\u9fff]/g, (sign) => SIMPLIFIED[TRADITIONAL.indexOf(sign)] ?? sign)
    .replace(/(\w)_(?=\w)/g, '$1 ');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
