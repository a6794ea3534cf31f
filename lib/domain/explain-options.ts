import type { CardButton } from './card.ts';
import { type Amounts, limit, moneyOf, roundLimit } from './explain-amounts.ts';
import type { CallFacts, ModelFit } from './facts.ts';
import { larger, type Money, timesIn } from './money.ts';
import type { TextKey } from './texts/en.ts';
import { CALL_TOKENS, toTokenLimit } from './token-limit.ts';

/**
 * The buttons of the cards. Each is null where it would not work: what is not known is not offered.
 * `isRetry`: the call was refused and goes out again; otherwise it is held and goes out for the first time.
 */

/** "Recharge (from $1, about 41 like this)", as far as the parts are known. */
export function recharge(facts: CallFacts, likely: Money | null): CardButton | null {
  const url = facts.links.recharge;
  if (url === null) return null;
  const action = { kind: 'open', url } as const;
  const min = likely === null ? null : moneyOf(facts.rechargeMinNano, likely.unit);
  if (min === null || likely === null) return { label: { key: 'do.recharge' }, action };
  const times = timesIn(min.nano, likely.nano);
  if (times === null || times === 0n) return { label: { key: 'do.rechargeFrom', params: { min: limit(min) } }, action };
  return { label: { key: 'do.rechargeFromCount', params: { min: limit(min), n: roundCount(times) } }, action };
}

/** "Recharge", where the card says the rest. */
export function rechargePlain(facts: CallFacts): CardButton | null {
  const url = facts.links.recharge;
  return url === null ? null : { label: { key: 'do.recharge' }, action: { kind: 'open', url } };
}

/** "Recharge 58 or more": the shortfall, or the smallest recharge the provider takes. */
export function rechargeAtLeast(facts: CallFacts, short: Money | null): CardButton | null {
  const url = facts.links.recharge;
  if (url === null || short === null) return rechargePlain(facts);
  const least = { unit: short.unit, nano: larger(short.nano, facts.rechargeMinNano ?? 0n) };
  return {
    label: { key: 'do.rechargeAtLeast', params: { short: { kind: 'brief', money: least, rounding: 'up' } } },
    action: { kind: 'open', url },
  };
}

/** A shorter answer. */
export function fitOutput(facts: CallFacts, isRetry: boolean): CardButton | null {
  const outputTokensMax = facts.fits.outputTokensMax;
  if (outputTokensMax === null) return null;
  const revision = { kind: 'output-max', outputTokensMax } as const;
  const params = { n: outputTokensMax };
  return isRetry
    ? { label: { key: 'do.retryOutput', params }, action: { kind: 'retry', revision, afterMs: 0 } }
    : { label: { key: 'do.sendOutput', params }, action: { kind: 'send-revised', revision } };
}

/** The same with a bound of which it is known that it may go. */
export function sendOutput(outputTokensMax: number): CardButton {
  const revision = { kind: 'output-max', outputTokensMax } as const;
  return {
    label: { key: 'do.sendOutput', params: { n: outputTokensMax } },
    action: { kind: 'send-revised', revision },
  };
}

/** The first records of the batch. */
export function fitBatch(facts: CallFacts, isRetry: boolean): CardButton | null {
  const keep = facts.fits.batchKeep;
  if (keep === null) return null;
  const revision = { kind: 'batch', keep } as const;
  const label = { key: 'do.sendBatch', params: { n: keep } } as const;
  return isRetry
    ? { label, action: { kind: 'retry', revision, afterMs: 0 } }
    : { label, action: { kind: 'send-revised', revision } };
}

/** Whatever size fits, where the sentence is about something else than size. */
export function fitSize(facts: CallFacts, isRetry: boolean, key?: TextKey): CardButton | null {
  const fitting = fitOutput(facts, isRetry) ?? fitBatch(facts, isRetry);
  return fitting && { ...fitting, label: { key: key ?? (isRetry ? 'do.retryFitting' : 'do.sendFitting') } };
}

/** A cheaper model that fits. */
export function fitModel(facts: CallFacts, isRetry: boolean, isHint = false): CardButton | null {
  const { cheaper } = facts.fits;
  if (cheaper === null) return null;
  const revision = { kind: 'model', model: cheaper.model } as const;
  const { model } = cheaper;
  if (isRetry) {
    const label = { key: isHint ? 'do.tryModel' : 'do.retryModel', params: { model } } as const;
    return { label, action: { kind: 'retry', revision, afterMs: 0 } };
  }
  const need = moneyOf(cheaper.reserveNano, facts.estimate?.unit);
  if (need === null)
    return { label: { key: 'do.tryModel', params: { model } }, action: { kind: 'send-revised', revision } };
  return {
    label: { key: 'do.sendModel', params: { model, need: { kind: 'money', money: need } } },
    action: { kind: 'send-revised', revision },
  };
}

/** A model by what it is likely to cost, where nothing is short. */
export function sendModel({ model, likelyNano, canSend }: ModelFit, { estimate }: CallFacts): CardButton | null {
  const cost = moneyOf(likelyNano, estimate?.unit);
  if (cost === null || !canSend) return null;
  return {
    label: { key: 'do.sendModelFor', params: { model, cost: { kind: 'money', money: cost } } },
    action: { kind: 'send-revised', revision: { kind: 'model', model } },
  };
}

