import type { Draft, RefusalReading } from '../domain/call.ts';
import type { CardCause, CardView } from '../domain/card.ts';
import type { CallFacts } from '../domain/facts.ts';
import { type ReportMaker, type ReportSay, sayIn, sizes } from '../screens/redact-call.ts';

/** A card, as far as it is reported. */
export interface ReportedCard {
  readonly card: CardView['kind'];
  readonly cause: CardCause;
  readonly callId: string;
  readonly surface: string;
  readonly draft: Draft | null;
  readonly refusal: RefusalReading | null;
  readonly facts: CallFacts;
}

/**
 * What "This was wrong" copies from a card, for whoever looks into it: sizes, prices, balances, ages. No prompt, answer,
 * error text or key; left out besides are the names of account and key, and the page.
 */
export function writeCardReport(reported: ReportedCard, { version, language }: ReportMaker): string {
  const { card, cause, callId, surface, draft, refusal, facts } = reported;
  const { estimate, account } = facts;
  const { say, amount } = sayIn(language);
  const of = estimate?.unit;
  const likely = amount(estimate?.likelyNano, of);
  const [low, high] = [amount(estimate?.lowNano, of), amount(estimate?.highNano, of)];
  const known = account ? (account.isAssumed ? 'assumed' : 'known') : 'unknown';
  return [
    `Tollkeeper ${version}`,
    say('report.card', { card, cause }),
    say('report.call', { id: callId }),
    say('report.api', { api: surface }),
    say('report.model', { model: facts.model ?? say('report.none') }),
    say('report.at', { time: new Date(facts.now).toISOString() }),
    say('report.asked', { sizes: draft === null ? say('report.notRead') : sizes(draft, language) }),
    estimate ? say('report.estimateRange', { likely, low, high }) : say('report.estimate', { likely }),
    say('report.aside', { need: amount(estimate?.reserveNano, of), low: amount(estimate?.reserveLowNano, of) }),
    balanceLine(facts, { say, amount }),
    say(`report.account.${known}`),
    keyLine(facts, { say, amount }),
    say('report.ownLimit', { limit: amount(facts.ownLimitNano, of) }),
    refusedLine(refusal, { say, amount }),
    `${say('report.should')} `,
  ].join('\n');
}

function balanceLine({ balance, now }: CallFacts, { say, amount }: ReportSay): string {
  if (balance === null) return say('report.balance.never');
  const { unit } = balance;
  return say('report.balance', {
    have: amount(balance.availableNano, unit),
    source: say(`source.${balance.source}`),
    n: Math.round((now - balance.at) / 1000),
    spent: amount(balance.spentSinceNano, unit),
    open: amount(balance.openNano, unit),
    frozen: amount(balance.frozenNano, unit),
  });
}

function keyLine({ key }: CallFacts, { say, amount }: ReportSay): string {
  if (key === null) return say('report.key.none');
  const billing = say(`report.billing.${key.billing ?? 'unknown'}`);
  return say('report.key', {
    billing,
    limit: amount(key.limitNano, key.unit),
    used: amount(key.usedNano, key.unit),
  });
}

function refusedLine(refusal: RefusalReading | null, { say, amount }: ReportSay): string {
  if (refusal === null) return say('report.refused.no');
  return say('report.refused', {
    status: String(refusal.status),
    says: refusal.says,
    code: refusal.code ?? say('report.none'),
    have: amount(refusal.availableNano, refusal.unit),
    need: amount(refusal.neededNano, refusal.unit),
  });
}
