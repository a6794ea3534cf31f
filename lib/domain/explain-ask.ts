import type { CardButton, CardCause, CardView } from './card.ts';
import { type Amounts, amountsOf, beside, limit, money, moneyOf, needed, owned, shortfall } from './explain-amounts.ts';
import { askBudget } from './explain-budget.ts';
import { makeCard, waitingLine } from './explain-card.ts';
import { askTokenLimit, askTooLong } from './explain-length.ts';
import { LIMITS } from './explain-limits.ts';
import * as option from './explain-options.ts';
import { costRange } from './explain-range.ts';
import { explainSum } from './explain-sum.ts';
import { timesOf } from './explain-waste.ts';
import type { CallFacts } from './facts.ts';
import type { Money } from './money.ts';
import type { Text, TextParam } from './text.ts';
import type { TextKey } from './texts/en.ts';

/** What a card before sending says and offers. */
export interface Ask {
  readonly head: Text;
  readonly second: Text | null;
  readonly third: Text | null;
  /** Ways that help, best first; null where one would not work. */
  readonly ways: readonly (CardButton | null)[];
  /** "Send anyway" belongs beside the ways, not under More. */
  readonly isSendNear?: boolean;
  /** It speaks of all waiting calls already. */
  readonly isAboutAll?: boolean;
}

type Explain = (facts: CallFacts, amounts: Amounts) => Ask;

/** `org-limit`, `supplier-empty` and `rate-limit` are only known from refusals, never asked about: they read as unsure. */
const asks: Readonly<Record<CardCause, Explain>> = {
  depleted: askDepleted,
  'not-enough': askNotEnough,
  frozen: askFrozen,
  'in-flight': askInFlight,
  'billing-mismatch': askBilling,
  'key-limit': askKeyLimit,
  'own-limit': askOwnLimit,
  budget: askBudget,
  repeat: askRepeat,
  'token-limit': askTokenLimit,
  'too-long': askTooLong,
  batch: askBatch,
  'org-limit': askUnsure,
  'supplier-empty': askUnsure,
  'rate-limit': askUnsure,
  unsure: askUnsure,
};

/**
 * The card before sending. Promises: at most three lines; only options whose fact is known; a way back ("Keep editing",
 * close) always; nothing said about an amount that is null.
 */
export function explainAsk(cause: CardCause, facts: CallFacts): CardView {
  const amounts = amountsOf(facts, null);
  const ask = asks[cause](facts, amounts);
  const limit = LIMITS[cause];
  const ways = ask.ways.filter((way) => way !== null);
  const rest =
    ways.length === 0 || !ask.isSendNear
      ? [option.keepEditing, option.sendAnyway]
      : [option.sendAnyway, option.keepEditing];
  return makeCard({
    kind: 'ask',
    cause,
    facts,
    lines: [ask.head, ask.second, (ask.isAboutAll ? null : waitingLine(facts)) ?? ask.third],
    sum: [...explainSum(facts), ...(limit?.sum(facts) ?? [])],
    options: [...ways, ...rest],
    hidden: [
      option.copyMessage,
      option.otherGroup(facts),
      limit === undefined ? option.raiseOwnLimit(amounts, 'quiet-below') : limit.raise(facts, amounts),
    ],
  });
}

function askDepleted(facts: CallFacts, amounts: Amounts): Ask {
  const { have, likely, need } = amounts;
  const cost = likely ?? need;
  const key = facts.batch ? 'ask.depleted.need.batch' : 'ask.depleted.need';
  return {
    head: { key: 'ask.depleted.head', params: { provider: facts.providerName } },
    second: cost && have ? text(key, { likely: costRange(amounts, money(cost)), have: owned(have) }) : haveLine(have),
    third: { key: 'safe' },
    ways: [option.recharge(facts, likely)],
    isSendNear: true,
  };
}

function askNotEnough(facts: CallFacts, { have, likely, need }: Amounts): Ask {
  if (have === null || need === null) return askUnsure(facts, amountsOf(facts, null));
  const isUpFront = likely !== null && likely.nano < need.nano;
  const output = option.fitOutput(facts, false);
  const model = option.fitModel(facts, false);
  return {
    head: text('ask.notEnough.head', {
      provider: facts.providerName,
      need: needed(need, have),
      have: owned(have, need),
    }),
    second: isUpFront ? text('ask.notEnough.likely', { likely: money(likely) }) : { key: 'safe' },
    third: { key: output ? 'ask.notEnough.output' : model ? 'ask.notEnough.model' : 'ask.notEnough.none' },
    ways: [output, option.fitBatch(facts, false), model, option.rechargePlain(facts)],
  };
}

