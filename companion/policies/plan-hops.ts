import type { WireId } from '../../lib/domain/call.ts';
import { parseJson, readKey } from '../../lib/domain/json-path.ts';
import type { GatewayCall, Hop, Instead } from '../gateway/review-port.ts';
import type { Objection } from '../ledger/operations.ts';
import { labelOf, ofKind, type Policy } from './policy.ts';

/** What of a call says whether another account could answer it. */
type Movable = Pick<GatewayCall, 'provider' | 'wire' | 'body'> & Partial<Pick<GatewayCall, 'surface'>>;

/** The other ways for a call, in their order: other accounts of its provider, then other providers. */
export function planHops(policies: readonly Policy[], call: Movable, model: string | null): readonly Hop[] {
  const { provider } = call;
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
  const hops = [...accounts, ...providers];
  return hops.length > 0 && canMove(call) ? hops : [];
}

/** What an account keeps, and another one does not have; and what goes on there after the answer. */
const KEPT = ['previous_response_id', 'conversation', 'background', 'cachedContent', 'container'] as const;
/** Work that ends later, and is asked for where it was begun. */
const GOES_ON: readonly (WireId | null)[] = ['openai-batches', 'anthropic-batches', 'replicate-predictions'];

/** Whether the body of a request rests on what its account has at the provider. */
export function restsOnAccount(body: unknown): boolean {
  return KEPT.some((name) => {
    const found = readKey(body, name);
    return found !== undefined && found !== null && found !== false;
  });
}

/** Whether another account, or provider, can answer a call in the place of its own. */
function canMove({ wire, surface, body }: Movable): boolean {
  const goesOn = GOES_ON.includes(wire) || surface?.rule?.job !== undefined;
  return !goesOn && (body.kind !== 'text' || !restsOnAccount(parseJson(body.text)));
}

/** The clocks of ledger and companion may differ a little, ms. */
const MARGIN_MS = 50;

/** What may be done with a call that hard budgets stop. Null: nothing. */
export function planInstead(
  policies: readonly Policy[],
  call: Movable,
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
