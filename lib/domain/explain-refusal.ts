import type { Balance } from './balance.ts';
import type { CardButton, CardCause, CardView } from './card.ts';
import { sureBalance } from './decide-cause.ts';
import { type Amounts, amountsOf, chargedTexts, missing, money, moneyOf, needed, owned } from './explain-amounts.ts';
import { createKeyLabel, keyQuota, resetLine } from './explain-ask.ts';
import { GOES_ON, makeCard, waitingLine } from './explain-card.ts';
import { explainElsewhere } from './explain-elsewhere.ts';
import * as option from './explain-options.ts';
import { explainOrgLimit, explainSupplier } from './explain-others-limit.ts';
import { costRange } from './explain-range.ts';
import { explainSum } from './explain-sum.ts';
import type { CallFacts, RefusalFacts } from './facts.ts';
import type { Text, TextParam } from './text.ts';
import type { TextKey } from './texts/en.ts';

interface Case {
  /** Without a balance that is not sure: it would be said as if it were. */
  readonly facts: CallFacts;
  /** The last reading, however old: to be said with its age only. */
  readonly lastRead: Balance | null;
  readonly refusal: RefusalFacts;
  readonly amounts: Amounts;
  /** Whether anything was charged, as the end of a line. */
  readonly charged: Text;
  /** The same, as a sentence. */
  readonly chargedAlone: Text;
}

interface Refused {
  readonly head: Text;
  readonly second: Text;
  readonly third: Text;
  readonly ways: readonly (CardButton | null)[];
  /** The third line says whether anything was charged, and stays: what else is to be said takes the second one's place. */
  readonly isChargedThird?: boolean;
}

/** The same call at once would meet the same answer: another key is needed, or a pause. */
const AGAIN_IS_VAIN: readonly CardCause[] = ['billing-mismatch', 'rate-limit'];

/** What is of ours, or about length, no provider refuses for as for money: it reads as unsure. */
const refusals: Readonly<Record<CardCause, (refused: Case) => Refused>> = {
  depleted: refusedDepleted,
  'not-enough': refusedNotEnough,
  frozen: refusedFrozen,
  'in-flight': refusedInFlight,
  'billing-mismatch': refusedBilling,
  'key-limit': refusedKeyLimit,
  'org-limit': explainOrgLimit,
  'supplier-empty': explainSupplier,
  'rate-limit': refusedRate,
  batch: refusedBatch,
  'own-limit': refusedUnsure,
  budget: refusedUnsure,
  repeat: refusedUnsure,
  'token-limit': refusedUnsure,
  'too-long': refusedUnsure,
  unsure: refusedUnsure,
};

/**
 * The card after a refusal. Promises: says whether anything was charged (no, partly, unknown); retrying is offered only
 * while the page can still be given the answer, otherwise "Copy my message"; recharging only where it helps.
 */
export function explainRefusal(cause: CardCause, facts: CallFacts, refusal: RefusalFacts): CardView {
  const sure = { ...facts, balance: sureBalance(facts) };
  const amounts = amountsOf(sure, cause === 'key-limit' ? null : refusal.reading);
  const { clause, alone } = chargedTexts(refusal.isCharged);
  const about = { facts: sure, lastRead: facts.balance, refusal, amounts, charged: clause, chargedAlone: alone };
  const refused = refusals[cause](about);
  const { head, second, third } = refused;
  const more = waitingLine(facts) ?? explainElsewhere(cause, facts);
  const ways = refused.ways.filter((way) => way !== null).filter((way) => refusal.canRetry || !option.isRetry(way));
  const again = refusal.canRetry && !AGAIN_IS_VAIN.includes(cause) ? option.tryAgain(refusal.isCharged) : null;
  // One that the ways name already keeps its name.
  const note = ways.some(({ action }) => action.kind === 'copy-note') ? null : option.copyNote;
  const options = refusal.canRetry
    ? [...ways, again, option.copyMessage, note]
    : [...ways.slice(0, 1), option.copyMessage, ...ways.slice(1), note];
  return makeCard({
    kind: 'refusal',
    cause,
    facts,
    lines: refused.isChargedThird ? [head, more ?? second, third] : [head, second, more ?? third],
    sum: explainSum(facts, refusal.reading),
    options,
    original: refusal.original === '' ? null : refusal.original,
  });
}

