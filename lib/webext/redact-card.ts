import type { Draft, RefusalReading } from '../domain/call.ts';
import type { CardCause, CardView } from '../domain/card.ts';
import type { CallFacts } from '../domain/facts.ts';
import { toDecimal } from '../domain/money.ts';
import { sizes } from './redact-call.ts';

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
export function writeCardReport(reported: ReportedCard, version: string): string {
  const { card, cause, callId, surface, draft, refusal, facts } = reported;
  const { estimate, balance, key } = facts;
  const amount = (nano: bigint | null | undefined, unit: string | null | undefined): string =>
    nano == null ? 'unknown' : `${toDecimal(nano)} ${unit ?? ''}`.trim();
  const of = estimate?.unit;
  return [
    `Tollkeeper ${version}`,
    `Card: ${card}, ${cause}`,
    `Call: ${callId}`,
    `Surface: ${surface}`,
    `Model: ${facts.model ?? 'none'}`,
    `At: ${new Date(facts.now).toISOString()}`,
    `Asked for: ${draft === null ? 'not read' : sizes(draft)}`,
    `Estimate: ${amount(estimate?.likelyNano, of)} (${amount(estimate?.lowNano, of)} to ${amount(estimate?.highNano, of)})`,
    `Set aside: ${amount(estimate?.reserveNano, of)} (at least ${amount(estimate?.reserveLowNano, of)})`,
    balance === null
      ? 'Balance: never read'
      : `Balance: ${amount(balance.availableNano, balance.unit)}, ${balance.source}, ` +
        `${Math.round((facts.now - balance.at) / 1000)} s old; spent since ${toDecimal(balance.spentSinceNano)}, ` +
        `running ${toDecimal(balance.openNano)}, frozen ${amount(balance.frozenNano, balance.unit)}`,
    `Account: ${facts.account ? (facts.account.isAssumed ? 'assumed' : 'known') : 'unknown'}`,
    key === null
      ? 'Key: not described'
      : `Key: ${key.billing ?? 'billing unknown'}, limit ${amount(key.limitNano, key.unit)}, used ${amount(key.usedNano, key.unit)}`,
    `Own limit: ${amount(facts.ownLimitNano, of)}`,
    refusal === null
      ? 'Refused: no'
      : `Refused: HTTP ${refusal.status}, ${refusal.says}, code ${refusal.code ?? 'none'}, ` +
        `states ${amount(refusal.availableNano, refusal.unit)} of ${amount(refusal.neededNano, refusal.unit)}`,
    'What it should have said: ',
  ].join('\n');
}
