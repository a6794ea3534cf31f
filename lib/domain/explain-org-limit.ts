import type { CardButton } from './card.ts';
import * as option from './explain-options.ts';
import type { CallFacts } from './facts.ts';
import type { Text } from './text.ts';

/** A refusal for a limit that an organisation, project or team set: no recharge changes it. */
export function explainOrgLimit({ facts, chargedAlone }: { readonly facts: CallFacts; readonly chargedAlone: Text }): {
  readonly head: Text;
  readonly second: Text;
  readonly third: Text;
  readonly ways: readonly (CardButton | null)[];
} {
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
