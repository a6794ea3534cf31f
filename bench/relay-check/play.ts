import { FRAME_TOKENS } from '../../lib/domain/check-relays.ts';
import { checkBeside, checkSide } from '../../lib/domain/check-side.ts';
import { vocabularyOf } from '../../lib/domain/vocabulary.ts';
import { type Billing, drawCalls, drawMix, openDraw } from './world.ts';

/** What the model is called, and whose vocabulary the maker and the relay really bill by. */
export interface Case {
  readonly name: string;
  readonly model: string;
  readonly maker: string;
  readonly relay: string;
  readonly bill: Billing;
  /** Whether a finding is right: else it is a false alarm. */
  readonly isHonest: boolean;
}

/** Shares of histories with a finding, 0 to 1. */
export interface Found {
  /** Against counting alone. */
  readonly alone: number;
  /** Beside an account that is billed by the maker's own count. */
  readonly beside: number;
  /** Calls far above the others. */
  readonly spikes: number;
  readonly tooFew: number;
}

const honest: Billing = (tokens) => tokens;
const times =
  (factor: number): Billing =>
  (tokens) =>
    tokens * factor;
/** Every so many-th call at twice its size. */
const sometimes =
  (share: number): Billing =>
  (tokens, draw) =>
    draw() < share ? tokens * 2 : tokens;

const MODELS = [
  ['gpt-4o', 'o200k'],
  ['gpt-4-turbo', 'cl100k'],
  ['claude-3-5-sonnet', 'claude, old'],
  ['claude-opus-4-7', 'claude, new'],
  ['gemini-2.0-flash', 'gemini'],
  ['deepseek-chat', 'deepseek'],
  ['qwen3-max', 'qwen'],
] as const;

/** Every relay that is played. */
export const CASES: readonly Case[] = MODELS.flatMap(([model, maker]) => {
  const as = (name: string, bill: Billing, isHonest = false): Case => ({
    name,
    model,
    maker,
    relay: maker,
    bill,
    isHonest,
  });
  return [
    as('honest', honest, true),
    as('+10 %', times(1.1)),
    as('+25 %', times(1.25)),
    as('+40 %', times(1.4)),
    as('+100 %', times(2)),
    as('one call in 7 doubled', sometimes(1 / 7)),
    as('+400 tokens each', (tokens) => tokens + 400),
    ...(maker === 'deepseek' || maker === 'qwen' ? [] : [{ ...as('another model: qwen', honest), relay: 'qwen' }]),
  ];
});

/** Plays so many histories of `calls` calls at the relay, and as many at an honest account of the same user. */
export function play({ model, maker, relay, bill }: Case, calls: number, histories: number): Found {
  const { ratio } = vocabularyOf(model);
  const found = { alone: 0, beside: 0, spikes: 0, tooFew: 0 };
  for (let seed = 1; seed <= histories; seed += 1) {
    const draw = openDraw(seed * 7919 + calls);
    const mix = drawMix(draw);
    const own = checkSide(drawCalls({ vocabulary: relay, bill, mix }, calls, draw), ratio, FRAME_TOKENS);
    const reference = { vocabulary: maker, bill: honest, mix: drawMix(draw, mix) };
    const other = checkSide(drawCalls(reference, calls, draw), ratio, FRAME_TOKENS);
    if (own.kind === 'few') found.tooFew += 1;
    else if (own.kind !== 'usual') found.alone += 1;
    const beside = checkBeside(own, [other], ratio);
    if (beside !== null && beside.kind !== 'usual') found.beside += 1;
    if (own.kind !== 'few' && own.spikes !== null) found.spikes += 1;
  }
  const share = (count: number): number => count / histories;
  return {
    alone: share(found.alone),
    beside: share(found.beside),
    spikes: share(found.spikes),
    tooFew: share(found.tooFew),
  };
}
