import { carries } from '../../lib/domain/carries.ts';
import type { Estimate } from '../../lib/domain/estimate.ts';
import type { ModelEstimate, NoEstimate } from '../../lib/domain/estimator.ts';
import { explainNone } from '../../lib/domain/explain-estimate.ts';
import { type Money, toDecimal } from '../../lib/domain/money.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { Language, Text } from '../../lib/domain/text.ts';
import type { PastedEstimate } from '../../lib/engine/estimate-pasted.ts';

/** How an estimate is told. */
export interface Telling {
  readonly language: Language;
  /** Null: no balance was named. */
  readonly balance: Money | null;
}

/**
 * An estimate for scripts: amounts are numbers with every digit, null is unknown. Of several models the first stands at the
 * top, and all of them under `models`.
 */
export function describeEstimate(asked: PastedEstimate, telling: Telling): object {
  const { id, none, provider, models, parts } = asked;
  const [first] = models;
  const said = first === undefined ? nothing(none, telling) : describeModel(first, telling);
  return {
    id,
    ...(provider && { provider: provider.id }),
    ...said,
    ...(parts.length > 0 && { parts: Object.fromEntries(parts.map(({ part, tokens }) => [part, tokens])) }),
    ...(models.length > 1 && { models: models.map((model) => describeModel(model, telling)) }),
  };
}

/** Why there is no estimate, and what to do in a terminal, where nothing can be chosen. */
export function explainNoneHere(none: NoEstimate): readonly Text[] {
  return explainNone(none).map((line) => {
    if (line.key === 'est.none.provider.next') return { key: 'est.cli.provider.next' };
    return line.key === 'est.none.model.next' ? { key: 'est.cli.model.next' } : line;
  });
}

function nothing(none: NoEstimate | null, { language }: Telling): object {
  const words = none === null ? [] : explainNoneHere(none).map((line) => renderText(line, language));
  return { ...amounts(null), reasons: words };
}

function describeModel({ model, estimate, none, reasons }: ModelEstimate, { language, balance }: Telling): object {
  const why = none === null ? [] : explainNoneHere(none);
  return {
    model,
    ...amounts(estimate),
    ...(balance && { carries: estimate && carries(balance, estimate) }),
    reasons: [...why, ...reasons].map((line) => renderText(line, language)),
  };
}

function amounts(estimate: Estimate | null): object {
  return {
    low: numberOf(estimate?.lowNano),
    likely: numberOf(estimate?.likelyNano),
    high: numberOf(estimate?.highNano),
    reserve: numberOf(estimate?.reserveNano),
    currency: estimate?.unit ?? null,
  };
}

/** Every digit, where a number of the language would round the sixteenth. */
export function numberOf(nano: bigint | null | undefined): unknown {
  if (nano === null || nano === undefined) return null;
  const { rawJSON } = JSON as { readonly rawJSON?: (text: string) => unknown };
  return rawJSON ? rawJSON(toDecimal(nano)) : Number(toDecimal(nano));
}