/** Where nothing is set aside, or nothing is known of the balance, what a model costs is what counts. */
export function cheaperModel(facts: CallFacts): CardButton | null {
  const [model] = facts.fits.models?.filter(({ isFitting }) => isFitting !== false) ?? [];
  return fitModel(facts, false) ?? (model ? sendModel(model, facts) : null);
}

/** The cheapest group that would do, where its keys are made; the name of a key that is in it. */
export function otherGroup({ fits, estimate, links }: CallFacts): CardButton | null {
  const best = fits.groups?.find(({ isFitting }) => isFitting !== false);
  const cost = moneyOf(best?.likelyNano, estimate?.unit);
  if (best === undefined || cost === null || links.keys === null) return null;
  const { group, key } = best;
  const params = { group: { kind: 'verbatim', text: group }, cost: { kind: 'money', money: cost } } as const;
  const label: CardButton['label'] =
    key === null || key === ''
      ? { key: 'do.useGroup', params }
      : { key: 'do.useKey', params: { ...params, key: { kind: 'verbatim', text: key } } };
  return { label, action: { kind: 'open', url: links.keys } };
}

/** A page of our own table, under a label; null without the link. */
export function openLink(url: string | null, key: TextKey): CardButton | null {
  return url === null ? null : { label: { key }, action: { kind: 'open', url } };
}

/** "Models for this key": where the provider says what can be called, and how it is billed. */
export function models(facts: CallFacts): CardButton | null {
  return openLink(facts.links.models ?? null, 'do.models');
}

/** "Where did it go?": our own list of the account's calls; where the account is not known, the provider's. */
export function seeSpending(facts: CallFacts): CardButton | null {
  if (!facts.account) return openLink(facts.links.transactions, 'do.seeSpending');
  return { label: { key: 'do.seeSpending' }, action: { kind: 'open-calls' } };
}

/**
 * "Don't ask below $X here", with an X that would have let this call through; where it is about a shortage it says that what
 * is not asked about may be refused.
 */
export function raiseOwnLimit(amounts: Amounts, kind: 'raise-own-limit' | 'quiet-below'): CardButton | null {
  const largest = amounts.high ?? amounts.likely;
  if (largest === null || largest.nano <= 0n) return null;
  const next = roundLimit({ ...largest, nano: largest.nano + 1n });
  return {
    label: { key: kind === 'quiet-below' ? 'do.quietBelow' : 'do.raiseOwnLimit', params: { limit: limit(next) } },
    action: { kind, unit: next.unit, nano: next.nano },
  };
}

/** "Don't ask below 200,000 tokens here". */
export function raiseTokens(max: number): CardButton {
  return {
    label: { key: 'do.raiseTokenLimit', params: { max } },
    action: { kind: 'raise-own-limit', unit: CALL_TOKENS, nano: toTokenLimit(max) },
  };
}

export const sendAnyway: CardButton = { label: { key: 'do.sendAnyway' }, action: { kind: 'send' } };
export const keepEditing: CardButton = { label: { key: 'do.keepEditing' }, action: { kind: 'dismiss' } };
export const dontSend: CardButton = { label: { key: 'do.dontSend' }, action: { kind: 'dismiss' } };
export const quietToday: CardButton = { label: { key: 'do.quietToday' }, action: { kind: 'quiet-today' } };
export const copyMessage: CardButton = { label: { key: 'do.copyMessage' }, action: { kind: 'copy-message' } };
export const copyNote: CardButton = { label: { key: 'do.copyNote' }, action: { kind: 'copy-note', reader: 'support' } };
export const copyNoteRelay: CardButton = {
  label: { key: 'do.copyNoteRelay' },
  action: { kind: 'copy-note', reader: 'relay' },
};

/** Whether the page must still be waiting for this one to make sense. */
export function isRetry(button: CardButton): boolean {
  const { kind } = button.action;
  return kind === 'retry' || kind === 'check-and-retry' || kind === 'send-when-free';
}

/** The same call once more; that a refusal costs nothing is said only where it is known (`isCharged` false). */
export function tryAgain(isCharged: boolean | null): CardButton {
  return retry(isCharged === false ? 'do.retryFree' : 'do.retry', 0);
}

/** Reads the balance first. */
export function checkAndRetry(key: TextKey): CardButton {
  return { label: { key }, action: { kind: 'check-and-retry' } };
}

/** The same call once more, after a pause. */
export function retry(key: TextKey, afterMs: number): CardButton {
  return { label: { key }, action: { kind: 'retry', revision: null, afterMs } };
}

/** "Send in 12 s"; null: a minute, which is what rate limits usually count by. */
export function retrySeconds(seconds: number | null): CardButton {
  if (seconds === null) return retryMinutes(1);
  const label = { key: 'do.retrySeconds', params: { n: seconds } } as const;
  return { label, action: { kind: 'retry', revision: null, afterMs: seconds * 1000 } };
}

/** "Retry in 5 min". */
export function retryMinutes(minutes: number): CardButton {
  const label = { key: 'do.retryMinutes', params: { n: minutes } } as const;
  return { label, action: { kind: 'retry', revision: null, afterMs: minutes * 60_000 } };
}

/** A count as people say it: two significant digits from a hundred on, rounded down. */
export function roundCount(count: bigint): number {
  const step = 10n ** BigInt(Math.max(0, count.toString().length - 2));
  return Number(count < 100n ? count : (count / step) * step);
}
