import type { Text } from '../domain/text.ts';
import type { Condition } from '../watch/alert.ts';
import type { Alert } from '../watch/alert-state.ts';
import type { Telling } from '../watch/decide-alerts.ts';
import type { Untold } from './watch-state.ts';

/** What to do, in a browser: the conditions' own words name commands of the companion. Nothing: those are fine here as well. */
const WHAT_TO_DO: Readonly<Partial<Record<Condition['kind'], Text>>> = {
  empty: { key: 'notice.todo.empty' },
  low: { key: 'notice.todo.low' },
  refusals: { key: 'notice.todo.refusals' },
};
/** So many things are told in one notification. */
const TOGETHER_MAX = 4;

/** Whether a condition is of one wallet's balance: what is left of it, or how long that lasts. */
export function isOfBalance({ kind }: Pick<Condition, 'kind'>): boolean {
  return kind === 'empty' || kind === 'low' || kind === 'runway';
}

/** What is said of an alert that lasts, in three sentences at most: what it means, what to do. */
export function linesOf({ kind, meaning, todo }: Condition): readonly Text[] {
  const own = WHAT_TO_DO[kind];
  return [...meaning.slice(0, 2), ...(own ? [own] : todo.slice(0, 1))];
}

/** What is to be said of what was decided. `now`: epoch ms. */
export function untoldOf({ kind, alerts }: Telling, now: number): Untold {
  const [first] = alerts;
  if (first === undefined) throw new Error('[watch] nothing is told of nothing');
  if (alerts.length > 1) {
    const titles = alerts.slice(0, TOGETHER_MAX).map(titleOf);
    return { alert: first.id, title: { key: 'alert.digest', params: { n: alerts.length } }, lines: titles };
  }
  const { condition } = first;
  if (kind === 'resolved') {
    const age = { kind: 'age', ms: now - (first.told[0]?.at ?? first.since) } as const;
    return {
      ...{ alert: first.id, title: { key: 'notice.over' } },
      lines: [
        { key: 'alert.over.was', params: { what: condition.title } },
        { key: 'alert.over.told', params: { age } },
      ],
    };
  }
  const again: readonly Text[] = kind === 'reminder' ? [{ key: 'alert.reminder' }] : [];
  return { alert: first.id, title: condition.title, lines: [...again, ...linesOf(condition)] };
}

function titleOf({ condition, overAt }: Alert): Text {
  return overAt === null ? condition.title : { key: 'alert.digest.over', params: { what: condition.title } };
}
