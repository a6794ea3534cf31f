import type { CountedSide } from '../../lib/domain/counted.ts';

/** Kinds of text that people send, in the order of {@link RATIOS}. */
const KINDS = ['prose', 'code', 'json', 'chinese'] as const;

/** Tokens of a vocabulary for one of o200k_base, by kind: medians that were measured on 2026-11-21, or published since. */
export const RATIOS: Readonly<Record<string, readonly [number, number, number, number]>> = {
  o200k: [1, 1, 1, 1],
  cl100k: [1, 1, 1, 1.28],
  'claude, old': [1.08, 1.1, 1, 1.21],
  'claude, new': [1.33, 1.33, 1.2, 1.01],
  gemini: [1.08, 1.18, 1.1, 0.91],
  deepseek: [1.03, 1.05, 1.04, 0.85],
  qwen: [1.01, 1, 0.98, 0.91],
};

/** How our counter stands to o200k_base by kind, and how single texts scatter around that (`counter.ts` measures both). */
const COUNTER = [0.98, 0.99, 1.03, 1.06] as const;
const SCATTER = 0.05;
/** How single texts of a kind scatter around a vocabulary's median. */
const SCATTER_OF_KIND = 0.05;

/** A relay's ways of billing: what a true count becomes. */
export type Billing = (trueTokens: number, draw: () => number) => number;

/** One account: whose vocabulary bills, how, and what is written through it. */
export interface Seller {
  readonly vocabulary: string;
  readonly bill: Billing;
  readonly mix: readonly number[];
}

/** Weights of the kinds of text, drawn anew for every user; `around`: another account of the same user is not far away. */
export function drawMix(draw: () => number, around: readonly number[] | null = null): readonly number[] {
  const fresh = KINDS.map(() => (-Math.log(1 - draw())) ** 1.5);
  const sum = fresh.reduce((all, weight) => all + weight, 0);
  const own = fresh.map((weight) => weight / sum);
  return around === null ? own : own.map((weight, kind) => weight * 0.3 + (around[kind] ?? 0) * 0.7);
}

/** So many calls of a seller, as the ledger has them. */
export function drawCalls({ vocabulary, bill, mix }: Seller, count: number, draw: () => number): CountedSide[] {
  return Array.from({ length: count }, () => {
    const kind = pick(mix, draw());
    const o200k = Math.exp(Math.log(40) + draw() * Math.log(100));
    const counted = Math.max(1, Math.round(o200k * (COUNTER[kind] ?? 1) * Math.exp(SCATTER * normal(draw))));
    const ratio = RATIOS[vocabulary]?.[kind] ?? 1;
    const scatter = vocabulary === 'o200k' ? 1 : Math.exp(SCATTER_OF_KIND * normal(draw));
    return { billed: Math.round(bill(o200k * ratio * scatter + 3 + draw() * 5, draw)), counted: counted + 7 };
  });
}

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
export function openDraw(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function pick(weights: readonly number[], at: number): number {
  let left = at;
  for (const [index, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return index;
  }
  return 0;
}

function normal(draw: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
}
