import { ADVICE_MS_MAX } from '../advice/ask-advice.ts';
import { showAmount } from '../terminal/shorten.ts';
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
  summary: 'How your calls are best paid: what they would have cost under other billing',
  options: {
    days: { type: 'string', value: '<count>', summary: 'The last so many days, today included (30).' },
    package: {
      type: 'string',
      value: '<offers>',
      summary: 'Packages of a month: 20USD=30USD@openai, 9USD=1000calls; several with commas.',
    },
    commit: {
      type: 'string',
      value: '<offers>',
      summary: 'A monthly minimum that makes all cheaper: 500USD-10%@openai; several with commas.',
    },
    json: { type: 'boolean', summary: 'Print JSON, for scripts.' },
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
  if (calls === 0) return [`No calls in the last ${days} days: there is nothing to advise.`];
  const paid = used.map((one) => [one.provider, showAmount(one.amount, one.unit), String(one.calls)]);
  const found = Object.entries(best);
  const shown = [...new Map(found.map(([, way]) => [JSON.stringify(way.way), way])).values()];
  return [
    ...writeLines(`${calls} calls in ${days} days${unknownCalls > 0 ? `, ${unknownCalls} of unknown cost` : ''}.`),
    '',
    ...writeTable(['Paid to', 'Cost', 'Calls'], paid),
    '',
    ...reasons.flatMap(({ en }) => writeLines(en)),
    '',
    ...(ways.length === 0 ? ['No other method has a known price for these calls.'] : writeWays(ways)),
    '',
    ...(found.length === 0
      ? ['Stay as you are: nothing that fits would have been 5 % cheaper.']
      : found.flatMap(([unit, way]) =>
          writeLines(`Best: ${nameOf(way)}, ${showAmount(way.saved[unit] ?? '0', unit)} less.`),
        )),
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
  return writeTable(['Instead', 'Calls', 'Did cost', 'Would have', 'Less by'], rows);
}

function nameOf({ way }: ShownWay): string {
  const { kind, provider, group, from, percent } = way;
  const at = provider == null ? '' : ` at ${provider}`;
  if (way.package) return `package for ${showAmount(way.package.amount, way.package.unit)}${at}`;
  if (way.commitment) return `commitment of ${showAmount(way.commitment.amount, way.commitment.unit)}${at}`;
  if (kind === 'bonus') return `recharges of ${from} (+${percent} %)${at}`;
  if (kind === 'group') return `group ${group}${at}`;
  return `${NAMES[kind] ?? kind}${at}`;
}

const NAMES: Readonly<Record<string, string>> = {
  'per-token': 'by usage',
  'per-request': 'per request',
  batch: 'batch API',
  'off-peak': 'cheap hours',
};
