import type { ShownBudget, ShownEnvelope } from './write-budgets.ts';
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
export function writeEnvelopes(budgets: readonly ShownBudget[]): readonly string[] {
  const shared = budgets.filter(({ envelopes }) => envelopes !== undefined);
  if (shared.length === 0) {
    return [
      'No budget is shared out. Try:',
      '  tollkeeper envelopes set <budget> production=60 development=20 reserve=20',
    ];
  }
  return shared.flatMap((budget, index) => [...(index === 0 ? [] : ['']), ...writeOne(budget)]);
}

function writeOne({ id, limitNow, unit, per, hard, envelopes = [], emergency }: ShownBudget): readonly string[] {
  const rows = envelopes.map(({ name, labels, share, moved, spent, held, left, limitNow: limit, over }) => [
    ...[name, labels.length === 0 ? 'all others' : labels.join(', '), String(share), moved === '0' ? '–' : moved],
    ...[spent, held, left, limit, over === undefined ? '' : `${over} over`],
  ]);
  return [
    `${id}: ${limitNow} ${unit} a ${per}${hard ? '' : ', soft'}`,
    ...writeTable(['Envelope', 'Labels', 'Share', 'Moved', 'Spent', 'Held', 'Left', 'Limit', ''], rows),
    ...(emergency === undefined
      ? []
      : [`The last ${emergency.amount} ${unit} are kept from: ${emergency.stopsFirst.join(', ') || 'nobody'}.`]),
  ];
}

/** What was done, oldest first. */
export function writeSteps(steps: readonly ShownEnvelopeStep[]): readonly string[] {
  if (steps.length === 0) return ['It was never shared out.'];
  return steps.map((step) => `${writeInstant(step.at)}  ${sayStep(step)}`);
}

function sayStep(step: ShownEnvelopeStep): string {
  switch (step.kind) {
    case 'shared':
      return `shared out: ${step.shares.map(({ name, share }) => `${name} ${share}`).join(', ')}`;
    case 'unshared':
      return 'not shared out any more';
    case 'moved':
      return `${step.amount} ${step.unit} from ${step.from} to ${step.to}, until ${writeInstant(step.until)}`;
  }
}

function writeInstant(at: number): string {
  return new Date(at).toLocaleString('sv-SE').slice(0, 16);
}
