import type { Count } from '../../lib/domain/call.ts';
import type { TokenCounter } from '../../lib/domain/count-tokens.ts';
import { NO_TOKENS } from '../../lib/domain/counts.ts';
import type { ExactFamily } from '../../lib/engine/exact-counters.ts';

/** Opens a counter; null: one without a vocabulary. */
export type OpenFamilyCounter = (family: ExactFamily | null) => TokenCounter;

/** All that one counter was asked. */
export interface AskedCounter {
  readonly family: ExactFamily | null;
  /** Whole texts, and null wherever it was asked how much they are so far. */
  readonly told: readonly (string | null)[];
}

/** What a counter says for each null that it was told. `kinds`: tokens by kind of text; null: it does not tell them apart. */
export type Answered = readonly { readonly count: Count; readonly kinds: readonly number[] | null }[];

/** Counts elsewhere. Rejects where that cannot be done. */
export type CountBeside = (asked: readonly AskedCounter[]) => Promise<readonly Answered[]>;

/**
 * Reads what counts texts as it goes, without counting them here: once to learn what there is to count, and once with the counts.
 * Where they cannot be had, or it asks another time for others, they are counted here.
 * @param read has to ask for the same counters in the same order each time
 */
export async function readBeside<T>(
  read: (open: OpenFamilyCounter) => T,
  beside: CountBeside,
  here: OpenFamilyCounter,
): Promise<T> {
  const asked: Recorded[] = [];
  read((family) => {
    const one: Recorded = { family, told: [], isExact: here(family).isExact === true };
    asked.push(one);
    return record(one);
  });
  const answers = await beside(asked.map(({ family, told }) => ({ family, told }))).catch(() => null);
  if (answers === null) return read(here);
  let next = 0;
  let isOther = false;
  const found = read((family) => {
    const [one, answered] = [asked[next], answers[next]];
    next += 1;
    if (one !== undefined && answered !== undefined && one.family === family) {
      return replay(one, answered, () => {
        isOther = true;
      });
    }
    isOther = true;
    return here(family);
  });
  return isOther ? read(here) : found;
}

interface Recorded {
  readonly family: ExactFamily | null;
  readonly isExact: boolean;
  readonly told: (string | null)[];
}

function record({ told, isExact }: Recorded): TokenCounter {
  let pieces: string[] = [];
  const cut = (): void => {
    if (pieces.length > 0) told.push(pieces.join(''));
    pieces = [];
  };
  const ask = <T>(nothing: T): T => {
    cut();
    told.push(null);
    return nothing;
  };
  return {
    cut,
    push: (text) => void pieces.push(text),
    total: () => ask(NO_TOKENS),
    ...(isExact ? { isExact } : { kinds: () => ask([]) }),
  };
}

function replay({ isExact }: Recorded, answered: Answered, onOther: () => void): TokenCounter {
  let at = 0;
  const next = (): Answered[number] => {
    const answer = answered[at];
    at += 1;
    if (answer === undefined) onOther();
    return answer ?? { count: NO_TOKENS, kinds: null };
  };
  return {
    cut: () => undefined,
    push: () => undefined,
    total: () => next().count,
    ...(isExact ? { isExact } : { kinds: () => next().kinds ?? [] }),
  };
}

/** Counts what was asked, where nobody waits. */
export function answerCounters(asked: readonly AskedCounter[], open: OpenFamilyCounter): readonly Answered[] {
  return asked.map(({ family, told }) => {
    const counter = open(family);
    const answered: Answered[number][] = [];
    for (const text of told) {
      if (text === null) answered.push({ count: counter.total(), kinds: counter.kinds?.() ?? null });
      else {
        counter.push(text);
        counter.cut();
      }
    }
    return answered;
  });
}
