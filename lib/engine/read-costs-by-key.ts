import type { BalanceProblem } from '../domain/balance-problem.ts';
import type { CostAsk, CostPaths, DayCost } from '../domain/cost-ask.ts';
import { listOf } from '../domain/json-path.ts';
import { findFirst } from '../domain/json-query.ts';
import { readAmount, readLabel } from '../domain/read-balances.ts';
import { dayOfIso, isDay, isoDayOf } from '../domain/utc-day.ts';
import { requestOf } from './ask-request.ts';
import { judgeReply, unreadable } from './judge-reply.ts';
import { ASK_BYTES_MAX, ASK_TIMEOUT_MS, type AskPorts } from './read-balance-by-key.ts';

/** What a provider said of its bills, by day; or why it could not be read, which says nothing of what was billed. */
export type CostsByKey =
  | { readonly kind: 'read'; readonly days: readonly DayCost[] }
  | { readonly kind: 'problem'; readonly problem: BalanceProblem };

/** So many pages are read of one question. */
const PAGES_MAX = 12;
const DAY_SECONDS = 86_400;

/** With what a provider is asked, and from which instant on (epoch ms; the day it lies in counts as a whole). */
export interface CostsAskedBy {
  readonly key: string;
  readonly from: number;
  /** In place of the provider's own address: what stands in for it. Null: the provider itself. */
  readonly origin: string | null;
}

/** Asks what was billed a day, page by page. One page that cannot be read, and nothing of it counts. */
export async function readCostsByKey(ask: CostAsk, by: CostsAskedBy, ports: AskPorts): Promise<CostsByKey> {
  const sums = new Map<string, DayCost>();
  let page: string | null = null;
  for (let pages = 0; pages < PAGES_MAX; pages++) {
    const reply = await ports.send({
      ...requestFor(ask, by, page),
      timeoutMs: ASK_TIMEOUT_MS,
      bytesMax: ASK_BYTES_MAX,
    });
    const judged = judgeReply(reply, ask);
    if ('problem' in judged) return { kind: 'problem', problem: judged.problem };
    const found = readCosts(judged.json, ask.reads);
    if (found === null) {
      const text = reply.kind === 'answer' ? reply.text : '';
      return { kind: 'problem', problem: unreadable(200, text, ask) };
    }
    for (const cost of found) addTo(sums, cost);
    page = ask.next === undefined ? null : readLabel(judged.json, ask.next.at);
    if (page === null) return { kind: 'read', days: [...sums.values()].filter(isAsked(by)).sort(byDay) };
  }
  return { kind: 'problem', problem: { kind: 'too-large' } };
}

function requestFor(ask: CostAsk, { key, from, origin }: CostsAskedBy, page: string | null) {
  const day = isoDayOf(from);
  const first = ask.from?.form === 'seconds' ? String(dayOfIso(day) * DAY_SECONDS) : `${day}T00:00:00Z`;
  const query = {
    ...ask.query,
    ...(ask.from && { [ask.from.name]: first }),
    ...(ask.next && page !== null && { [ask.next.name]: page }),
  };
  const request = requestOf({ ...ask, query }, origin ?? `https://${ask.host}`, ask.path, {
    key,
    id: null,
    site: null,
  });
  return { ...request, headers: { ...request.headers, ...ask.headers } };
}

/** The sums of an answer, several a day where it tells them apart; null: it is none, and not the same as nothing billed. */
export function readCosts(body: unknown, paths: CostPaths): readonly DayCost[] | null {
  const list = findFirst(body, paths.list);
  if (!Array.isArray(list)) return null;
  const found: DayCost[] = [];
  for (const entry of list) {
    const day = readDay(findFirst(entry, paths.day));
    const items = paths.items === undefined ? [entry] : listOf(findFirst(entry, paths.items));
    for (const item of items) {
      const nano = readAmount(item, paths.amount, paths.perUnit);
      const unit = paths.unit.startsWith('$') ? readLabel(item, paths.unit) : paths.unit;
      if (day === null || nano === null || unit === null) return null;
      found.push({ day, unit: unit.toUpperCase(), nano });
    }
  }
  return found;
}

function readDay(value: unknown): string | null {
  if (typeof value === 'number') return value > 0 && value < 1e11 ? isoDayOf(value * 1000) : null;
  const day = typeof value === 'string' ? value.slice(0, 10) : '';
  return isDay(day) ? day : null;
}

function addTo(sums: Map<string, DayCost>, cost: DayCost): void {
  const key = `${cost.day} ${cost.unit}`;
  sums.set(key, { ...cost, nano: (sums.get(key)?.nano ?? 0n) + cost.nano });
}

function isAsked({ from }: CostsAskedBy): (cost: DayCost) => boolean {
  const first = isoDayOf(from);
  return ({ day }) => day >= first;
}

function byDay(one: DayCost, other: DayCost): number {
  return one.day === other.day ? (one.unit < other.unit ? -1 : 1) : one.day < other.day ? -1 : 1;
}
