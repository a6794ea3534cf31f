import { atUnit, parseDecimal } from '../money.ts';
import { type findReset, findWait } from './find-wait.ts';
import type { ErrorParts } from './unwrap-error.ts';

/** The figures of an error by their roles, in nano-units of `unit`; null: not said. */
export interface Figures {
  readonly availableNano: bigint | null;
  readonly neededNano: bigint | null;
  readonly limitNano: bigint | null;
  readonly usedNano: bigint | null;
  /** A currency's ISO code, `credits`, `tokens`, `characters` or `quota`; null: not said, or not the same for all. */
  readonly unit: string | null;
  /** So many tokens would have gone through. */
  readonly affordableTokens: number | null;
  /** How long the other side asks to wait, ms, at most a month. */
  readonly retryAfterMs: number | null;
  /** When a limit begins anew, as it stands: a date or a time with its zone. */
  readonly resetsAt: string | null;
}

type Role = 'available' | 'needed' | 'limit' | 'used';

const FIGURES_MAX = 24;
const NUMBER = String.raw`\d{1,15}(?:,\d{3}){0,5}(?:\.\d{1,18})?(?:e-?\d{1,2})?`;
const FIGURE = new RegExp(
  String.raw`(?<![\w.:/#-])(?<minus>[-−]\s?)?(?<sign>[$¥€£]|usd|cny|rmb|eur)?\s?(?<minus2>[-−])?(?<digits>${NUMBER})(?!\d|[:/]\d|-\d)\s?(?<unit>usd|cny|rmb|eur|dollars?|元|credits?|characters?|tokens?|points?|点|积分|searches|个)?`,
  'g',
);
const UNITS: Readonly<Record<string, string>> = {
  $: 'USD',
  usd: 'USD',
  dollar: 'USD',
  dollars: 'USD',
  '¥': 'CNY',
  cny: 'CNY',
  rmb: 'CNY',
  元: 'CNY',
  '€': 'EUR',
  eur: 'EUR',
  '£': 'GBP',
  credit: 'credits',
  credits: 'credits',
  point: 'credits',
  points: 'credits',
  点: 'credits',
  积分: 'credits',
  character: 'characters',
  characters: 'characters',
  token: 'tokens',
  tokens: 'tokens',
  searches: 'searches',
};
/** The nearest of these beside a figure says what it is. */
const ROLES: readonly (readonly [Role, RegExp])[] = [
  [
    'needed',
    /need(?:s|ed)?(?: quota)?|requir(?:e[sd]?|ing)|requested|estimated|costs?|would (?:cost|use|consume|need)|price|pre ?-?consumed ?quota|for this request|(?:所|还)?需(?:要)?|预扣(?:费)?(?:额度)?|预计|本次/g,
  ],
  [
    'limit',
    /limit(?: of)?|max(?:imum)?(?: budget)?|budget(?: of)?|cap(?: of)?|quota of|allow(?:ed|ance)(?: of)?|included|上限|限额|预算|总额/g,
  ],
  ['used', /used|spent|spend|consumed|current (?:cost|spend|usage)|usage|已用|已使用|消耗/g],
  [
    'available',
    /remain(?:s|ing)?(?: quota| balance)?|available|left|balance|you(?: only)? have|(?:can )?only (?:have|has)|has|have|current(?:ly)?|quota|wallet|剩余(?:额度)?|余额|可用|账户额度|用户额度|当前/g,
  ],
];
/** Names of figures that are no amounts. */
const NO_AMOUNT = /rate|second|window|retry|time|percent|count|tokens?|[rtq]p[ms]|_at| at$/;
const BEFORE_CHARS = 40;
const AFTER_CHARS = 18;

/**
 * Reads amounts with their roles, how many tokens would do, and for how long to wait; when a limit begins anew only where
 * `readReset` is given. Linear in the text's length.
 */
