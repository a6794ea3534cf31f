import type { CardButton, CardCause, CardView } from './card.ts';
import { moneyOf } from './explain-amounts.ts';
import { copyMessage, isRetry } from './explain-options.ts';
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
  /** Of a card about one call: whose wallet that is may have to be said. */
  readonly facts?: CallFacts;
}

/** On every card. */
const wrong: CardButton = { label: { key: 'calls.wrong' }, action: { kind: 'copy-report' } };

const CHOICES_MAX = 4;

/** "Which account does this key belong to?", or what was assumed or said about that; null: its console said so. */
function explainWhose({
  account,
  accounts = [],
  providerName,
  isDenied,
}: CallFacts): NonNullable<CardView['whose']> | null {
  if (account) {
    const params = { account: account.name ?? providerName };
    if (account.isByUser) return { line: { key: 'whose.linked', params }, buttons: [undo] };
    if (!account.isAssumed) return null;
    const { id, canDeny } = account;
    const deny = { label: { key: 'whose.notThis' }, action: { kind: 'deny-account', account: id ?? '' } } as const;
    return { line: { key: 'whose.assumed', params }, buttons: canDeny && id ? [deny] : [] };
  }
  if (accounts.length < 2) return isDenied ? { line: { key: 'whose.denied' }, buttons: [undo] } : null;
  const buttons = accounts.slice(0, CHOICES_MAX).map(
    ({ id, name }): CardButton => ({
      label: { key: 'whose.this', params: { account: name } },
      action: { kind: 'link-key', account: id },
    }),
  );
  return { line: { key: 'whose.which' }, buttons };
}

const undo: CardButton = { label: { key: 'whose.undo' }, action: { kind: 'unlink-key' } };

/** A card whose call nobody waits for any more: no button that would send it again, "Copy my message" instead. */
export function withoutRetries(card: CardView): CardView {
  const rest = [...card.buttons, ...card.more].filter(
    (button) => !isRetry(button) && button.action.kind !== copyMessage.action.kind,
  );
  const ways = [...rest.slice(0, 1), copyMessage, ...rest.slice(1)];
  const lines = card.lines.map(
    (line): Text => (line.key === GOES_ON.key ? { key: 'refusal.depleted.nextCopy' } : line),
  );
  return { ...card, lines, buttons: ways.slice(0, BUTTONS_MAX), more: ways.slice(BUTTONS_MAX) };
}

/** What a card offers once one of its links was opened: after a recharge, to look whether it has come is the next step. */
export function afterOpening(card: CardView, url: string): CardView {
  const all = [...card.buttons, ...card.more];
  const opened = all.find(({ action }) => action.kind === 'open' && action.url === url);
  const check = all.find(({ action }) => action.kind === 'check-and-retry');
  if (check === undefined || opened?.label.key.startsWith('do.recharge') !== true) return card;
  const ways = [check, ...all.filter((button) => button !== check)];
  return { ...card, buttons: ways.slice(0, BUTTONS_MAX), more: ways.slice(BUTTONS_MAX) };
}

/** Only while somebody waits is this so. */
export const GOES_ON: Text = { key: 'refusal.depleted.next' };

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
    more: [...options.slice(BUTTONS_MAX), ...hidden, wrong],
    whose: parts.facts ? explainWhose(parts.facts) : null,
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
