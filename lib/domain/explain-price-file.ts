import type { PriceFileProblem } from './price-file.ts';
import type { Text } from './text.ts';

/** Why a price file was not taken, and what to do. */
export function explainPriceFile({ kind, detail }: PriceFileProblem): Text {
  return { key: `file.problem.${kind}`, params: { detail: { kind: 'verbatim', text: detail } } };
}
