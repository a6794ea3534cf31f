import type { CallOf, Hop, Instead } from '../gateway/review-port.ts';
import type { Objection } from '../ledger/operations.ts';
import { labelOf, ofKind, type Policy } from './policy.ts';

/** The other ways for a call, in their order: other accounts of its provider, then other providers. */
export function planHops(
  policies: readonly Policy[],
  { provider }: Pick<CallOf, 'provider'>,
  model: string | null,
): readonly Hop[] {
  const accounts = ofKind(policies, 'backup-account')
    .filter((policy) => policy.provider === provider)
    .flatMap((policy) =>
      policy.accounts.map((account): Hop => ({ policy: labelOf(policy), provider, account, revisions: [] })),
    );
  const providers = ofKind(policies, 'backup-provider').flatMap((policy): readonly Hop[] => {
    const to = model !== null && Object.hasOwn(policy.models, model) ? policy.models[model] : undefined;
    if (policy.provider !== provider || to === undefined) return [];
    const revisions = to === model ? [] : [{ kind: 'model', model: to } as const];
    return [{ policy: labelOf(policy), provider: policy.to, account: policy.account, revisions }];
  });
  return [...accounts, ...providers];
}

/** The clocks of ledger and companion may differ a little, ms. */
const MARGIN_MS = 50;

/** What may be done with a call that hard budgets stop. Null: nothing. */
export function planInstead(
  policies: readonly Policy[],
  call: Pick<CallOf, 'provider'>,
  given: {
    /** As the client asked for it; null: not known. */
    readonly model: string | null;
    readonly objections: readonly Objection[];
    readonly waitedMs: number;
    readonly now: number;
  },
): Instead | null {
  const hops = planHops(policies, call, given.model);
  const waitMs = findWait(policies, given);
  if (hops.length === 0 && waitMs === null) return null;
  return { hops, ...(waitMs !== null && { againAfterMs: waitMs }) };
}

/** Until every window that it does not fit begins anew, ms; null: it would not fit then either, or that is too long. */
function findWait(
  policies: readonly Policy[],
  {
    objections,
    waitedMs,
    now,
  }: { readonly objections: readonly Objection[]; readonly waitedMs: number; readonly now: number },
): number | null {
  const [policy] = ofKind(policies, 'wait');
  if (policy === undefined || objections.length === 0) return null;
  const ends = objections.map(({ reason, window, needed, cap }) =>
    reason === 'limit' && window !== null && needed !== null && needed <= cap ? window.end : Number.POSITIVE_INFINITY,
  );
  const ms = Math.max(0, Math.max(...ends) - now) + MARGIN_MS;
  return waitedMs + ms <= policy.secondsMax * 1000 ? ms : null;
}
