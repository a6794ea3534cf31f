import type { CardAction, CardButton, CardCause, CardView } from './card.ts';
import { amountsOf, chargedTexts, money, needed, owned } from './explain-amounts.ts';
import { makeCard, waitingLine } from './explain-card.ts';
import { explainElsewhere } from './explain-elsewhere.ts';
import * as option from './explain-options.ts';
import { costRange } from './explain-range.ts';
import { explainRefusal } from './explain-refusal.ts';
import { explainSum } from './explain-sum.ts';
import type { CallFacts, Links, RefusalFacts } from './facts.ts';
import type { Money } from './money.ts';
import type { Text, TextParam } from './text.ts';
import type { TextKey } from './texts/en.ts';

/** What went out after the user's click, and what it cost; null where not known. */
export interface SentFacts {
  readonly cause: CardCause;
  readonly cost: Money | null;
  readonly left: Money | null;
  /** How that was priced, in full. */
  readonly sum: readonly Text[];
}

/** "4 records sent. Cost 72 credits, 842 left.", with the answer to copy: the page shows only the first one. */
export function explainRestSent(records: number, sent: SentFacts): CardView {
  const keys = ['notice.records', 'notice.recordsCost', 'notice.recordsUnknown'] as const;
  return makeCard({
    kind: 'notice',
    cause: sent.cause,
    lines: [costLine(sent, keys, { n: records }), { key: 'notice.answerKept' }],
    sum: sent.sum,
    options: [{ label: { key: 'do.copyAnswer' }, action: { kind: 'copy-answer' } }],
  });
}

/** Records of a batch that wait in the tab; amounts null where not known. */
export interface RestFacts {
  readonly sent: number;
  readonly total: number;
  readonly rest: number;
  readonly need: Money | null;
  readonly have: Money | null;
  readonly links: Links;
  /** What they cost, in full. */
  readonly sum: readonly Text[];
}

/** "21 of 25 records are sent; 4 are kept in this tab." with "Send remaining 4", unless they would be refused. */
export function explainRest(facts: RestFacts): CardView {
  const { sent, total, rest, need, have } = facts;
  const isKnown = need !== null && have !== null && need.unit === have.unit;
  const isShort = isKnown && have.nano < need.nano;
  const sendRest = sendRestOf(rest);
  const recharge = option.openLink(facts.links.recharge, 'do.recharge');
  const second: Text | null =
    need &&
    (have
      ? { key: 'notice.restNeed', params: { need: needed(need, have), have: owned(have, need) } }
      : { key: 'notice.restNeedOnly', params: { need: needed(need) } });
  return makeCard({
    kind: 'notice',
    cause: 'batch',
    lines: [{ key: 'notice.rest', params: { sent, total, rest } }, second],
    sum: facts.sum,
    options: isShort
      ? [recharge, option.checkAndRetry('do.checkRest'), notNow]
      : isKnown
        ? [sendRest, notNow]
        : [sendRest, recharge, notNow],
  });
}

/** The balance could not be read after a recharge: the user knows better, and a refusal costs nothing. */
export function offerRest(view: CardView, rest: number): CardView {
  const buttons = view.buttons.filter(({ action }) => action.kind !== 'check-and-retry');
  return { ...view, buttons: [sendRestOf(rest), ...buttons] };
}

function sendRestOf(n: number): CardButton {
  return { label: { key: 'do.sendRest', params: { n } }, action: { kind: 'send-rest' } };
}

/** What the card that is up waits for: a call that is held, or one that was refused. */
export type Waiting = 'held' | 'refused';

/** What came in while a card was open. */
export interface Arrived {
  /** Null: it is enough, and what of it came meanwhile nobody can tell ("You have $7.00. Send now?"). */
  readonly arrived: Money | null;
  readonly waiting: Waiting;
  /** Whether the refused call was charged; null: cannot be told. Nothing is said of one that is held. */
  readonly isCharged: boolean | null;
}

/** "$5.00 arrived. Send now?": another tab, or the re-read, saw a higher balance. `facts` are the new ones. */
export function explainArrived(cause: CardCause, facts: CallFacts, what: Arrived): CardView {
  const { waiting, isCharged } = what;
  const [head, together, second] = arrivedLines(facts, what.arrived);
  const action =
    waiting === 'held' ? ({ kind: 'send' } as const) : ({ kind: 'retry', revision: null, afterMs: 0 } as const);
  return makeCard({
    kind: 'notice',
    cause,
    lines: waiting === 'held' ? [head, together, second] : [head, together ?? second, chargedTexts(isCharged).alone],
    sum: explainSum(facts),
    options: [{ label: { key: 'do.sendNow' }, action }, notNow],
  });
}

type ArrivedLines = readonly [head: Text | null, together: Text | null, second: Text | null];

function arrivedLines(facts: CallFacts, arrived: Money | null): ArrivedLines {
  const amounts = amountsOf(facts, null);
  const { have, likely } = amounts;
  const needs = facts.callsWaiting === 1 ? likely : null;
  if (arrived === null) {
    const enough: Text | null = have && { key: 'notice.enough', params: { have: owned(have) } };
    return [
      enough,
      waitingLine(facts),
      needs && { key: 'notice.needs', params: { likely: costRange(amounts, money(needs)) } },
    ];
  }
  const second: Text | null =
    have &&
    (needs
      ? { key: 'notice.arrivedHave', params: { have: owned(have), likely: costRange(amounts, money(needs)) } }
      : { key: 'notice.arrivedBalance', params: { have: owned(have) } });
  return [{ key: 'notice.arrived', params: { money: money(arrived) } }, waitingLine(facts), second];
}

