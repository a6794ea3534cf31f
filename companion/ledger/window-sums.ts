import type { Budget, BudgetScope } from '../../lib/budget/budget.ts';
import type { TimeSpan } from '../../lib/budget/window-of.ts';
import { adjustedIn, heldIn, spentIn } from './amounts.ts';
import { readAdjustment, readBooking, readHold } from './rows.ts';
import { join, type Row, type SqlValue, type Transaction, toBigint, toText } from './sql.ts';

/** What a window came to, in its budget's unit. */
export interface WindowSums {
  readonly spent: bigint;
  readonly held: bigint;
  /** Calls of it whose amount nobody can tell in its unit: no price, no count, no rate. */
  readonly uncounted: bigint;
}

/** A part of a statement with its values. */
interface Clause {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

const PAGE_ROWS = 2000;

/** Adds up a budget's window from the calls themselves: what its row must say, whenever it is asked. */
export async function sumWindow(tx: Transaction, ledger: string, budget: Budget, span: TimeSpan): Promise<WindowSums> {
  const where = inWindow(ledger, budget.scope, span);
  const held = await sumHolds(tx, budget, where);
  const plain = await sumPlain(tx, budget, where);
  const others = await sumOthers(tx, budget, where);
  const adjusted = await sumAdjustments(tx, budget, where);
  return {
    spent: plain + others.spent + adjusted,
    held: held.sum,
    uncounted: held.uncounted + others.uncounted,
  };
}

/** What the calls of a window that are under way take at worst, where the budget itself holds what is usual. */
export async function heldAtWorst(tx: Transaction, ledger: string, budget: Budget, span: TimeSpan): Promise<bigint> {
  const worst: Budget = { ...budget, isHard: true, isElastic: false };
  return (await sumHolds(tx, worst, inWindow(ledger, budget.scope, span))).sum;
}

/** `c` is the table of calls. */
function inWindow(ledger: string, scope: BudgetScope, { start, end }: TimeSpan): Clause {
  const values: SqlValue[] = [ledger, start, end];
  const place = (value: string): string => `$${values.push(value)}`;
  const within = scopeText(scope, place);
  return { text: `c.ledger = $1 and c.reserved_at >= $2 and c.reserved_at < $3 and ${within}`, values };
}

function scopeText(scope: BudgetScope, place: (value: string) => string): string {
  switch (scope.kind) {
    case 'everything':
      return '1 = 1';
    case 'provider':
      return `c.provider = ${place(scope.provider)}`;
    case 'account':
      return `c.account in (${(scope.wallet ?? [scope.account]).map(place).join(', ')})`;
    case 'model':
      return `c.model = ${place(scope.model)}`;
    case 'key':
      return `c.key_mark = ${place(scope.key)}`;
    case 'label':
      return `c.label = ${place(scope.label)}`;
    case 'origin':
      return `c.origin = ${place(scope.origin)}`;
    case 'envelope': {
      const within = scopeText(scope.within, place);
      if (scope.labels.length === 0) return scope.isRest ? within : '1 = 0';
      const labels = scope.labels.map(place).join(', ');
      const has = scope.isRest ? `(c.label is null or c.label not in (${labels}))` : `c.label in (${labels})`;
      return `${within} and ${has}`;
    }
  }
}

async function sumHolds(
  tx: Transaction,
  budget: Budget,
  where: Clause,
): Promise<{ readonly sum: bigint; readonly uncounted: bigint }> {
  let sum = 0n;
  let uncounted = 0n;
  for (const row of await tx.rows(`select c.* from holds c where ${where.text}`, where.values)) {
    const amount = heldIn(budget, readHold(row));
    if (amount === null) uncounted++;
    else sum += amount;
  }
  return { sum, uncounted };
}

/** Calls that say what they came to in the budget's own unit: the database adds them up. */
async function sumPlain(tx: Transaction, { unit }: Budget, { text, values }: Clause): Promise<bigint> {
  if (unit.kind === 'money') {
    const sums = 'sum(c.cost_units) as units, sum(c.cost_nano) as nano';
    const plain = `select ${sums} from bookings c where ${text} and c.calls > 0 and c.unit = $${values.length + 1}`;
    const [row] = await tx.rows(plain, [...values, unit.currency]);
    return join(row?.units, row?.nano);
  }
  const counted = unit.kind === 'calls' ? 'c.calls' : 'coalesce(c.tokens, c.hold_tokens)';
  const [row] = await tx.rows(
    `select sum(${counted}) as counted from bookings c where ${text} and c.calls > 0`,
    values,
  );
  return toBigint(row?.counted);
}

/** Calls in other units, or of which not all is known, one by one. */
async function sumOthers(
  tx: Transaction,
  budget: Budget,
  { text, values }: Clause,
): Promise<{ readonly spent: bigint; readonly uncounted: bigint }> {
  const sums = { spent: 0n, uncounted: 0n };
  const { unit } = budget;
  if (unit.kind === 'calls') return sums;
  const money = unit.kind === 'money';
  const other = money
    ? `(c.unit is null or c.unit <> $${values.length + 2})`
    : 'c.tokens is null and c.hold_tokens is null';
  const statement =
    `select c.* from bookings c where ${text} and c.calls > 0 and c.call_id > $${values.length + 1} and ${other} ` +
    `order by c.call_id limit ${PAGE_ROWS}`;
  for (let after = ''; ; ) {
    const rows = await tx.rows(statement, [...values, after, ...(money ? [unit.currency] : [])]);
    const unknown: string[] = [];
    for (const row of rows) {
      const amount = spentIn(budget, readBooking(row));
      if (amount === null) unknown.push(toText(row.call_id));
      else sums.spent += amount;
    }
    sums.uncounted += BigInt(unknown.length) - (await countSettledLate(tx, budget, rows, unknown));
    if (rows.length < PAGE_ROWS) return sums;
    after = toText(rows.at(-1)?.call_id);
  }
}

/** How many of these were told of later. */
async function countSettledLate(
  tx: Transaction,
  budget: Budget,
  bookings: readonly Row[],
  callIds: readonly string[],
): Promise<bigint> {
  if (callIds.length === 0) return 0n;
  const ledger = toText(bookings[0]?.ledger);
  const rates = new Map(bookings.map((row) => [toText(row.call_id), readBooking(row).rates]));
  const rows = await tx.rowsOf('select * from adjustments where ledger = $1 and call_id :ids', [ledger], callIds);
  const told = rows.filter(
    (row) => adjustedIn(budget, readAdjustment(row), rates.get(toText(row.call_id)) ?? {}) !== null,
  );
  return BigInt(new Set(told.map((row) => row.call_id)).size);
}

async function sumAdjustments(tx: Transaction, budget: Budget, { text, values }: Clause): Promise<bigint> {
  const { unit } = budget;
  const from = `from adjustments a join bookings c on c.ledger = a.ledger and c.call_id = a.call_id where ${text}`;
  if (unit.kind !== 'money') {
    const [row] = await tx.rows(`select sum(a.${unit.kind}) as counted ${from}`, values);
    return toBigint(row?.counted);
  }
  const place = `$${values.length + 1}`;
  const sums = `select sum(a.cost_units) as units, sum(a.cost_nano) as nano ${from} and a.unit = ${place}`;
  const [plain] = await tx.rows(sums, [...values, unit.currency]);
  let sum = join(plain?.units, plain?.nano);
  const others = `select a.unit, a.cost_units, a.cost_nano, a.tokens, a.calls, c.rates, c.call_id, c.reserved_at ${from}`;
  for (const row of await tx.rows(`${others} and a.unit <> ${place}`, [...values, unit.currency])) {
    sum += adjustedIn(budget, readAdjustment(row), readBooking(row).rates) ?? 0n;
  }
  return sum;
}
