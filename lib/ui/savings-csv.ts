import { writeCsvLine } from '../domain/csv.ts';
import { toDecimal } from '../domain/money.ts';
import type { SavingsView, WhatIfView } from '../domain/savings-view.ts';

/** What could have been saved as CSV (RFC 4180): a line for each place, exact amounts. */
export function savingsCsv({ savings }: Pick<SavingsView, 'savings'>): string {
  const head = ['kind', 'provider', 'model', 'origin', 'unit', 'amount', 'instead'];
  const lines = savings.flatMap(({ kind, unit, places }) =>
    places.map(({ place: { providerName, model, origin }, nano, instead = '' }) => [
      ...[kind, providerName, model ?? '', origin, unit, toDecimal(nano), instead],
    ]),
  );
  return write([head, ...lines]);
}

/** What calls would have cost otherwise as CSV: a line for each pair of units, exact amounts. */
export function whatIfCsv({ compared }: Pick<WhatIfView, 'compared'>): string {
  const head = ['calls', 'unit-was', 'was', 'unit', 'low', 'likely', 'high'];
  const lines = compared.map(({ calls, unitWas, wasNano, unit, lowNano, likelyNano, highNano }) => [
    ...[calls, unitWas, toDecimal(wasNano), unit],
    ...[lowNano, likelyNano, highNano].map(toDecimal),
  ]);
  return write([head, ...lines]);
}

function write(lines: readonly (readonly (string | number)[])[]): string {
  return lines.map((cells) => `${writeCsvLine(cells)}\r\n`).join('');
}
