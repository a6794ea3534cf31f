import type { BudgetedCall } from '../../lib/budget/budget.ts';
import { matchPath } from '../../lib/domain/surface.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import type { CallOf, GatewayCall } from '../gateway/review-port.ts';
import type { ReviewedCall, ScriptCall } from './call-desk.ts';

/** Whose call it is, as budgets see it. */
export function budgetedOf(call: CallOf, reviewed: ReviewedCall | null): BudgetedCall {
  return {
    provider: call.provider,
    account: accountOf(call, reviewed),
    model: reviewed?.draft?.model ?? null,
    key: reviewed?.fingerprint ?? null,
    label: call.label,
    origin: originOf(call),
  };
}

/** What the ledger knows of the key goes before the name that somebody gave it, and that before what is only assumed. */
function accountOf({ account }: CallOf, reviewed: ReviewedCall | null): string | null {
  const known = reviewed?.verdict?.facts?.account ?? null;
  return (known?.isAssumed === false ? known.id : null) ?? account ?? known?.id ?? null;
}

/** A call as the desk takes it. Throws for a provider that there is not. */
export function scriptCallOf(call: Pick<GatewayCall, keyof CallOf | 'body'>): ScriptCall {
  const provider = findProvider(call.provider);
  if (provider === null) throw new Error(`[calls] no provider ${call.provider}`);
  return {
    ...{ callId: call.callId, requestId: call.requestId, provider, surface: call.surface, key: call.key },
    named: namedBy(call),
    origin: originOf(call),
    bodyText: call.body.kind === 'text' ? call.body.text : null,
  };
}

/** What stands in the record of a tool's call where a page's has its origin. */
export function originOf({ tool, label }: Pick<CallOf, 'tool' | 'label'>): string {
  return label === null ? `tool:${tool}` : `tool:${tool}/${label}`;
}

/** What its surface's path named; empty: nothing. */
export function namedBy({ surface, path }: Pick<CallOf, 'surface' | 'path'>): string {
  return surface?.isPattern ? (matchPath(surface.path, path) ?? '') : '';
}
