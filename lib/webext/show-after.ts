import type { CardView, ChipView } from '../domain/card.ts';
import { explainChipAfter, explainChipSent } from '../domain/explain-chip.ts';
import { explainRest, explainRestSent } from '../domain/explain-notice.ts';
import { explainRecord } from '../domain/explain-record.ts';
import { explainSum } from '../domain/explain-sum.ts';
import type { CallFacts } from '../domain/facts.ts';
import type { Money } from '../domain/money.ts';
import type { CallRecord } from '../domain/record.ts';
import type { Waste } from '../domain/waste.ts';
import type { Condition } from '../watch/alert.ts';
import type { RequestOf } from './messages.ts';
import { swappedOf } from './swapped-of.ts';

/** What is usable now, as money; null: not known. */
export function usableOf(facts: CallFacts | null): Money | null {
  const nano = facts?.balance?.usableNano ?? null;
  return facts?.balance && nano !== null ? { unit: facts.balance.unit, nano } : null;
}

/** What is known when a call is booked. */
interface ShownAfter {
  readonly facts: CallFacts | null;
  readonly waste: Waste | null;
  /** Of an own budget that has just come near its end, or to it; null: none has. */
  readonly budget: Pick<Condition, 'kind' | 'title'> | null;
}

/** What a call that went through says afterwards: on the chip, and for batches on a notice. */
export function showAfter(
  record: CallRecord,
  request: RequestOf<'settle'>,
  { facts, waste, budget }: ShownAfter,
): { readonly chip: ChipView | null; readonly notice: CardView | null } {
  if (record.outcome !== 'answer' && record.outcome !== 'cut') return { chip: null, notice: null };
  const unit = record.cost?.unit;
  const estimate = unit === undefined ? null : moneyOf(record.estimateLikelyNano, unit);
  const cost = unit === undefined ? null : moneyOf(record.cost?.likelyNano ?? null, unit);
  // Which of several wallets has paid, and so what is left of it, nobody says.
  const left = facts?.others?.length ? null : usableOf(facts);
  const swapped = swappedOf(request.asked, record.model);
  const after = { cost, left, swapped, estimate, isEstimated: record.certainty === 'estimated' };
  // Sent again from a card: the user waits to hear that it went through.
  const isAgain = request.callId !== request.requestId && !request.isRest;
  return {
    chip: withBudget(isAgain ? explainChipSent(after) : explainChipAfter(after, waste), budget),
    notice: request.isRest
      ? explainRestSent(record.draft?.units?.count ?? 0, {
          ...{ cost, left, cause: 'batch' },
          sum: explainRecord(record, null).cost,
        })
      : facts && request.batch && explainLeftOut(facts, request.batch),
  };
}

/** What is left to do after a part of a batch went out. */
export function explainLeftOut(facts: CallFacts, batch: { readonly sent: number; readonly rest: number }): CardView {
  const { sent, rest } = batch;
  const need = facts.batch && { unit: facts.batch.unit, nano: facts.batch.eachNano * BigInt(rest) };
  const sum = explainSum(factsOfRest(facts, rest));
  return explainRest({ sent, rest, total: sent + rest, need, have: usableOf(facts), links: facts.links, sum });
}

/** The same facts, of so many of the batch's units. */
function factsOfRest(facts: CallFacts, count: number): CallFacts {
  const { batch, estimate } = facts;
  if (batch === null || estimate === null) return facts;
  const nano = batch.eachNano * BigInt(count);
  const range = { lowNano: nano, likelyNano: nano, highNano: nano, reserveNano: nano, reserveLowNano: nano };
  return { ...facts, batch: { ...batch, count }, estimate: { ...estimate, ...range } };
}

/** What the chip says of a call, and the budget behind it; null: as it is. */
function withBudget(chip: ChipView, near: ShownAfter['budget']): ChipView {
  if (near === null) return chip;
  const mood = near.kind === 'budget-over' ? 'short' : 'unsure';
  return { ...chip, mood, text: { key: 'bud.chip', params: { said: chip.text, budget: near.title } } };
}

function moneyOf(nano: bigint | null, unit: string): Money | null {
  return nano === null ? null : { unit, nano };
}
