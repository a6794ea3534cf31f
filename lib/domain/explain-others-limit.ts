import type { CardButton } from './card.ts';
import { amountsOf, owned } from './explain-amounts.ts';
import * as option from './explain-options.ts';
import type { CallFacts } from './facts.ts';
import type { Text } from './text.ts';

interface Given {
  readonly facts: CallFacts;
  readonly chargedAlone: Text;
}

interface Told {
  readonly head: Text;
  readonly second: Text;
  readonly third: Text;
  readonly ways: readonly (CardButton | null)[];
}

/** A refusal for a limit that an organisation, project or team set: no recharge changes it. */
export function explainOrgLimit({ facts, chargedAlone }: Given): Told {
  return {
    head: { key: 'refusal.orgLimit.head' },
    second: chargedAlone,
    third: { key: 'refusal.orgLimit.recharge' },
    ways: [
      option.openLink(facts.links.transactions, 'do.raiseOrgLimit'),
      option.retry('do.raisedRetry', 0),
      option.copyNote,
    ],
  };
}

/** A refusal for the empty account of whoever answered, at its own supplier: nothing of the user's fills it. */
export function explainSupplier({ facts, chargedAlone }: Given): Told {
  const { have } = amountsOf(facts, null);
  return {
    head: { key: 'refusal.supplier.head' },
    second: have
      ? { key: 'refusal.supplier.fine', params: { have: owned(have), charged: chargedAlone } }
      : { key: 'refusal.supplier.recharge', params: { charged: chargedAlone } },
    third: { key: 'refusal.supplier.next' },
    ways: [option.fitModel(facts, true, true), option.retryMinutes(5), option.copyNoteRelay],
  };
}
