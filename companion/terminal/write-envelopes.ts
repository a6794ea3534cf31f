import { type ReportWords, wordsIn } from '../report/report-words.ts';
import { wrapColumns } from './columns.ts';
import { spokenLanguage } from './speak.ts';
import { asIs, type ShownBudget, type ShownEnvelope, sayAmount, sayLimit } from './write-budgets.ts';
import { writeTable } from './write-table.ts';

/** One step of how a budget was shared out, as the companion describes it; `at` and `until`: epoch ms. */
export type ShownEnvelopeStep = { readonly id: string; readonly at: number } & (
  | { readonly kind: 'shared'; readonly shares: readonly Pick<ShownEnvelope, 'name' | 'share'>[] }
  | { readonly kind: 'unshared' }
  | {
      readonly kind: 'moved';
      readonly from: string;
      readonly to: string;
      readonly amount: string;
      readonly unit: string;
      readonly until: number;
    }
);

/** How budgets are shared out, in 80 columns. */
export function writeEnvelopes(
  budgets: readonly ShownBudget[],
  words: ReportWords = wordsIn(spokenLanguage()),
): readonly string[] {
  const shared = budgets.filter(({ envelopes }) => envelopes !== undefined);
  if (shared.length === 0) return wrapColumns(words.say('cli.envelopes.none'), COLUMNS);
  return shared.flatMap((budget, index) => [...(index === 0 ? [] : ['']), ...writeOne(budget, words)]);
}

function writeOne(budget: ShownBudget, words: ReportWords): readonly string[] {
  const { id, limitNow, unit, per, hard, envelopes = [], emergency } = budget;
  const { say } = words;
  const rows = envelopes.map(({ name, labels, share, moved, spent, held, left, limitNow: limit, over }) => [
    ...[name, labels.length === 0 ? say('page.rest') : labels.join(', '), String(share), moved === '0' ? '–' : moved],
    ...[spent, held, left, limit, over === undefined ? '' : say('cli.over', { amount: asIs(over) })],
  ]);
  return [
    say(hard ? 'cli.envelopes.head' : 'cli.envelopes.headSoft', {
      ...{ budget: asIs(id), limit: asIs(sayLimit(sayAmount(limitNow, unit, words), per, words)) },
    }),
    ...writeTable(
      [...OWN_HEADS.map((head) => say(`cli.envelopes.${head}`)), ...HEADS.map((head) => say(`cli.head.${head}`)), ''],
      rows,
    ),
    ...(emergency === undefined
      ? []
      : [
          say('cli.envelopes.emergency', {
            amount: asIs(sayAmount(emergency.amount, unit, words)),
            who: asIs(emergency.stopsFirst.join(', ') || say('cli.envelopes.nobody')),
          }),
        ]),
  ];
}

/** What was done, oldest first. */
export function writeSteps(
  steps: readonly ShownEnvelopeStep[],
  words: ReportWords = wordsIn(spokenLanguage()),
): readonly string[] {
  if (steps.length === 0) return [words.say('cli.envelopes.never')];
  return steps.map((step) => `${writeInstant(step.at)}  ${sayStep(step, words)}`);
}

function sayStep(step: ShownEnvelopeStep, { say }: ReportWords): string {
  switch (step.kind) {
    case 'shared':
      return say('cli.envelopes.shared', {
        shares: asIs(step.shares.map(({ name, share }) => `${name} ${share}`).join(', ')),
      });
    case 'unshared':
      return say('cli.envelopes.unshared');
    case 'moved':
      return say('cli.envelopes.move', {
        ...{ amount: asIs(`${step.amount} ${step.unit}`), from: asIs(step.from), to: asIs(step.to) },
        time: asIs(writeInstant(step.until)),
      });
  }
}

const COLUMNS = 80;
const OWN_HEADS = ['envelope', 'labels', 'share', 'moved'] as const;
const HEADS = ['spent', 'held', 'left', 'limit'] as const;

function writeInstant(at: number): string {
  return new Date(at).toLocaleString('sv-SE').slice(0, 16);
}
