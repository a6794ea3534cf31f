import type { ShownStep } from '../api/funding-routes.ts';
import { showAmount } from './shorten.ts';
import { speak } from './speak.ts';
import { writeLines } from './write-advice.ts';
import { writeTable } from './write-table.ts';

/** A plan as the API shows it. */
export interface ShownFunding {
  readonly steps: readonly ShownStep[];
  readonly totals: readonly { readonly unit: string; readonly amount: string }[];
  /** Accounts of which nobody knows what is left, or what they take. */
  readonly unknown: readonly { readonly account: string; readonly name: string }[];
  /** Of how many accounts it is. */
  readonly planned: number;
  readonly settings: { readonly holidays: readonly string[] };
  readonly zone: string;
  readonly calendar: string;
}

/** Days on which nobody recharges anything. */
export function writeHolidays(days: readonly string[]): readonly string[] {
  if (days.length === 0) return [speak('funding.noHolidays')];
  return writeLines(speak('funding.holidays', { days: days.toSorted().join(', ') }));
}

/** A plan for people. */
export function writeFunding({ steps, totals, unknown, planned, zone }: ShownFunding): readonly string[] {
  const names = unknown.map(({ name }) => name).join(', ');
  const blind = unknown.length === 0 ? [] : writeLines(speak('funding.notPlannedBecauseTooLittle', { names }));
  if (planned === 0) return blind.length > 0 ? blind : writeLines(speak('funding.nothingToPlanFrom'));
  if (steps.length === 0) return [speak('funding.noRechargeIsNeededIn'), ...blind];
  const show = (at: number): string => new Date(at).toLocaleString('sv-SE', { timeZone: zone }).slice(0, 16);
  const rows = steps.map((step) => [
    show(step.beginAt),
    step.name,
    showAmount(step.amount, step.unit),
    speak(`funding.by.${step.by}`),
    show(step.neededAt).slice(0, 10),
  ]);
  const sums = totals.map(({ unit, amount }) => showAmount(amount, unit)).join(', ');
  return [
    ...writeTable(
      [
        speak('funding.begin'),
        speak('any.account'),
        speak('any.amount'),
        speak('funding.by'),
        speak('funding.neededOn'),
      ],
      rows,
    ),
    '',
    ...writeLines(speak('funding.inAll', { sums })),
    ...(blind.length > 0 ? ['', ...blind] : []),
  ];
}
