import type { NoHeard, TriedSizes, WentThrough } from '../../lib/domain/refusal-view.ts';

/** Noon of a day, epoch ms. */
export const NOON = Date.UTC(2026, 10, 21, 12);
export const MINUTE_MS = 60_000;

export const sizes = (change: Partial<TriedSizes> = {}): TriedSizes => ({
  ...{ wire: 'openai-chat', inputTokens: 1200, outputTokensMax: 4096, units: null, media: 0 },
  ...change,
});

/** A no at noon and so many minutes, of one tool that is short of money at one provider. */
export function noAt(minutes: number, change: Partial<NoHeard> = {}): NoHeard {
  const at = NOON + minutes * MINUTE_MS;
  return {
    ...{ id: `no-${minutes}`, requestId: `request-${minutes}`, by: 'provider', cause: 'depleted', provider: 'acme' },
    ...{ account: 'acme:1', origin: 'tool:batch', model: 'large', sizes: sizes(), at, endedAt: at + 500, attempts: 1 },
    wouldCost: { unit: 'USD', nano: 24_000_000n },
    ...change,
  };
}

/** What went through at noon and so many minutes, of the same. */
export function wentAt(minutes: number, change: Partial<WentThrough> = {}): WentThrough {
  const at = NOON + minutes * MINUTE_MS;
  return { requestId: `went-${minutes}`, model: 'large', sizes: sizes(), at, ...change };
}
