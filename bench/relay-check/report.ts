import type { CounterError } from './counter.ts';
import type { Found } from './play.ts';

/** One kind of relay, at so many calls. */
export interface Row {
  readonly model: string;
  readonly name: string;
  readonly calls: number;
  readonly found: Found;
}

/** Tables for people: findings of honest relays are false alarms, of others they are right. */
export function toTables(
  rows: readonly Row[],
  calls: readonly number[],
  { counter, histories }: { readonly counter: readonly CounterError[]; readonly histories: number },
): string {
  const kinds = [...new Set(rows.map(({ name }) => name))];
  const models = [...new Set(rows.map(({ model }) => model))];
  return [
    'Our counter: tokens of o200k_base for one that it says (5th, 50th, 95th of 100 windows of 2,000 characters)',
    ...counter.map(
      ({ kind, windows, quantiles }) =>
        `  ${kind.padEnd(26)} ${quantiles.map((one) => one.toFixed(2)).join('  ')}  (${windows} windows)`,
    ),
    '',
    `Histories with a finding, of ${histories} each: beyond counting alone / beside an honest account / calls far above the others`,
    ...kinds.flatMap((name) => [
      '',
      `${name}${name === 'honest' ? ' (each finding is a false alarm)' : ''}`,
      `  ${'calls'.padEnd(20)}${calls.map((count) => String(count).padEnd(20)).join('')}`,
      ...models.flatMap((model) => {
        const own = calls.map((count) =>
          rows.find((row) => row.name === name && row.model === model && row.calls === count),
        );
        return own[0] === undefined ? [] : [`  ${model.padEnd(20)}${own.map((row) => cell(row?.found)).join('')}`];
      }),
    ]),
  ].join('\n');
}

function cell(found: Found | undefined): string {
  if (found === undefined) return '';
  const percent = (share: number): string => `${Math.round(share * 100)}`;
  const few = found.tooFew > 0 ? ` (${percent(found.tooFew)} few)` : '';
  return `${percent(found.alone)}/${percent(found.beside)}/${percent(found.spikes)} %${few}`.padEnd(20);
}
