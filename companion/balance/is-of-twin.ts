import type { BalanceByKey } from '../../lib/engine/read-balance-by-key.ts';
import type { Asked } from './find-asked.ts';

/** Somebody who was asked, and what was said. */
export interface Found {
  readonly asked: Asked;
  readonly answer: BalanceByKey;
}

/** One variable serves both companies of a pair: whether this is the one that the key is not of, so that it has nothing to say. */
export function isOfTwin({ asked, answer }: Found, all: readonly Found[]): boolean {
  if (answer.kind !== 'problem' || answer.problem.kind !== 'wrong-key') return false;
  const twins = asked.provider.twins ?? [];
  return all.some((other) => other.answer.kind === 'read' && twins.includes(other.asked.provider.id));
}
