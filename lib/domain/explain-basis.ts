import type { Count, InputBasis } from './call.ts';
import type { Estimate, EstimateBasis } from './estimate.ts';
import type { Money } from './money.ts';
import type { Text, TextParam } from './text.ts';

/**
 * What an estimate rests on: "1,204 tokens in (exact), 310–1,900 out (your last 46 calls to this model)", how much of that are
 * thoughts, and the hard cap. Empty where it is priced by units.
 */
export function explainBasis({
  basis,
  mostNano,
  parts = [],
  unit,
}: Pick<Estimate, 'basis' | 'mostNano' | 'unit'> & Partial<Pick<Estimate, 'parts'>>): readonly Text[] {
  if (!basis) return [];
  const most = mostNano === undefined ? null : { unit, nano: mostNano };
  return [
    ...countLines(basis),
    ...besideLines(basis),
    ...cachedLines(parts),
    ...thoughtLines(basis),
    ...mostLines(basis, most),
  ];
}

function countLines({ input, isExact, counted, output, calls, of, made }: EstimateBasis): readonly Text[] {
  const params = { n: input.likely, how: explainInput(input, isExact === true, counted) };
  if (output.high === 0) return [{ key: 'basis.inputOnly', params }];
  const why: Text =
    of === null ? { key: made ? 'basis.made' : 'basis.prior' } : { key: `basis.of.${of}`, params: { n: calls } };
  const counts: Text = { key: 'basis.tokens', params: { ...params, output: rangeOf(output), why } };
  return output.low === output.high || made ? [counts] : [counts, { key: 'basis.chance' }];
}

/** What of the input is no text: it is counted by its size or its length. */
function besideLines({ beside: { pictures, sound } = NOTHING_BESIDE }: EstimateBasis): readonly Text[] {
  return [
    ...(pictures > 0 ? [{ key: 'basis.pictures', params: { tokens: pictures } } as const] : []),
    ...(sound > 0 ? [{ key: 'basis.sound', params: { tokens: sound } } as const] : []),
  ];
}

const NOTHING_BESIDE = { pictures: 0, sound: 0 } as const;

/** What of the input was sent before, and is likely to be billed as such. */
function cachedLines(parts: Estimate['parts']): readonly Text[] {
  const cached = parts.find(({ role, meter }) => role === 'likely' && meter === 'cached-input-tokens')?.count ?? 0;
  return cached === 0 ? [] : [{ key: 'basis.cached', params: { tokens: cached } }];
}

/** Farther off than this is said by both ends: "±70 %" of few tokens sounds like more than it is, and "±6,379 %" says nothing. */
const PERCENT_MAX = 25;

/** How the input was counted, and how far off that may be. */
function explainInput(input: Count, isExact: boolean, counted?: InputBasis): Text {
  if (isExact && input.low === input.high) return { key: 'basis.exact' };
  const off = offOf(input);
  if (counted?.kind === 'calibrated') return { key: 'basis.calibrated', params: { n: counted.calls ?? 0, off } };
  if (counted?.kind === 'prior') return { key: 'basis.byRatio', params: { off } };
  return input.low === input.high ? { key: 'basis.counted' } : { key: 'basis.countedWithin', params: { off } };
}

/** How far the farther end of a range is from what is likely. */
function offOf({ low, likely, high }: Count): Text {
  const percent = Math.ceil((Math.max(high - likely, likely - low) * 100) / Math.max(1, likely));
  return percent > PERCENT_MAX
    ? { key: 'basis.between', params: { low, high } }
    : { key: 'basis.within', params: { percent } };
}

function thoughtLines({ thought }: EstimateBasis): readonly Text[] {
  if (!thought || thought.high <= 1) return [];
  return [{ key: 'basis.thought', params: { thought: rangeOf(thought), likely: thought.likely } }];
}

function mostLines({ outputMax, output }: EstimateBasis, most: Money | null): readonly Text[] {
  if (most === null || outputMax === null || output.high === 0) return [];
  return [{ key: 'basis.most', params: { most: { kind: 'exact', money: most }, n: outputMax } }];
}

function rangeOf({ low, high }: Count): TextParam {
  return low === high ? low : { key: 'basis.range', params: { low, high } };
}
