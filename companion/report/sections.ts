import { explainPoint } from '../../lib/domain/explain-story.ts';
import { toDecimal } from '../../lib/domain/money.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import { describeRunway } from '../../lib/watch/describe-runway.ts';
import { differenceOf, explainUsage, sumByModel } from '../../lib/watch/reconcile-usage.ts';
import { isCounted } from '../../lib/watch/threshold.ts';
import { findSavings } from '../advice/advise.ts';
import type { ApiDesk } from '../api/route.ts';
import { alertSection } from './alert-section.ts';
import type { BalanceTrend } from './balance-section.ts';
import type { ReportWords } from './report-words.ts';

/** A part of a report that somebody else works out: a table, and what it comes to in sentences, in the language of its reader. */
export interface ReportSection {
  /** `refusals`, `runway`: the same in every report. */
  readonly id: string;
  readonly title: string;
  readonly summary: readonly string[];
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Balances that are drawn beside it. Absent: none. */
  readonly trends?: readonly BalanceTrend[];
}

/** Works a section out for `[start, end)`, epoch ms; null: there is nothing to say. */
export type SectionSource = (
  desk: ApiDesk,
  span: { readonly start: number; readonly end: number },
  words: ReportWords,
) => Promise<ReportSection | null>;

/** Rows of one section; `tollkeeper` has commands for the rest. */
const ROWS_MAX = 20;
const SAVINGS_DAYS_MAX = 92;
/** More calls of a provider are not held against what it counted: days before them are left out. */
const CALLS_MAX = 50_000;

/** Where people heard no. */
const refusals: SectionSource = async ({ beside, now }, { start, end }, words) => {
  const { points, stories } = await beside.ask('stories', { start, end, now: now() });
  if (stories.length === 0) return null;
  return {
    ...{ id: 'refusals', title: words.say('no.head'), heads: headsOf(words, 'provider', 'why', 'happened') },
    summary: [words.say('report.times', { n: stories.length, command: 'tollkeeper refusals' })],
    rows: points
      .slice(0, ROWS_MAX)
      .map((point) => [
        findProvider(point.provider)?.name ?? point.provider,
        words.say(`no.cause.${point.cause}`),
        words.join(explainPoint(point).map(words.tell)),
      ]),
  };
};

/** How long what is there lasts, as of now. */
const runways: SectionSource = async (desk, _, words) => {
  const found = await desk.beside.ask('runways', { zone: desk.zone, now: desk.now() });
  const rows = found
    .filter(({ runway }) => runway !== null)
    .map(({ of, name, unit, left, runway, renewsAt }) => [
      name,
      left === null ? '–' : words.have(of.kind === 'budget' && isCounted(unit) ? String(left) : toDecimal(left), unit),
      words.tell(describeRunway(runway, { now: desk.now(), zone: desk.zone, renewsAt })),
    ]);
  if (rows.length === 0) return null;
  const heads = headsOf(words, 'what', 'left', 'lasts');
  return { id: 'runway', title: words.say('report.runway'), summary: [], heads, rows: rows.slice(0, ROWS_MAX) };
};

/** What is not as usual, as of now. */
const unusual: SectionSource = async (desk, _, words) => {
  const found = await desk.beside.ask('unusual', { zone: desk.zone, now: desk.now() });
  if (found.length === 0) return null;
  const rows = found.map(({ title, meaning }) => [words.tell(title), words.join(meaning.map(words.tell))]);
  return {
    ...{ id: 'unusual', title: words.say('report.unusual'), summary: [], heads: headsOf(words, 'what', 'means') },
    rows: rows.slice(0, ROWS_MAX),
  };
};

/** What could be saved, of as many days as the report has, up to today. */
const savings: SectionSource = async (desk, { start, end }, words) => {
  const days = Math.min(SAVINGS_DAYS_MAX, Math.max(1, Math.round((end - start) / 86_400_000)));
  const found = await findSavings(desk, days);
  if (found.savings.length === 0) return null;
  const all = Object.entries(found.savedNano).map(([unit, nano]) => words.money(toDecimal(nano), unit));
  return {
    ...{ id: 'savings', title: words.say('report.savings', { n: days }), heads: headsOf(words, 'sum', 'what', 'how') },
    summary: [words.say('report.savings.sum', { sums: { kind: 'verbatim', text: all.join(', ') } })],
    rows: found.savings
      .slice(0, ROWS_MAX)
      .map(({ unit, nano, what, fix }) => [words.money(toDecimal(nano), unit), words.tell(what), words.tell(fix)]),
  };
};

/** What providers counted, beside what was seen of it. */
const counted: SectionSource = async ({ beside, now }, { start, end }, words) => {
  const range = { from: start, now: Math.min(end, now()), callsMax: CALLS_MAX };
  const found = (await beside.ask('counts', range)).filter(({ days }) => days.length > 0);
  if (found.length === 0) return null;
  const nameOf = (provider: string): string => findProvider(provider)?.name ?? provider;
  const tokens = (one: number): string => words.say('alert.amount.tokens', { count: one });
  const rows = found.flatMap(({ provider, days }) =>
    sumByModel(days).map((row) => {
      const { input, output } = differenceOf(row);
      const [theirs, ours] = [row.stated, row.seen].map((side) => tokens(side.inputTokens + side.outputTokens));
      return [
        row.model || words.say('report.noModel'),
        nameOf(provider),
        theirs ?? '',
        ours ?? '',
        tokens(input + output),
      ];
    }),
  );
  return {
    ...{ id: 'counted', title: words.say('report.providerCounts'), rows: rows.slice(0, ROWS_MAX) },
    summary: found.map(({ provider, days }) => words.join(explainUsage(days, nameOf(provider)).map(words.tell))),
    heads: (['model', 'provider', 'counted', 'seen', 'difference'] as const).map((head) =>
      words.say(`report.head.${head}`),
    ),
  };
};

/** How balances went, as far as they were read. */
const balances: SectionSource = ({ beside, zone }, span, { language }) =>
  beside.ask('balances', { zone, span, language });

type Head = 'provider' | 'why' | 'happened' | 'what' | 'left' | 'lasts' | 'means' | 'sum' | 'how';

function headsOf({ say }: ReportWords, ...heads: readonly Head[]): readonly string[] {
  return heads.map((head) => say(`report.head.${head}`));
}

/** Every section, in the order of a report: a new one is one line here. */
export const reportSections: readonly SectionSource[] = [
  balances,
  counted,
  runways,
  alertSection,
  unusual,
  refusals,
  savings,
];
