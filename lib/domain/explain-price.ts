import type { Unit } from './money.ts';
import type { DropRate, PriceNote } from './price.ts';
import type { Text, TextParam } from './text.ts';

/** What there is to say about where a price is from, a line each; empty: it is the provider's own, as listed. */
export function explainPrice({ mark, basis, times, file, date }: PriceNote): readonly Text[] {
  return [
    ...(file
      ? [{ key: 'price.file', params: { date: file.on, host: { kind: 'verbatim', text: file.host } } } as const]
      : []),
    ...(mark ? [{ key: `price.${mark}`, params: { date } } as const] : []),
    ...(times === undefined
      ? []
      : [{ key: 'price.times', params: { times: { kind: 'decimal', digits: times } } } as const]),
    ...basisLines(basis),
  ];
}

function basisLines(basis: PriceNote['basis']): readonly Text[] {
  switch (basis?.kind) {
    case undefined:
      return [];
    case 'own':
      return [{ key: 'price.own' }];
    case 'changed':
      return [{ key: 'price.changed', params: { n: basis.calls } }];
    case 'learned':
      return [
        { key: 'price.changed', params: { n: basis.calls } },
        { key: 'price.learned', params: { n: basis.calls, percent: basis.percentOff } },
      ];
    case 'drops':
      return [
        { key: 'price.drops', params: { n: basis.drops } },
        ...basis.rates.map((rate): Text => ({ key: 'price.dropRate', params: rangeOf(rate, basis.unit) })),
      ];
  }
}

function rangeOf({ meter, low, high }: DropRate, unit: Unit): Readonly<Record<string, TextParam>> {
  // Of tokens a million has a price that people know.
  const per = meter.endsWith('-tokens') ? 1_000_000 : 1;
  const rate = (picoPerUnit: bigint): TextParam => ({ kind: 'rate', unit, picoPerUnit, per });
  return { name: { key: `meter.${meter}` }, low: rate(low), high: rate(high), per };
}

/** The same in a few words, for the line by the composer; null: nothing. */
export function explainPriceBriefly({ mark, basis }: PriceNote): Text | null {
  if (basis?.kind === 'learned') return { key: 'chip.priceLearned', params: { n: basis.calls } };
  if (basis?.kind === 'drops') return { key: 'chip.priceDrops', params: { n: basis.drops } };
  if (basis?.kind === 'changed') return { key: 'chip.priceChanged' };
  return mark && basis === undefined ? { key: `chip.price.${mark}` } : null;
}