function refusedDepleted({ facts, refusal, amounts, charged, chargedAlone }: Case): Refused {
  const { have, likely, need } = amounts;
  const cost = likely ?? need;
  const params = {
    ...(cost && { likely: costRange(amounts, money(cost)) }),
    ...(have && { have: owned(have) }),
    charged,
  };
  const known = (cost ? 'need' : '') + (have ? 'have' : '');
  const keys: Readonly<Record<string, TextKey>> = {
    needhave: 'refusal.depleted.both',
    need: 'refusal.depleted.need',
    have: 'refusal.depleted.have',
  };
  const key = keys[known];
  return {
    head: { key: 'refusal.depleted.head', params: { provider: facts.providerName } },
    second: key ? { key, params } : chargedAlone,
    third: refusal.canRetry ? GOES_ON : { key: 'refusal.depleted.nextCopy' },
    ways: [
      option.rechargePlain(facts),
      facts.links.recharge ? option.checkAndRetry('do.checkAndRetry') : null,
      option.seeSpending(facts),
    ],
  };
}

function refusedNotEnough({ facts, amounts, charged, chargedAlone }: Case): Refused {
  const { have, need, short } = amounts;
  const { outputTokensMax, cheaper } = facts.fits;
  const third: Text =
    outputTokensMax !== null
      ? text('refusal.notEnough.output', { n: outputTokensMax })
      : cheaper
        ? text('refusal.notEnough.model', { model: cheaper.model })
        : { key: 'refusal.notEnough.none' };
  return {
    head: { key: 'refusal.notEnough.head' },
    second: needLine(have, need, short, charged) ?? chargedAlone,
    third,
    ways: [
      option.fitOutput(facts, true),
      option.fitBatch(facts, true),
      option.fitModel(facts, true),
      option.rechargePlain(facts),
      facts.links.recharge ? option.checkAndRetry('do.checkAndRetry') : null,
    ],
  };
}

function needLine(have: Amounts['have'], need: Amounts['need'], short: Amounts['short'], charged: Text): Text | null {
  if (need === null) return null;
  if (have === null || short === null) return text('refusal.notEnough.need', { need: needed(need), charged });
  const params = { need: needed(need, have), have: owned(have, need), short: missing(short, need, have), charged };
  return text('refusal.notEnough.both', params);
}

function refusedFrozen({ facts, amounts, charged, chargedAlone }: Case): Refused {
  const { have, frozen } = amounts;
  const need = amounts.need ?? amounts.likely;
  const total = have && frozen && frozen.nano > 0n ? { unit: have.unit, nano: have.nano + frozen.nano } : null;
  const second =
    have === null || need === null
      ? chargedAlone
      : total && frozen
        ? text('refusal.frozen.sum', {
            total: owned(total),
            frozen: money(frozen),
            have: owned(have, need),
            need: needed(need, have),
            charged,
          })
        : text('refusal.frozen.both', { have: owned(have, need), need: needed(need, have), charged });
  return {
    head: { key: 'refusal.frozen.head' },
    second,
    third: { key: 'refusal.frozen.why' },
    ways: [option.fitSize(facts, true), option.openLink(facts.links.transactions, 'do.seeFrozen'), option.copyNote],
  };
}

function refusedInFlight({ facts, amounts, charged, chargedAlone }: Case): Refused {
  const { have, need, open } = amounts;
  return {
    head: { key: 'refusal.inFlight.head' },
    second:
      have && need && open
        ? text('refusal.inFlight.sum', {
            open: money(open),
            have: owned(have, need),
            need: needed(need, have),
            charged,
          })
        : chargedAlone,
    third: { key: 'refusal.inFlight.frees' },
    ways: [{ label: { key: 'do.sendWhenFree' }, action: { kind: 'send-when-free' } }, option.fitSize(facts, true)],
  };
}

function refusedBilling({ facts, refusal, amounts, chargedAlone }: Case): Refused {
  const { have } = amounts;
  const billing = facts.key?.billing ?? null;
  const isUntouched = have !== null && refusal.isCharged === false;
  const keys: Readonly<Record<string, readonly [TextKey, TextKey]>> = {
    'per-request': ['refusal.billing.perRequest', 'refusal.billing.perRequestOnly'],
    'per-token': ['refusal.billing.perToken', 'refusal.billing.perTokenOnly'],
  };
  const pair = billing === null ? undefined : keys[billing];
  const params = { charged: chargedAlone, ...(isUntouched && { have: owned(have) }) };
  const second = pair ? text(isUntouched ? pair[0] : pair[1], params) : chargedAlone;
  const next = billing === null ? 'unknown' : billing === 'per-request' ? 'perRequest' : 'perToken';
  return {
    head: { key: 'refusal.billing.head' },
    second: pair || !isUntouched ? second : text('refusal.billing.untouched', params),
    third: { key: `refusal.billing.next.${next}` },
    ways: [option.openLink(facts.links.keys, createKeyLabel(billing)), option.models(facts)],
  };
}

