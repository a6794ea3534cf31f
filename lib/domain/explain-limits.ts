import type { CardButton, CardCause } from './card.ts';
import type { Amounts } from './explain-amounts.ts';
import { explainBudget } from './explain-budget.ts';
import { explainLength, raiseTokenLimit } from './explain-length.ts';
import { raiseOwnLimit } from './explain-options.ts';
import { explainLimit } from './explain-sum.ts';
import type { CallFacts } from './facts.ts';
import type { Text } from './text.ts';

/** What of a limit that is no provider's is to be shown, and how it is raised. */
interface Limit {
  readonly sum: (facts: CallFacts) => readonly Text[];
  readonly raise: (facts: CallFacts, amounts: Amounts) => CardButton | null;
}

/** Of the causes that are about no provider's money. */
export const LIMITS: Readonly<Partial<Record<CardCause, Limit>>> = {
  'own-limit': { sum: explainLimit, raise: (_facts, amounts) => raiseOwnLimit(amounts, 'raise-own-limit') },
  'token-limit': { sum: explainLength, raise: raiseTokenLimit },
  budget: { sum: explainBudget, raise: () => null },
  repeat: { sum: () => [], raise: () => null },
  'too-long': { sum: explainLength, raise: () => null },
};
