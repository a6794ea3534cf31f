import type { CardButton, CardCause, CardView } from './card.ts';
import { moneyOf } from './explain-amounts.ts';
import type { CallFacts } from './facts.ts';
import type { Text } from './text.ts';

const LINES_MAX = 3;
const BUTTONS_MAX = 3;

interface CardParts {
  readonly kind: CardView['kind'];
  readonly cause: CardCause;
  readonly lines: readonly (Text | null)[];
  readonly sum: readonly Text[];
  /** In order of use; null: would not work here. The first three are shown, the rest is under "More". */
  readonly options: readonly (CardButton | null)[];
  /** Always under "More". */
  readonly hidden?: readonly (CardButton | null)[];
  readonly original?: string | null;
}

/** Puts a card together within its bounds: at most three lines and three buttons, no option twice. */
export function makeCard(parts: CardParts): CardView {
  const options = distinct(parts.options);
  const hidden = distinct([...options, ...(parts.hidden ?? [])]).slice(options.length);
  return {
    kind: parts.kind,
    cause: parts.cause,
    lines: parts.lines.filter((line) => line !== null).slice(0, LINES_MAX),
    sum: parts.sum,
    buttons: options.slice(0, BUTTONS_MAX),
    more: [...options.slice(BUTTONS_MAX), ...hidden],
    original: parts.original ?? null,
  };
}

/** "10 calls waiting, 4,500 credits in all."; null while there is only this one. */
export function waitingLine(facts: CallFacts): Text | null {
  if (facts.callsWaiting < 2) return null;
  const all = moneyOf(facts.reserveAllNano, facts.estimate?.unit);
  const params = { n: facts.callsWaiting };
  if (all === null) return { key: 'waiting.count', params };
  return { key: 'waiting.sum', params: { ...params, money: { kind: 'money', money: all } } };
}

/** Without what would not work, and without what is there already. */
function distinct(options: readonly (CardButton | null)[]): readonly CardButton[] {
  const known = options.filter((option) => option !== null);
  return known.filter((option, index) => known.findIndex((other) => isSame(option, other)) === index);
}

function isSame(a: CardButton, b: CardButton): boolean {
  return fingerprint(a) === fingerprint(b);
}

/** One text for equal actions. Labels do not count: the same link is not offered under two names. */
function fingerprint(button: CardButton): string {
  return JSON.stringify(button.action, (_, value) => (typeof value === 'bigint' ? `${value}n` : value));
}