export function findFigures(
  parts: ErrorParts,
  headers: Readonly<Record<string, string>>,
  readReset?: typeof findReset,
): Figures {
  const found: Found = { roles: new Map(), units: new Set(), count: 0 };
  for (const line of parts.texts) readLine(found, line);
  for (const [name, value] of parts.figures) readField(found, name, value);
  const { roles, units } = found;
  const text = parts.texts.join('\n');
  const [, passed, bound] = PASSED.exec(text) ?? [];
  return {
    availableNano: roles.get('available') ?? null,
    neededNano: parseDecimal(passed) ?? roles.get('needed') ?? null,
    limitNano: parseDecimal(bound) ?? roles.get('limit') ?? null,
    usedNano: roles.get('used') ?? null,
    unit: units.size === 1 ? ([...units][0] ?? null) : null,
    affordableTokens: numberIn(AFFORDABLE.exec(text)),
    retryAfterMs: findWait(text, parts.figures, headers),
    resetsAt: readReset?.(text, headers) ?? null,
  };
}

interface Found {
  readonly roles: Map<Role, bigint>;
  readonly units: Set<string>;
  count: number;
}

/** "limit exceeded: 230799 > 91442". */
const PASSED = /exceed\w*:? (\d{1,15}) > (\d{1,15})/;
const AFFORDABLE =
  /afford (?:up to |at most )?([\d,]{1,15})(?: tokens)?|([\d,]{1,15}) tokens (?:are |is )?affordable|最多(?:可用|可|只能)?\s?([\d,]{1,15})\s?(?:个)?token/;
/** In front of a bare figure that is a code or an id, and around one that only numbers the error: "balance (1008)". */
const NAMED = /(?:\bid|code|status|error|http)\W*$/;

function readLine(found: Found, line: string): void {
  let from = 0;
  for (const match of line.matchAll(FIGURE)) {
    if (found.count++ > FIGURES_MAX) break;
    const { minus, minus2, sign, digits = '', unit } = match.groups ?? {};
    const end = match.index + match[0].length;
    const before = line.slice(Math.max(from, match.index - BEFORE_CHARS), match.index);
    const after = line.slice(end, end + AFTER_CHARS);
    from = end;
    const named = atUnit(UNITS, sign ?? '') ?? atUnit(UNITS, unit ?? '');
    const isCode = named === undefined && (NAMED.test(before) || (/\(\s?$/.test(before) && after.startsWith(')')));
    if (isCode) continue;
    const nano = parseDecimal(`${minus || minus2 ? '-' : ''}${digits.replace(/,/g, '')}`);
    keep(found, roleOf(before, after), nano, named);
  }
}

function readField(found: Found, name: string, value: number): void {
  if (NO_AMOUNT.test(name)) return;
  const unit = Object.keys(UNITS).find((word) => word.length > 2 && name.includes(word));
  const role = roleOf(`${name} `, '') ?? (/credit|points|coins|funds/.test(name) ? 'available' : null);
  keep(found, role, parseDecimal(value), unit && (atUnit(UNITS, unit) ?? unit));
}

/** The first figure of a role is the error's own. */
function keep({ roles, units }: Found, role: Role | null, nano: bigint | null, unit: string | undefined): void {
  if (role === null || nano === null || roles.has(role)) return;
  roles.set(role, nano);
  if (unit !== undefined) units.add(unit);
}

/** The word next to the figure: one behind it ("5 credits remaining") before one in front of it. */
function roleOf(before: string, after: string): Role | null {
  const [behind] =
    /^ {0,2}(?:\w+ ){0,2}?(?:remain|left|available|requir|needed|used|剩余|可用)\w*(?!\w*\s?[:=])/.exec(after) ?? [];
  let best: Role | null = null;
  let bestAt = -1;
  let bestChars = 0;
  for (const [role, words] of ROLES) {
    if (behind !== undefined && new RegExp(words.source).test(behind)) return role;
    // Not `matchAll`, which copies the pattern for each figure.
    words.lastIndex = 0;
    for (let match = words.exec(before); match !== null; match = words.exec(before)) {
      const at = words.lastIndex;
      const chars = match[0].length;
      // "Current cost" is what was used, "cost" is what it would take.
      if (at > bestAt || (at === bestAt && chars > bestChars)) [best, bestAt, bestChars] = [role, at, chars];
    }
  }
  return best;
}

function numberIn(match: RegExpExecArray | null): number | null {
  const digits = match?.slice(1).find((group) => group !== undefined);
  return digits === undefined ? null : Number(digits.replace(/,/g, ''));
}
