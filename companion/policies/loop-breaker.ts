import { toDecimal } from '../../lib/domain/money.ts';
import type { Problem } from '../gateway/problem.ts';
import type { GatewayCall } from '../gateway/review-port.ts';
import type { HourWatch } from './hour-watch.ts';
import { labelOf, ofKind, type Policy } from './policy.ts';
import { type Noted, openRepeatWatch, REPEATS_MAX } from './repeat-watch.ts';

/** Notices what looks like a loop: the same request again and again, or an hour far dearer than hours are. */
export interface LoopBreaker {
  /** Notes a request. `name` null: it has no body that could be compared. */
  readonly look: (call: Pick<GatewayCall, 'tool'>, name: string | null, policies: readonly Policy[]) => Looked;
  /** Lets calls of a tool on that were stopped; null: of all. @returns how many requests were counted as loops. */
  readonly release: (tool: string | null) => number;
}

/** Nothing unusual: no warning, no problem. `problem`: it is to be stopped. */
export interface Looked {
  readonly warning: string | null;
  readonly problem: Problem | null;
  /** How many equal requests it makes within ten minutes, without those before it that brought no answer; 0: it was not compared. */
  readonly repeat: number;
  /** To be called once it is known that it brings no answer. */
  readonly takeBack: () => void;
}

const UNCOMPARED: Noted = { count: 0, answered: 0, takeBack: () => undefined };

export function openLoopBreaker(hours: HourWatch, now: () => number): LoopBreaker {
  const repeats = openRepeatWatch();
  /** Whose dear hour was released, until it ends (epoch ms); null: everybody's. */
  const released = new Map<string | null, number>();
  const isReleased = (tool: string, at: number): boolean =>
    [tool, null].some((whose) => (released.get(whose) ?? 0) > at);
  return {
    look({ tool }, name, policies) {
      const at = now();
      const noted = name === null ? UNCOMPARED : repeats.note(name, tool, at);
      const { answered: repeat, takeBack } = noted;
      const isRepeated = noted.count >= REPEATS_MAX;
      const hour = hours.check(at);
      const why = isRepeated
        ? `${REPEATS_MAX} or more equal requests in 10 minutes`
        : hour === null || isReleased(tool, at)
          ? null
          : `this hour cost ${toDecimal(hour.spentNano)} ${hour.unit} so far, more than 10 times the usual ${toDecimal(hour.usualNano)}`;
      if (why === null) return { warning: null, problem: null, repeat, takeBack };
      const [policy] = ofKind(policies, 'loop-breaker');
      return { warning: why, problem: policy === undefined ? null : abnormal(policy, tool, why), repeat, takeBack };
    },
    release(tool) {
      const at = now();
      for (const [whose, until] of released) if (until <= at) released.delete(whose);
      const hour = hours.check(at);
      if (hour !== null) released.set(tool, hour.until);
      return repeats.release(tool);
    },
  };
}

function abnormal(policy: Policy, tool: string, why: string): Problem {
  return {
    type: 'abnormal-usage-detected',
    title: 'This looks like a loop',
    detail: `Stopped for the tool "${tool}": ${why}. Nothing was sent, nothing was charged. If it is meant, let it on with "tollkeeper budgets release ${tool}".`,
    userMessage: 'This request cannot be made right now: unusual activity was noticed.',
    options: [{ kind: 'release', text: `Let it on: tollkeeper budgets release ${tool}` }],
    'violated-policies': [labelOf(policy)],
  };
}