function refusedKeyLimit({ facts, amounts, charged }: Case): Refused {
  const { have, need } = amounts;
  const quota = facts.isKeyOld ? null : keyQuota(facts);
  const account = have && text('refusal.keyLimit.account', { have: owned(have), charged });
  const second =
    quota && need && have
      ? text('refusal.keyLimit.sum', { ...quota, need: needed(need), have: owned(have), charged })
      : account;
  return {
    head: facts.key?.name
      ? text('refusal.keyLimit.head', { key: facts.key.name })
      : { key: 'refusal.keyLimit.headUnknown' },
    second: second ?? { key: `${charged.key}.alone` as TextKey },
    third: resetLine(facts, 'refusal.keyLimit.resets') ?? { key: 'refusal.keyLimit.recharge' },
    ways: [
      option.openLink(facts.links.keys, 'do.raiseKeyLimit'),
      option.retry('do.raisedRetry', 0),
      facts.isKeyOld ? null : option.fitSize(facts, true, 'do.retryFittingKey'),
    ],
  };
}

function refusedRate({ facts, refusal, chargedAlone }: Case): Refused {
  const { have } = amountsOf(facts, null);
  const waitMs = refusal.reading.retryAfterMs;
  const seconds = waitMs === null ? null : Math.max(1, Math.ceil(waitMs / 1000));
  return {
    head: { key: 'refusal.rate.head' },
    second: rateLine(refusal.limitPerMinute ?? null, have && owned(have), chargedAlone),
    third: seconds === null ? { key: 'refusal.rate.unknown' } : text('refusal.rate.seconds', { n: seconds }),
    ways: [option.retrySeconds(seconds), option.keepEditing],
  };
}

function rateLine(limit: number | null, have: TextParam | null, charged: Text): Text {
  if (limit === null) return have === null ? charged : text('refusal.rate.fine', { have, charged });
  const params = { n: limit, charged };
  return have === null ? text('refusal.rate.limit', params) : text('refusal.rate.limitFine', { ...params, have });
}

function refusedBatch({ facts, amounts, charged, chargedAlone }: Case): Refused {
  const { batch, fits } = facts;
  const { have, short, likely, need } = amounts;
  const cost = likely ?? need;
  const second =
    batch && short
      ? text('refusal.batch.short', {
          n: batch.count,
          each: { kind: 'brief', money: { unit: batch.unit, nano: batch.eachNano } },
          short: { kind: 'brief', money: short, rounding: 'up' },
          charged,
        })
      : chargedAlone;
  return {
    head:
      cost && have
        ? text('refusal.batch.head', {
            cost: needed(cost, have),
            have: { kind: 'brief', money: have, rounding: 'down' },
          })
        : { key: 'refusal.batch.headUnknown' },
    second,
    third: fits.batchKeep ? text('refusal.batch.keep', { n: fits.batchKeep }) : { key: 'refusal.batch.recharge' },
    ways: [
      option.fitBatch(facts, true),
      option.rechargeAtLeast(facts, short),
      facts.links.recharge ? option.checkAndRetry('do.checkAndRetry') : null,
    ],
  };
}

function refusedUnsure({ facts, lastRead, charged, chargedAlone }: Case): Refused {
  const have = moneyOf(lastRead?.usableNano, lastRead?.unit);
  const age: TextParam | null = lastRead && { kind: 'age', ms: facts.now - lastRead.at };
  return {
    head: { key: 'refusal.unsure.head', params: { provider: facts.providerName } },
    second: { key: 'refusal.unsure.why' },
    third: have && age ? text('refusal.unsure.have', { have: owned(have), age, charged }) : chargedAlone,
    isChargedThird: true,
    ways: [
      option.openLink(facts.links.transactions ?? facts.links.recharge, 'do.openWallet'),
      option.checkAndRetry('do.checkAgain'),
    ],
  };
}

function text(key: TextKey, params: Readonly<Record<string, TextParam>>): Text {
  return { key, params };
}
