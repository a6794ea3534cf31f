import type { CurrentCall } from './reviewer.ts';
import { reviseCall } from './revise-call.ts';

/** A call with another bound on its answer; null: it can have none. `policy` null: no policy asked for it. */
export function lowerBound(
  current: CurrentCall,
  tokens: number,
  policy: string | null,
): Omit<CurrentCall, 'draft'> | null {
  const { call, draft, changes, policies } = current;
  if (draft === null) return null;
  const revised = reviseCall(call, draft, { kind: 'output-max', outputTokensMax: tokens });
  if (revised === null) return null;
  const [field] = revised.change.split('=', 1);
  return {
    call: revised.call,
    // A bound that was lowered before is said once.
    changes: [...changes.filter((change) => !change.startsWith(`${field}=`)), revised.change],
    policies: policy === null || policies.includes(policy) ? policies : [...policies, policy],
  };
}