function askFrozen(facts: CallFacts, { have, frozen, need }: Amounts): Ask {
  if (have === null) return askUnsure(facts, amountsOf(facts, null));
  const total = frozen && frozen.nano > 0n ? { unit: have.unit, nano: have.nano + frozen.nano } : null;
  return {
    head:
      total && frozen
        ? text('ask.frozen.head', { total: owned(total), frozen: money(frozen), have: owned(have) })
        : text('ask.frozen.headUnknown', { have: owned(have) }),
    second: need && text('ask.frozen.need', { need: needed(need, have) }),
    third: { key: 'ask.frozen.recharge' },
    ways: [option.fitSize(facts, false), option.openLink(facts.links.transactions, 'do.seeFrozen')],
  };
}

function askInFlight(facts: CallFacts, { have, open, need }: Amounts): Ask {
  if (have === null || open === null) return askUnsure(facts, amountsOf(facts, null));
  return {
    head: text('ask.inFlight.head', { open: money(open), have: owned(have) }),
    second: need && text('ask.inFlight.need', { need: needed(need, have) }),
    third: { key: 'ask.inFlight.frees' },
    ways: [{ label: { key: 'do.sendWhenFree' }, action: { kind: 'send-when-free' } }, option.fitSize(facts, false)],
  };
}

function askBilling(facts: CallFacts, { have }: Amounts): Ask {
  const billing = facts.key?.billing ?? null;
  const model = facts.model ?? '';
  const head: Text =
    billing === null || facts.model === null
      ? { key: 'ask.billing.head.unknown', params: { model: model || facts.providerName } }
      : {
          key: billing === 'per-request' ? 'ask.billing.head.perRequest' : 'ask.billing.head.perToken',
          params: { model },
        };
  return {
    head,
    second: have ? text('ask.billing.refused', { have: owned(have) }) : { key: 'ask.billing.refusedUnknown' },
    third: { key: 'ask.billing.recharge' },
    ways: [option.openLink(facts.links.keys, createKeyLabel(billing)), option.models(facts)],
    isSendNear: true,
  };
}

function askKeyLimit(facts: CallFacts, { have, need }: Amounts): Ask {
  const quota = keyQuota(facts);
  return {
    head:
      quota && facts.key
        ? text(facts.key.name === '' ? 'ask.keyLimit.headNameless' : 'ask.keyLimit.head', {
            key: facts.key.name,
            ...quota,
          })
        : { key: 'ask.keyLimit.headUnknown' },
    second:
      need &&
      (have
        ? text('ask.keyLimit.need', { need: needed(need), have: owned(have) })
        : text('ask.keyLimit.needOnly', { need: needed(need) })),
    third: resetLine(facts, 'ask.keyLimit.raiseOrWait') ?? { key: 'ask.keyLimit.raise' },
    ways: [option.openLink(facts.links.keys, 'do.raiseKeyLimit'), option.fitSize(facts, false, 'do.sendFittingKey')],
  };
}

function askOwnLimit(facts: CallFacts, { have, likely, high, most }: Amounts): Ask {
  const own = moneyOf(facts.ownLimitNano, facts.estimate?.unit);
  if (own === null || likely === null || high === null) return askUnsure(facts, amountsOf(facts, null));
  const costs = { likely: beside(likely, high), high: needed(high, likely), ...(most && { most: needed(most) }) };
  const keys = COST_KEYS[costShape(likely, high, most)];
  return {
    head: text(`ask.ownLimit.${facts.ownLimitRule?.kind ?? 'chosen'}`, { limit: { kind: 'money', money: own } }),
    second: have ? text(keys[0], { ...costs, have: owned(have) }) : text(keys[1], costs),
    third: { key: 'safe' },
    ways: [{ label: { key: 'do.send' }, action: { kind: 'send' } }, option.keepEditing, option.cheaperModel(facts)],
    isSendNear: true,
  };
}

/** What a call costs, beside a balance and without one. */
const COST_KEYS = {
  exact: ['ask.ownLimit.costExact', 'ask.ownLimit.costOnlyExact'],
  most: ['ask.ownLimit.cost', 'ask.ownLimit.costOnly'],
  range: ['ask.ownLimit.range', 'ask.ownLimit.rangeOnly'],
  both: ['ask.ownLimit.rangeMost', 'ask.ownLimit.rangeMostOnly'],
} as const satisfies Readonly<Record<string, readonly [TextKey, TextKey]>>;

