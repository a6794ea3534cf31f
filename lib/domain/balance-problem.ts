import type { KeyKind, NoBalanceByKey } from './balance-ask.ts';
import type { Text } from './text.ts';

/** Why a balance could not be read with a key. None of them says anything about what is there. */
export type BalanceProblem =
  | { readonly kind: 'wrong-key' }
  | { readonly kind: 'wrong-kind-of-key'; readonly needs: KeyKind }
  /** Whose balance it is must be said beside the key, for which there is a variable. */
  | { readonly kind: 'no-id'; readonly variable: string }
  /** Nothing is answered at that address (any more); `isNamed`: or the id in it is nobody's. */
  | { readonly kind: 'gone'; readonly status: number; readonly isNamed: boolean }
  /** A check for humans, which no script passes. */
  | { readonly kind: 'challenge' }
  /** A web page where JSON was expected. */
  | { readonly kind: 'page' }
  | { readonly kind: 'unknown-answer'; readonly status: number }
  | { readonly kind: 'rate-limited'; readonly retryAfterMs: number | null }
  /** To another host, where the key was not sent. */
  | { readonly kind: 'redirected' }
  | { readonly kind: 'unavailable'; readonly status: number }
  | { readonly kind: 'network' | 'timeout' | 'too-large' }
  | { readonly kind: 'not-by-key'; readonly why: NoBalanceByKey['why'] };

/** What happened, and what to do about it. */
export function explainBalanceProblem(problem: BalanceProblem, provider: string): readonly [what: Text, todo: Text] {
  const { kind } = problem;
  const status = 'status' in problem ? problem.status : 0;
  return [{ key: `balance.problem.${kind}.what`, params: { provider, status } }, todoOf(problem)];
}

function todoOf(problem: BalanceProblem): Text {
  switch (problem.kind) {
    case 'wrong-kind-of-key':
      return {
        key: 'balance.problem.wrong-kind-of-key.todo',
        params: { needs: { key: `balance.key.${problem.needs}` } },
      };
    case 'no-id':
      return { key: 'balance.problem.no-id.todo', params: { variable: { kind: 'verbatim', text: problem.variable } } };
    case 'gone':
      return { key: problem.isNamed ? 'balance.problem.gone.named' : 'balance.problem.gone.todo' };
    case 'rate-limited':
      if (problem.retryAfterMs === null) return { key: 'balance.problem.rate-limited.todo' };
      return { key: 'balance.problem.rate-limited.after', params: { n: Math.ceil(problem.retryAfterMs / 1000) } };
    case 'not-by-key':
      return { key: `balance.none.${problem.why}` };
    default:
      return { key: `balance.problem.${problem.kind}.todo` };
  }
}
