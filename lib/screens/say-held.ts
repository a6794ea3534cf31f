import type { CallRecord } from '../domain/record.ts';
import type { NoCause } from '../domain/refusal-view.ts';
import type { Text } from '../domain/text.ts';

/** What is known of a call besides its record. */
export interface AroundCall {
  /** Why somebody was asked about the same request before; null: nobody was. */
  readonly asked: NoCause | null;
  /** Names of the budgets that it counts towards. */
  readonly budgets: readonly string[];
}

/** What kept a call or changed it before it left, and which budgets it counts towards. Empty: nothing did. */
export function sayHeld(record: CallRecord, { asked, budgets }: AroundCall): readonly Text[] {
  const held: readonly (Text | null)[] = [
    asked === null ? null : { key: 'calls.held.asked', params: { cause: { key: `no.cause.${asked}` } } },
    listed('calls.held.rules', record.policies ?? []),
    listed('calls.held.budgets', record.cost === null ? [] : budgets),
  ];
  return held.filter((text) => text !== null);
}

function listed(key: 'calls.held.rules' | 'calls.held.budgets', names: readonly string[]): Text | null {
  if (names.length === 0) return null;
  return { key, params: { n: names.length, names: { kind: 'verbatim', text: names.join(', ') } } };
}
