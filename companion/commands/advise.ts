import { ADVICE_MS_MAX } from '../advice/ask-advice.ts';
import { showAmount } from '../terminal/shorten.ts';
import { type PlainLine, speak, spokenLanguage } from '../terminal/speak.ts';
import { type ShownComparison, type ShownText, writeLines, writeNotes } from '../terminal/write-advice.ts';
import { writeTable } from '../terminal/write-table.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command } from './command.ts';
import { readDays } from './read-days.ts';

interface ShownWay extends ShownComparison {
  readonly way: {
    readonly kind: string;
    readonly provider?: string | null;
    readonly group?: string;
    readonly from?: string;
    readonly percent?: number;
    readonly package?: { readonly unit: string; readonly amount: string };
    readonly commitment?: { readonly unit: string; readonly amount: string; readonly percent: number };
  };
  /** By unit, decimals. */
  readonly saved: Readonly<Record<string, string>>;
  readonly caveats: readonly ShownText[];
}

interface Advice {
  readonly days: number;
  readonly calls: number;
  readonly unknownCalls: number;
  readonly used: readonly {
    readonly provider: string;
    readonly unit: string;
    readonly amount: string;
    readonly calls: number;
  }[];
  readonly pattern: { readonly pattern: string } | null;
  readonly ways: readonly ShownWay[];
  readonly best: Readonly<Record<string, ShownWay>>;
  readonly reasons: readonly ShownText[];
}

/** `tollkeeper advise`: how these calls are best paid. */
export const adviseCommand: Command = {
  name: 'advise',

  options: {
    days: { type: 'string', value: '<count>' },
    package: {
      type: 'string',
      value: '<offers>',
    },
    commit: {
      type: 'string',
      value: '<offers>',
    },
    json: { type: 'boolean' },
  },
  run: async ({ values, print }) => {
    const query = new URLSearchParams({ days: readDays(values.days) });
    if (typeof values.package === 'string') query.set('packages', values.package);
    if (typeof values.commit === 'string') query.set('commitments', values.commit);
    const advice = await askCompanion<Advice>({ path: `/advice/billing?${query}`, timeoutMs: ADVICE_MS_MAX });
    if (values.json === true) print(JSON.stringify(advice));
    else for (const line of writeAdvice(advice)) print(line);
    return 0;
  },
};

function writeAdvice({ days, calls, unknownCalls, used, ways, best, reasons }: Advice): readonly string[] {
  if (calls === 0) return [speak('advise.noCallsInTheLast', { days })];
  const paid = used.map((one) => [one.provider, showAmount(one.amount, one.unit), String(one.calls)]);
  const found = Object.entries(best);
  const shown = [...new Map(found.map(([, way]) => [JSON.stringify(way.way), way])).values()];
  return [
    ...writeLines(
      speak('advise.callsInDays', {
        calls,
        days,
        rest: unknownCalls > 0 ? speak('advise.ofUnknownCost', { unknownCalls }) : '',
      }),
    ),
    '',
    ...writeTable([speak('advise.paidTo'), speak('any.cost'), speak('any.calls')], paid),
    '',
    ...reasons.flatMap((reason) => writeLines(reason[spokenLanguage()])),
    '',
    ...(ways.length === 0 ? [speak('advise.noOtherMethodHasA')] : writeWays(ways)),
    ...(found.length === 0 ? [] : ['']),
    ...found.flatMap(([unit, way]) =>
      writeLines(speak('advise.bestLess', { way: nameOf(way), saved: showAmount(way.saved[unit] ?? '0', unit) })),
    ),
    ...shown.flatMap(({ caveats }) => writeNotes(caveats)),
  ];
}

function writeWays(ways: readonly ShownWay[]): readonly string[] {
  const rows = ways.flatMap((way) =>
    way.compared.map(({ unit, unitWas, calls, was, likely }) => {
      const saved = unit === unitWas ? showAmount(way.saved[unit] ?? '0', unit) : '–';
      return [nameOf(way), String(calls), showAmount(was, unitWas), showAmount(likely, unit), saved];
    }),
  );
  return writeTable(
    [
      speak('advise.instead'),
      speak('any.calls'),
      speak('any.didCost'),
      speak('advise.wouldHave'),
      speak('advise.lessBy'),
    ],
    rows,
  );
}

function nameOf({ way }: ShownWay): string {
  const { kind, provider, group, from, percent } = way;
  const at = provider == null ? '' : speak('advise.at', { provider });
  if (way.package) return speak('advise.packageFor', { amount: showAmount(way.package.amount, way.package.unit), at });
  if (way.commitment)
    return speak('advise.commitmentOf', { amount: showAmount(way.commitment.amount, way.commitment.unit), at });
  if (kind === 'bonus') return speak('advise.rechargesOf', { from, percent, at });
  if (kind === 'group') return speak('advise.group', { group, at });
  const name = NAMES[kind];
  return `${name === undefined ? kind : speak(name)}${at}`;
}

const NAMES: Readonly<Record<string, PlainLine>> = {
  'per-token': 'advise.byUsage',
  'per-request': 'advise.perRequest',
  batch: 'advise.batchApi',
  'off-peak': 'advise.cheapHours',
};