/** Whether what is likely the highest is what it cannot exceed as well. */
function costShape(likely: Money, high: Money, most: Money | null): keyof typeof COST_KEYS {
  if (likely.nano === high.nano) return 'exact';
  if (most === null) return 'range';
  return most.nano <= high.nano ? 'most' : 'both';
}

function askRepeat({ prompt }: CallFacts, { likely }: Amounts): Ask {
  const repeats = prompt?.waste.repeats ?? null;
  return {
    head: repeats === null ? { key: 'ask.repeat.headUnknown' } : text('ask.repeat.head', timesOf(repeats)),
    second: likely && text('ask.repeat.cost', { likely: money(likely) }),
    third: { key: 'safe' },
    ways: [option.sendAnyway, option.dontSend, option.quietToday],
    isSendNear: true,
  };
}

function askBatch(facts: CallFacts, amounts: Amounts): Ask {
  const { batch } = facts;
  const { have, short } = amounts;
  const cost = amounts.likely ?? amounts.need;
  if (batch === null || have === null || cost === null) return askUnsure(facts, amounts);
  if (short === null) return askBatches(facts, amounts);
  const each = { unit: batch.unit, nano: batch.eachNano };
  return {
    head: text('ask.batch.head', { cost: needed(cost, have), have: { kind: 'brief', money: have, rounding: 'down' } }),
    second: text('ask.batch.short', {
      n: batch.count,
      each: { kind: 'brief', money: each },
      short: { kind: 'brief', money: short, rounding: 'up' },
    }),
    third: { key: 'ask.batch.recharge' },
    ways: [option.fitBatch(facts, false), option.rechargeAtLeast(facts, short)],
  };
}

/** Each would be paid, all together would not. */
function askBatches(facts: CallFacts, amounts: Amounts): Ask {
  const { have } = amounts;
  const all = moneyOf(facts.reserveAllNano, facts.estimate?.unit);
  const short = shortfall(all, have);
  if (all === null || have === null || short === null) return askUnsure(facts, amounts);
  return {
    head: text('ask.batches.head', {
      n: facts.callsWaiting,
      cost: money(all),
      have: { kind: 'brief', money: have, rounding: 'down' },
    }),
    second: text('ask.batches.short', { short: { kind: 'brief', money: short, rounding: 'up' } }),
    third: { key: 'ask.batch.recharge' },
    ways: [option.rechargeAtLeast(facts, short), option.fitBatch(facts, false)],
    isAboutAll: true,
  };
}

function askUnsure(facts: CallFacts, { have, likely }: Amounts): Ask {
  const { balance } = facts;
  const wallet = facts.links.transactions ?? facts.links.recharge;
  return {
    head: { key: 'ask.unsure.head' },
    second:
      have && balance
        ? text('ask.unsure.oldBalance', { have: owned(have), age: { kind: 'age', ms: facts.now - balance.at } })
        : { key: 'ask.unsure.noBalance', params: { provider: facts.providerName } },
    third: { key: likely === null ? 'ask.unsure.noPrice' : 'safe' },
    ways: [option.sendAnyway, option.openLink(wallet, 'do.openWallet')],
  };
}

function haveLine(have: Amounts['have']): Text | null {
  return have && text('ask.depleted.have', { have: owned(have) });
}

/** What the key may still use, and its limit; null when either is not known. */
export function keyQuota(facts: CallFacts): { readonly left: TextParam; readonly limit: TextParam } | null {
  const { key } = facts;
  if (key === null || key.limitNano === null || key.usedNano === null) return null;
  return {
    left: owned({ unit: key.unit, nano: key.limitNano - key.usedNano }),
    limit: limit({ unit: key.unit, nano: key.limitNano }),
  };
}

/** When what is used of the key's limit begins anew; null: never, or it is not told. */
export function resetLine({ key }: CallFacts, words: TextKey): Text | null {
  return key?.resetsAt === undefined ? null : text(words, { at: { kind: 'verbatim', text: `${key.resetsAt} UTC` } });
}

/** The kind of key that would fit, named by the one that does not. */
export function createKeyLabel(billing: 'per-token' | 'per-request' | null): TextKey {
  if (billing === null) return 'do.createKey.unknown';
  return billing === 'per-request' ? 'do.createKey.perToken' : 'do.createKey.perRequest';
}

function text(key: TextKey, params: Readonly<Record<string, TextParam>>): Text {
  return { key, params };
}
