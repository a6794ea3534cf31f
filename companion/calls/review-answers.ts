import type { CallFacts } from '../../lib/domain/facts.ts';
import { toDecimal } from '../../lib/domain/money.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import type { Problem } from '../gateway/problem.ts';
import type { GatewayCall, ReviewAnswer } from '../gateway/review-port.ts';
import type { Objection } from '../ledger/operations.ts';
import type { CurrentCall, ReviewedHere } from './reviewer.ts';

/** An answer that comes in one piece, or is billed in full anyway, is read on for its cost when its client goes, ms. */
const DRAIN_MS = 60_000;

/** It goes, as it was changed, with what is known of its cost and of its budgets in its headers. */
export function sendWith(
  { call, draft, changes }: CurrentCall,
  facts: CallFacts | null,
  warned: readonly Objection[],
): Extract<ReviewAnswer, { kind: 'send' }> {
  const estimate = facts?.estimate;
  const isBilledInFull = findProvider(call.provider)?.billsInFull !== undefined;
  return {
    kind: 'send',
    ...changedBy(call, changes),
    asksUsage: call.wire === 'openai-chat' && draft?.isStream === true,
    // What nobody could read may be an answer in one piece as well.
    ...((draft?.isStream !== true || isBilledInFull) && { drainMs: DRAIN_MS }),
    ...(isBilledInFull && { drainsStreams: true }),
    headers: {
      ...(estimate && {
        'tollkeeper-estimate': `${estimate.unit} ${toDecimal(estimate.lowNano)}-${toDecimal(estimate.highNano)}`,
      }),
      ...(warned.length > 0 && { 'tollkeeper-warning': sayWarned(warned) }),
    },
  };
}

/** Over a budget is what is known to be; what nobody can count in it is another matter. */
function sayWarned(warned: readonly Objection[]): string {
  const named = (isOver: boolean): string =>
    warned.flatMap(({ budget, reason }) => ((reason === 'limit') === isOver ? [budget] : [])).join(', ');
  const parts = [
    ['over soft budget', named(true)],
    ['cost not known in soft budget', named(false)],
  ] as const;
  return parts.flatMap(([what, names]) => (names === '' ? [] : [`${what}: ${names}`])).join('; ');
}

/** What of a call is not as it came. `names`: what was changed. */
export function changedBy(
  { body, path }: GatewayCall,
  names: readonly string[],
): Pick<Extract<ReviewAnswer, { kind: 'send' }>, 'changed'> {
  return names.length > 0 && body.kind === 'text' ? { changed: { bodyText: body.text, names, path } } : {};
}

/** We say no, for this reason alone. */
export function no(problem: Problem): ReviewedHere {
  return { answer: { kind: 'refuse', problem }, policies: [], objections: [], warned: [] };
}
