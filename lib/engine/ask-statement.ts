import type { BalanceProblem } from '../domain/balance-problem.ts';
import { listOf } from '../domain/json-path.ts';
import { findFirst } from '../domain/json-query.ts';
import { readLabel } from '../domain/read-balances.ts';
import type { DayPaths, StatementAsk } from '../domain/statement-ask.ts';
import { dayOfIso, isDay, isoDayOf } from '../domain/utc-day.ts';
import { requestOf } from './ask-request.ts';
import { judgeReply, unreadable } from './judge-reply.ts';
import { ASK_TIMEOUT_MS, type AskPorts } from './read-balance-by-key.ts';

/** What a provider keeps by day, of the days that were asked for; or why it could not be read, which says nothing of them. */
export type Statement<Row> =
  | { readonly kind: 'read'; readonly days: readonly Row[] }
  | { readonly kind: 'problem'; readonly problem: BalanceProblem };

/** So many pages are read of one question, each of so many bytes: a month of some thousand rows. */
const PAGES_MAX = 12;
const PAGE_BYTES_MAX = 1024 * 1024;
const DAY_SECONDS = 86_400;

/** With what a provider is asked, and from which instant on (epoch ms; the day it lies in counts as a whole). */
export interface StatementAskedBy {
  readonly key: string;
  readonly from: number;
  /** In place of the provider's own address: what stands in for it. Null: the provider itself. */
  readonly origin: string | null;
}

/** Asks page by page. `read`: the rows of an answer, null where it is none. One page that cannot be read, and nothing of it counts. */
export async function askStatement<Row extends { readonly day: string }>(
  ask: StatementAsk,
  read: (body: unknown) => readonly Row[] | null,
  by: StatementAskedBy,
  ports: AskPorts,
): Promise<Statement<Row>> {
  const first = isoDayOf(by.from);
  const rows: Row[] = [];
  let page: string | null = null;
  for (let pages = 0; pages < PAGES_MAX; pages++) {
    const limits = { timeoutMs: ASK_TIMEOUT_MS, bytesMax: PAGE_BYTES_MAX };
    const reply = await ports.send({ ...requestFor(ask, by, page), ...limits });
    const judged = judgeReply(reply, ask);
    if ('problem' in judged) return { kind: 'problem', problem: judged.problem };
    const found = read(judged.json);
    if (found === null) {
      const text = reply.kind === 'answer' ? reply.text : '';
      return { kind: 'problem', problem: unreadable(200, text, ask) };
    }
    rows.push(...found.filter(({ day }) => day >= first));
    page = ask.next === undefined ? null : readLabel(judged.json, ask.next.at);
    if (page === null) return { kind: 'read', days: rows };
  }
  return { kind: 'problem', problem: { kind: 'too-large' } };
}

function requestFor(ask: StatementAsk, { key, from, origin }: StatementAskedBy, page: string | null) {
  const day = isoDayOf(from);
  const first = ask.from?.form === 'seconds' ? String(dayOfIso(day) * DAY_SECONDS) : `${day}T00:00:00Z`;
  const query = {
    ...ask.query,
    ...(ask.from && { [ask.from.name]: first }),
    ...(ask.next && page !== null && { [ask.next.name]: page }),
  };
  const asked = { key, id: null, site: null };
  const request = requestOf({ ...ask, query }, origin ?? `https://${ask.host}`, ask.path, asked);
  return { ...request, headers: { ...request.headers, ...ask.headers } };
}

/** The rows of an answer, several a day where it tells them apart; null: it is none, and not the same as nothing on any day. */
export function readDays<Row>(
  body: unknown,
  paths: DayPaths,
  readItem: (item: unknown, day: string) => Row | null,
): readonly Row[] | null {
  const list = findFirst(body, paths.list);
  if (!Array.isArray(list)) return null;
  const found: Row[] = [];
  for (const entry of list) {
    const day = readDay(findFirst(entry, paths.day));
    const items = paths.items === undefined ? [entry] : listOf(findFirst(entry, paths.items));
    for (const item of items) {
      const row = day === null ? null : readItem(item, day);
      if (row === null) return null;
      found.push(row);
    }
  }
  return found;
}

function readDay(value: unknown): string | null {
  if (typeof value === 'number') return value > 0 && value < 1e11 ? isoDayOf(value * 1000) : null;
  const day = typeof value === 'string' ? value.slice(0, 10) : '';
  return isDay(day) ? day : null;
}

/** Rows of the same name and day added up, by day and name. */
export function addRows<Row extends { readonly day: string }>(
  rows: readonly Row[],
  nameOf: (row: Row) => string,
  add: (one: Row, other: Row) => Row,
): readonly Row[] {
  const sums = new Map<string, Row>();
  for (const row of rows) {
    const key = `${row.day} ${nameOf(row)}`;
    const known = sums.get(key);
    sums.set(key, known === undefined ? row : add(known, row));
  }
  return [...sums].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row);
}
