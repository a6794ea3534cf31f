import type { Text } from '../domain/text.ts';
import type { Condition } from '../watch/alert.ts';
import { type Alert, stillSo } from '../watch/alert-state.ts';
import { nameSubject } from '../watch/contact.ts';
import type { Telling } from '../watch/decide-alerts.ts';
import type { Untold } from './watch-state.ts';

/** What to do, in a browser: the conditions' own words name commands of the companion. Nothing: those are fine here as well. */
const WHAT_TO_DO: Readonly<Partial<Record<Condition['kind'], Text>>> = {
  empty: { key: 'notice.todo.empty' },
  low: { key: 'notice.todo.low' },
  refusals: { key: 'notice.todo.refusals' },
  review: { key: 'notice.todo.review' },
  'budget-near': { key: 'bud.near.next' },
  'budget-over': { key: 'bud.near.next' },
};
/** So many things are told in one notification. */
const TOGETHER_MAX = 4;

/** Kinds that say how much is left of a wallet or a budget, or how long that lasts. */
const OF_REST: readonly Condition['kind'][] = ['empty', 'low', 'runway', 'budget-near', 'budget-over'];

/** Of which wallet (one unit of an account) or budget a condition says how much is left, or how long that lasts; null: of none. */
export function restOf({ kind, key, subject }: Pick<Condition, 'kind' | 'key' | 'subject'>): string | null {
  if (!OF_REST.includes(kind)) return null;
  // Keys of what is so of balances begin with account and unit.
  return subject.kind === 'account' ? key.split('|').slice(0, 2).join('|') : nameSubject(subject);
}

/** What is said of an alert that lasts, in three sentences at most: what it means, what to do. */
export function linesOf(condition: Condition): readonly Text[] {
  const own = WHAT_TO_DO[condition.kind];
  return [...meaningOf(condition).slice(0, 2), ...(own ? [own] : condition.todo.slice(0, 1))];
}

/** A hard budget of the browser asks, where one of the companion stops calls. */
function meaningOf({ kind, level, meaning }: Condition): readonly Text[] {
  if (kind !== 'budget-near' && kind !== 'budget-over') return meaning;
  return [{ key: level === 'note' ? 'bud.near.soft' : 'bud.near.hard' }];
}

/** What is to be said of what was decided. `now`: epoch ms; `all`: every alert after it was decided. */
export function untoldOf(
  { kind, alerts }: Telling,
  { now, all }: { readonly now: number; readonly all: readonly Alert[] },
): Untold {
  const [first] = alerts;
  if (first === undefined) throw new Error('[watch] nothing is told of nothing');
  if (alerts.length > 1) {
    const titles = alerts.slice(0, TOGETHER_MAX).map(titleOf);
    const alert = alerts.map(({ id }) => id).join(',');
    return { alert, title: { key: 'alert.digest', params: { n: alerts.length } }, lines: titles };
  }
  const { condition } = first;
  if (kind === 'resolved') {
    const age = { kind: 'age', ms: now - (first.told[0]?.at ?? first.since) } as const;
    const was: Text = { key: 'alert.over.was', params: { what: condition.title } };
    // It is no all-clear of an account that has another one open.
    const left = stillSo(first, all);
    if (left.length === 0) {
      const lines: readonly Text[] = [was, { key: 'alert.over.told', params: { age } }];
      return { alert: first.id, title: { key: 'notice.over' }, lines };
    }
    const still = left.map((one): Text => ({ key: 'alert.over.still', params: { what: one.condition.title } }));
    const lines: readonly Text[] = [was, { key: 'alert.over.toldPart', params: { age } }, ...still];
    return { alert: first.id, title: { key: 'notice.overPart' }, lines };
  }
  const again: readonly Text[] = kind === 'reminder' ? [{ key: 'alert.reminder' }] : [];
  return { alert: first.id, title: condition.title, lines: [...again, ...linesOf(condition)] };
}

function titleOf({ condition, overAt }: Alert): Text {
  return overAt === null ? condition.title : { key: 'alert.digest.over', params: { what: condition.title } };
}
