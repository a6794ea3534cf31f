import { type Balance, isReadingSure } from './balance.ts';
import type { ChipView } from './card.ts';
import { isRefused, isShownByOthers, refusedAgoMs } from './decide-cause.ts';
import { amountsOf, missing, money, needed, owned, shortfall } from './explain-amounts.ts';
import { explainFreeBriefly } from './explain-free.ts';
import { explainChipOverflow } from './explain-length.ts';
import { roundCount } from './explain-options.ts';
import { explainPriceBriefly } from './explain-price.ts';
import { costRange } from './explain-range.ts';
import { explainWaste } from './explain-waste.ts';
import type { CallFacts } from './facts.ts';
import { type Money, timesIn } from './money.ts';
import type { RateUse } from './rate.ts';
import type { Text, TextParam } from './text.ts';
import type { TextKey } from './texts/en.ts';
import type { TokensShort } from './tokens-left.ts';
import type { Waste } from './waste.ts';

/** What is worth a word beside the figures. Each null: nothing. */
export interface ChipNews {
  /** How long ago this relay could not pay its own supplier for this model, ms. */
  readonly supplierAgoMs: number | null;
  /** Calls of this minute, where they come near what the provider allows. */
  readonly rate: RateUse | null;
  /** It needs more tokens than are left of this minute. Absent or null: not that anybody knows. */
  readonly tokens?: TokensShort | null;
}

const NO_NEWS: ChipNews = { supplierAgoMs: null, rate: null };

/**
 * The line by the composer before sending: "≈ $0.012 (up to $0.041) · balance $3.92 · enough for 320 more like this".
 * `isTypical`: nothing of this call is known yet, the figures are those of a typical answer. `news`: takes the place of the
 * balance, unless that is short.
 */
export function explainChipBefore(facts: CallFacts, isTypical = false, news = NO_NEWS): ChipView {
  const { have, need } = amountsOf(facts, null);
  const isEmpty = have !== null && facts.estimate !== null && isRefused(0n, have.nano, facts.estimate.likelyNano);
  // What the verdict lets go is not called short here.
  const isShown = have !== null && isShownByOthers(facts, have.nano);
  const isShort = (shortfall(need, have) !== null || isEmpty) && !isShown && !facts.others?.length;
  const isSure = facts.balance !== null && isReadingSure(facts.balance, facts.now);
  const low = facts.estimate?.reserveLowNano ?? need?.nano ?? null;
  const isSurelyShort = isShort && isSure && have !== null && (isEmpty || (low !== null && low > have.nano));
  const price = priceText(facts, isShort, isTypical);
  if (facts.overflow) return before(explainChipOverflow(facts.overflow), price);
  const told = isShort ? null : newsView(facts, news, price);
  if (told !== null) return told;
  // Without a price it is not known in what unit it is paid, and so not which balance to speak of.
  const isBlank = facts.estimate === null && facts.balance === null;
  const text = isBlank ? price : join(price, balanceClause(facts, isShort, isSure));
  const isUnknown = facts.estimate === null || have === null;
  return withWay({ text, mood: isUnknown ? 'unsure' : isShort ? (isSurelyShort ? 'short' : 'unsure') : 'ok' }, facts);
}

/** What is not known can be read on a page of the provider's. */
function withWay(view: ChipView, { estimate, balance, links }: CallFacts): ChipView {
  if (estimate === null) {
    if (!links.prices) return view;
    return { ...view, text: join(view.text, { key: 'chip.openPrices' }), url: links.prices };
  }
  return balance?.usableNano == null && links.recharge !== null ? { ...view, url: links.recharge } : view;
}

/** The most urgent of what there is to tell; null: nothing. */
function newsView(facts: CallFacts, { supplierAgoMs, rate, tokens }: ChipNews, price: Text): ChipView | null {
  const { model } = facts;
  if (supplierAgoMs !== null && model !== null) return before(explainChipSupplier(model, supplierAgoMs), price);
  const refusedMs = refusedAgoMs(facts);
  if (refusedMs !== null && model !== null) {
    return before(
      { text: text('chip.refused', { model, age: { kind: 'age', ms: refusedMs } }), mood: 'unsure' },
      price,
    );
  }
  if (tokens) return before({ text: tokensText(tokens), mood: 'unsure' }, price);
  if (rate === null) return wasteView(facts, price);
  const view = explainChipRate(rate);
  return view.mood === 'ok' ? { ...view, text: join(price, view.text) } : before(view, price);
}

/** It stops nobody and says so in a calm colour, in the balance's place. */
function wasteView({ prompt }: CallFacts, price: Text): ChipView | null {
  const told = prompt ? explainWaste(prompt.waste) : null;
  return told && { text: join(price, told), mood: 'ok' };
}

function tokensText({ needed: tokens, left }: TokensShort): Text {
  return text('chip.tokensLeft', { tokens, left });
}

function before(view: ChipView, price: Text): ChipView {
  return { ...view, text: join(view.text, price) };
}

function join(a: Text, b: Text): Text {
  return { key: 'chip.join', params: { a, b } };
}

/** What one call did cost, beside its estimate. All in one unit; null where not known. */
export interface ChipAfter {
  readonly cost: Money | null;
  /** The answer does not say what it cost: the figure is ours. */
  readonly isEstimated: boolean;
  readonly estimate: Money | null;
  readonly left: Money | null;
  /** Another model answered than the page still names. */
  readonly swapped: { readonly asked: string; readonly sent: string } | null;
}

