import type { Overflow } from './abilities.ts';
import type { Draft } from './call.ts';
import type { Estimate } from './estimate.ts';
import type { NoEstimate, RequestNote } from './estimator.ts';
import { explainBasis } from './explain-basis.ts';
import { explainFree, explainUncounted } from './explain-free.ts';
import { explainPrice } from './explain-price.ts';
import type { Price } from './price.ts';
import type { RequestProblem } from './read-pasted-request.ts';
import type { Text, TextParam } from './text.ts';

/** What an estimate is made of. */
export interface EstimateGrounds {
  /** Sized for its model. */
  readonly draft: Draft;
  /** Null: not known. */
  readonly price: Price | null;
  readonly estimate: Estimate | null;
  /** Null: it fits, or that is not known. */
  readonly overflow: Overflow | null;
  readonly notes: readonly RequestNote[];
  readonly providerName: string;
}

/** An estimate in words: what goes in, what comes out, what is set aside, and what makes it less sure. */
export function explainEstimate(grounds: EstimateGrounds): readonly Text[] {
  const { draft, estimate, price, overflow, notes, providerName } = grounds;
  return [
    ...sizeLines(draft, estimate),
    ...explainFree(estimate?.free),
    ...(estimate === null ? [] : explainUncounted(price?.free)),
    ...(estimate === null ? [] : asideLines(estimate, price)),
    ...(overflow === null ? [] : [text('est.why.overflow', { n: overflow.contextTokens })]),
    ...notes.map((note): Text => ({ key: `est.note.${note}`, params: { provider: providerName } })),
    ...(estimate?.note ? explainPrice(estimate.note) : []),
    ...(estimate?.isGuess ? [{ key: 'est.why.guess' } as const] : []),
  ];
}

function sizeLines({ units, inputTokens, inputBasis, isExact }: Draft, estimate: Estimate | null): readonly Text[] {
  if (units !== null) return [text('est.why.units', { count: units.count, meter: { key: `meter.${units.meter}` } })];
  if (inputTokens === null) return [];
  const how: readonly Text[] =
    inputBasis?.kind === 'prior'
      ? [{ key: 'est.why.prior' }]
      : inputBasis?.kind === 'calibrated'
        ? [text('est.why.calibrated', { n: inputBasis.calls ?? 0 })]
        : isExact
          ? [{ key: inputTokens.low === inputTokens.high ? 'est.why.exact' : 'est.why.exactText' }]
          : [];
  const basis = estimate === null ? [] : explainBasis(estimate);
  return [...(basis.length > 0 ? basis : [text('est.why.tokens', { ...inputTokens })]), ...how];
}

function asideLines({ reserveNano, unit }: Estimate, price: Price | null): readonly Text[] {
  if (price?.setsAside === 'nothing' || reserveNano === 0n) return [];
  if (reserveNano === null) return [{ key: 'est.why.asideUnknown' }];
  return [text('est.why.aside', { money: { kind: 'exact', money: { unit, nano: reserveNano } } })];
}

/** Why there is no estimate, and what to do: a sentence each. */
export function explainNone(none: NoEstimate): readonly Text[] {
  switch (none.kind) {
    case 'problem':
      return explainRequestProblem(none.problem);
    case 'price':
      return [
        none.model === null
          ? text('est.none.priceOfCall', { provider: none.provider })
          : text('est.none.price', { provider: none.provider, model: none.model }),
        { key: 'est.none.price.next' },
      ];
    default:
      return [{ key: `est.none.${none.kind}` }, { key: `est.none.${none.kind}.next` }];
  }
}

/** What is wrong with a text that is no request, and what to do. */
export function explainRequestProblem(problem: RequestProblem): readonly Text[] {
  switch (problem.kind) {
    case 'json': {
      const { kind, line, column } = problem.fault;
      return [text(`est.json.${kind}`, { line, column })];
    }
    case 'too-long':
      return [text('est.problem.too-long', { n: problem.charsMax })];
    default:
      return [{ key: `est.problem.${problem.kind}` }];
  }
}

function text(key: Text['key'], params: Readonly<Record<string, TextParam>>): Text {
  return { key, params };
}
