import type { BalanceReading } from './balance.ts';
import type { Unit } from './money.ts';
import type { Text } from './text.ts';

/** What a balance consists of, and what stands apart from it, for people; parts of which there is nothing are left out. */
export function explainParts({ parts = [], unit }: Pick<BalanceReading, 'parts' | 'unit'>): {
  /** Empty: there is only one, and it is the balance. */
  readonly within: readonly Text[];
  readonly apart: readonly Text[];
} {
  const some = parts.filter(({ nano }) => nano !== 0n);
  const texts = (isApart: boolean): readonly Text[] =>
    some.filter((part) => (part.isApart ?? false) === isApart).map(({ kind, nano }) => partText(kind, nano, unit));
  const within = texts(false);
  return { within: parts.length > 1 ? within : [], apart: texts(true) };
}

function partText(kind: NonNullable<BalanceReading['parts']>[number]['kind'], nano: bigint, unit: Unit): Text {
  return { key: `part.${kind}`, params: { money: { kind: 'money', money: { unit, nano } } } };
}
