import { explainPoint } from '../../lib/domain/explain-story.ts';
import { toDecimal } from '../../lib/domain/money.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { Text } from '../../lib/domain/text.ts';
import type { BalancePoint } from '../../lib/ledger/rows.ts';
import { describeRunway } from '../../lib/watch/describe-runway.ts';
import { findRises } from '../../lib/watch/rises.ts';
import { isCounted } from '../../lib/watch/threshold.ts';
import { findSavings } from '../advice/advise.ts';
import type { ApiDesk } from '../api/route.ts';
import { openWatchTables } from '../ledger/watch-tables.ts';
import { readStories } from '../refusals/read-stories.ts';
import { showAmount } from '../terminal/shorten.ts';
import { findUnusualConditions } from '../watch/runway-conditions.ts';
import { findRunways } from '../watch/runways.ts';

/** A part of a report that somebody else works out: a table, and what it comes to in sentences. Finished English. */
export interface ReportSection {
  /** `refusals`, `runway`: the same in every report. */
  readonly id: string;
  readonly title: string;
  readonly summary: readonly string[];
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Works a section out for `[start, end)`, epoch ms; null: there is nothing to say. */
export type SectionSource = (
  desk: ApiDesk,
  span: { readonly start: number; readonly end: number },
) => Promise<ReportSection | null>;

/** Rows of one section; `tollkeeper` has commands for the rest. */
const ROWS_MAX = 20;
const SAVINGS_DAYS_MAX = 92;
const READINGS_MAX = 2000;

/** Where people heard no. */
const refusals: SectionSource = async ({ store, now }, { start, end }) => {
  const { points, stories } = await readStories(store, { start, end, now: now() });
  if (stories.length === 0) return null;
  return {
    ...{ id: 'refusals', title: 'Where you heard no', heads: ['Provider', 'Why', 'What happened'] },
    summary: [`${stories.length} ${stories.length === 1 ? 'time' : 'times'}; tollkeeper refusals tells each.`],
    rows: points.slice(0, ROWS_MAX).map((point) => [
      point.provider,
      renderText({ key: `no.cause.${point.cause}` }, 'en'),
      explainPoint(point)
        .map((text) => renderText(text, 'en'))
        .join(' '),
    ]),
  };
};

/** How balances went, as far as they were read. */
const balances: SectionSource = async ({ store }, { start, end }) => {
  const points = await store.transactBelow(async ({ tx, ledger, tables }) => {
    const { balanceHistory } = openWatchTables(tx, ledger);
    const accounts = await tables.accounts.toArray();
    const found = accounts.map(({ id }) =>
      balanceHistory.where('[account+at]').between([id, start], [id, end]).limit(READINGS_MAX).toArray(),
    );
    return (await Promise.all(found)).flat();
  });
  const groups = new Map<string, typeof points>();
  for (const point of points) {
    const key = JSON.stringify([point.account, point.unit]);
    groups.set(key, [...(groups.get(key) ?? []), point]);
  }
  const rows = [...groups.values()].flatMap((own) => balanceRow(own) ?? []);
  if (rows.length === 0) return null;
  const heads = ['Account', 'First', 'Last', 'Recharged'];
  return { id: 'balances', title: 'Balances', summary: [], heads, rows: rows.slice(0, ROWS_MAX) };
};

function balanceRow(own: readonly BalancePoint[]): readonly (readonly string[])[] | null {
  const read = own.filter(({ reading }) => reading.availableNano !== null).toSorted((a, b) => a.at - b.at);
  const [first, last] = [read[0], read.at(-1)];
  if (first === undefined || last === undefined) return null;
  const paid = findRises(read).reduce((sum, { nano }) => sum + nano, 0n);
  const show = (nano: bigint | null): string => (nano === null ? '–' : showAmount(toDecimal(nano), first.unit));
  return [[first.account, show(first.reading.availableNano), show(last.reading.availableNano), show(paid)]];
}

/** How long what is there lasts, as of now. */
const runways: SectionSource = async (desk) => {
  const found = await findRunways({ ...desk, now: desk.now() });
  const rows = found
    .filter(({ runway }) => runway !== null)
    .map(({ of, name, unit, left, runway, renewsAt }) => [
      name,
      left === null
        ? '–'
        : of.kind === 'budget' && isCounted(unit)
          ? `${left} ${unit}`
          : showAmount(toDecimal(left), unit),
      say(describeRunway(runway, { now: desk.now(), zone: desk.zone, renewsAt })),
    ]);
  if (rows.length === 0) return null;
  const heads = ['What', 'Left', 'How long it lasts'];
  return { id: 'runway', title: 'How long it lasts', summary: [], heads, rows: rows.slice(0, ROWS_MAX) };
};

/** What is not as usual, as of now. */
const unusual: SectionSource = async (desk) => {
  const found = await findUnusualConditions({ ...desk, now: desk.now() });
  if (found.length === 0) return null;
  const rows = found.map(({ title, meaning }) => [say(title), meaning.map(say).join(' ')]);
  return {
    id: 'unusual',
    title: 'Unusual use',
    summary: [],
    heads: ['What', 'What it means'],
    rows: rows.slice(0, ROWS_MAX),
  };
};

/** What could be saved, of as many days as the report has, up to today. */
const savings: SectionSource = async (desk, { start, end }) => {
  const days = Math.min(SAVINGS_DAYS_MAX, Math.max(1, Math.round((end - start) / 86_400_000)));
  const found = await findSavings(desk, days);
  if (found.savings.length === 0) return null;
  const all = Object.entries(found.savedNano).map(([unit, nano]) => showAmount(toDecimal(nano), unit));
  return {
    ...{ id: 'savings', title: `What could be saved (last ${days} days)`, heads: ['Sum', 'What', 'How'] },
    summary: [`In all ${all.join(', ')}; tollkeeper savings tells where.`],
    rows: found.savings
      .slice(0, ROWS_MAX)
      .map(({ unit, nano, what, fix }) => [showAmount(toDecimal(nano), unit), say(what), say(fix)]),
  };
};

function say(text: Text): string {
  return renderText(text, 'en');
}

/** Every section, in the order of a report: a new one is one line here. */
export const reportSections: readonly SectionSource[] = [balances, runways, unusual, refusals, savings];