/** The line after the answer: "cost $0.0021, estimate 0.0019, $3.92 left". `waste`: what there is to say of this call. */
export function explainChipAfter(after: ChipAfter, waste: Waste | null = null): ChipView {
  const told = waste && explainWaste(waste);
  return withSwap(told ? join(costText(after), told) : costText(after), after);
}

/** The same after a retry that was clicked on a card: "Sent. Cost $0.006, $4.99 left." */
export function explainChipSent({ cost, isEstimated, left, swapped }: ChipAfter): ChipView {
  const paid = cost && (isEstimated ? ({ kind: 'about', money: cost } as const) : money(cost));
  return withSwap(sentText(paid, left), { cost, swapped });
}

function sentText(cost: TextParam | null, left: Money | null): Text {
  if (cost === null) return { key: 'notice.sentUnknown' };
  return left === null ? text('notice.sentCost', { cost }) : text('notice.sent', { cost, left: owned(left) });
}

function withSwap(said: Text, { cost, swapped }: Pick<ChipAfter, 'cost' | 'swapped'>): ChipView {
  const mood = cost === null ? 'unsure' : 'done';
  return { text: swapped === null ? said : join(text('chip.swapped', swapped), said), mood };
}

/** For ten minutes after a relay could not pay its own supplier: before the next call of that model. */
export function explainChipSupplier(model: string, agoMs: number): ChipView {
  return { text: text('chip.supplier', { model, age: { kind: 'age', ms: agoMs } }), mood: 'unsure' };
}

/** How near the provider's rate limit is: "58 of 60 calls this minute". */
export function explainChipRate({ used, limit }: RateUse): ChipView {
  return { text: text('chip.rate', { used, limit }), mood: used < limit ? 'ok' : 'unsure' };
}

/** The price, where it is from if that has to be said, and until when it holds where it is another one later. */
function priceText(facts: CallFacts, isShort: boolean, isTypical: boolean): Text {
  const price = priceClause(facts, isShort, isTypical);
  const { hours, estimate } = facts;
  if (estimate === null) return price;
  const note = estimate.note ? explainPriceBriefly(estimate.note) : null;
  const free = explainFreeBriefly(estimate.free);
  const noted = [free, note].reduce<Text>((line, one) => (one === null ? line : join(line, one)), price);
  if (!hours) return noted;
  const time: TextParam = { kind: 'clock', at: hours.until };
  return join(noted, text(hours.isDearer ? 'chip.dearHours' : 'chip.cheapHours', { time }));
}

function priceClause(facts: CallFacts, isShort: boolean, isTypical: boolean): Text {
  const amounts = amountsOf(facts, null);
  const { likely, high, need } = amounts;
  if (likely === null || high === null) {
    return facts.model === null ? { key: 'chip.unpriced' } : text('chip.unpricedModel', { model: facts.model });
  }
  if (isTypical) return text('chip.typical', { likely: costRange(amounts, money(likely)) });
  const isExact = likely.nano === high.nano;
  const shown: TextParam = isExact ? money(likely) : { kind: 'about', money: likely };
  if (isShort && need && need.nano > likely.nano) return text('chip.setAside', { likely: shown, need: needed(need) });
  return text('chip.exact', { likely: costRange(amounts, shown) });
}

function balanceClause(facts: CallFacts, isShort: boolean, isSure: boolean): Text {
  const { have, need, likely } = amountsOf(facts, null);
  if (have === null || facts.balance === null) return { key: 'chip.unknown' };
  if (facts.others?.length) return otherBalances(facts.balance, facts.others);
  if (!isSure) {
    const age: TextParam = { kind: 'age', ms: facts.now - facts.balance.at };
    return text('chip.balanceOld', { have: owned(have), age });
  }
  const short = shortfall(need, have);
  if (isShort && need && short) {
    return text('chip.short', { have: owned(have, need), short: missing(short, need, have) });
  }
  const times = likely?.unit === have.unit ? timesIn(have.nano, likely.nano) : null;
  if (times === null || times === 0n) return text('chip.balance', { have: owned(have) });
  return text('chip.enough', { have: owned(have), n: roundCount(times) });
}

/** Each wallet that could pay, in its own currency: nobody says which of them will. */
function otherBalances(first: Balance, others: readonly Balance[]): Text {
  const all = [first, ...others].flatMap(({ unit, usableNano }) =>
    usableNano === null ? [] : [{ unit, nano: usableNano }],
  );
  const have = all.map((wallet): TextParam => owned(wallet)).reduce((a, b) => text('chip.or', { a, b }));
  return text('chip.balance', { have });
}

function costText({ cost, isEstimated, estimate, left }: ChipAfter): Text {
  if (cost === null) return { key: 'chip.afterUnknown' };
  const keys: Readonly<Record<string, TextKey>> = {
    both: 'chip.after',
    estimate: 'chip.afterNoBalance',
    left: 'chip.afterNoEstimate',
  };
  const key = keys[estimate && left ? 'both' : estimate ? 'estimate' : left ? 'left' : ''] ?? 'chip.afterCost';
  return text(key, {
    cost: isEstimated ? { kind: 'about', money: cost } : money(cost),
    ...(estimate && { estimate: { kind: 'digits', money: estimate } as const }),
    ...(left && { left: owned(left) }),
  });
}

function text(key: TextKey, params: Readonly<Record<string, TextParam>>): Text {
  return { key, params };
}