/**
 * The page gave up: "nothing was sent" while it was held; a refused call was sent, and is only not waited for. `emptied`: it was not to
 * be sent, and the page has emptied the field that it was typed in. `card`: what was said before; its sum stays. `isCharged` null: cannot
 * be told.
 */
export function explainGone(card: CardView, waiting: Waiting | 'emptied', isCharged: boolean | null): CardView {
  const lines: readonly Text[] =
    waiting !== 'refused'
      ? [{ key: waiting === 'held' ? 'notice.gone' : 'notice.emptied' }, { key: 'notice.goneNext' }]
      : [{ key: 'notice.goneRefused' }, { key: 'notice.goneNext' }, chargedTexts(isCharged).alone];
  return makeCard({
    kind: 'notice',
    cause: card.cause,
    lines,
    sum: card.sum,
    options: [option.copyMessage],
  });
}

/** What the page's tab can do without the background. A note or report is written by that. */
const ALONE: readonly CardAction['kind'][] = [
  'copy-answer',
  'copy-message',
  'dismiss',
  'retry',
  'send',
  'send-rest',
  'send-revised',
  'show-original',
];

/** Whether what a button does can be done once the extension is gone. */
export function isAlone({ action }: Pick<CardButton, 'action'>): boolean {
  return ALONE.includes(action.kind);
}

/** The extension was updated, removed or switched off under the open card, which can do less from now on. */
export function withoutBackground(card: CardView): CardView {
  return {
    ...card,
    lines: [{ key: 'notice.orphaned' }, { key: 'notice.orphanedNext' }],
    buttons: card.buttons.filter(isAlone),
    more: card.more.filter(isAlone),
  };
}

/** Whether the balance was read just now, and could be, from the page that asks: it is of the provider's console. */
export interface BalanceRead {
  readonly isRead: boolean;
  readonly canRead: boolean;
}

/** Of what a card had before: this was just done, and that is on every card. */
const LOOKED_AT: readonly CardAction['kind'][] = ['check-and-retry', 'copy-report'];

/** After "check and retry": "Balance still $0.05: not visible yet.", or that it could not be read. */
export function explainStillShort(
  cause: CardCause,
  facts: CallFacts,
  refusal: RefusalFacts,
  { isRead, canRead }: BalanceRead,
): CardView {
  const { have } = amountsOf(facts, null);
  const lines: readonly Text[] =
    isRead && have
      ? [
          { key: 'notice.stillShort', params: { have: owned(have) } },
          explainElsewhere(cause, facts) ?? { key: 'notice.stillShortWhy' },
        ]
      : [{ key: canRead ? 'notice.unread' : 'notice.unreadHere' }, { key: 'notice.unreadNext' }];
  const retry = option.tryAgain(refusal.isCharged);
  const check = option.checkAndRetry('do.checkAgain');
  const wallet = option.openLink(facts.links.transactions ?? facts.links.recharge, 'do.openWallet');
  const smaller = option.fitOutput(facts, true) ?? option.fitBatch(facts, true);
  // The ways that the card had before stay.
  const before = explainRefusal(cause, facts, refusal);
  const others = [...before.buttons, ...before.more].filter(({ action }) => !LOOKED_AT.includes(action.kind));
  return makeCard({
    kind: 'refusal',
    cause,
    lines: [lines[0] ?? null, waitingLine(facts) ?? lines[1] ?? null, chargedTexts(refusal.isCharged).alone],
    sum: explainSum(facts),
    // Where it cannot be read, checking again would come to the same.
    options: [
      ...(refusal.canRetry ? (canRead ? [check, smaller, retry, wallet] : [wallet, retry, smaller]) : [wallet]),
      ...others,
    ],
    original: refusal.original === '' ? null : refusal.original,
  });
}

/** What a card says while something is under way (`CardHandle.setBusy`). */
export const busyTexts = {
  checking: { key: 'busy.checking' },
  sending: { key: 'busy.sending' },
  freeing: { key: 'busy.freeing' },
  seconds: (seconds: number): Text => ({ key: 'busy.seconds', params: { n: seconds } }),
  copied: { key: 'notice.copied' },
  copiedReport: { key: 'notice.copiedReport' },
  copyFailed: { key: 'notice.copyFailed' },
} as const satisfies Readonly<Record<string, Text | ((seconds: number) => Text)>>;

const notNow: CardButton = { label: { key: 'do.notNow' }, action: { kind: 'dismiss' } };

function costLine(
  { cost, left }: SentFacts,
  [full, costOnly, unknown]: readonly [TextKey, TextKey, TextKey],
  params: Readonly<Record<string, TextParam>>,
): Text {
  if (cost === null) return { key: unknown, params };
  if (left === null) return { key: costOnly, params: { ...params, cost: money(cost) } };
  return { key: full, params: { ...params, cost: money(cost), left: leftParam(cost, left) } };
}

/** "Cost 72 credits, 842 left", but "Cost $0.006, $4.99 left". */
function leftParam(cost: Money, left: Money): TextParam {
  return left.unit === cost.unit ? { kind: 'brief', money: left, rounding: 'down' } : owned(left);
}
