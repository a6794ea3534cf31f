import { describe, expect, it } from 'vitest';
import { sumRecording } from '../../lib/domain/sum-recording.ts';
import { ONE } from './samples.ts';
import { SAID, tabCall, tabCallOver } from './tab-calls.ts';

const credits = { unit: 'credits', lowNano: ONE, likelyNano: 2n * ONE, highNano: 3n * ONE };

describe('what a recording came to', () => {
  it('is nothing without calls', () => {
    expect(sumRecording([])).toEqual({ calls: 0, running: 0, refused: 0, unknown: 0, sums: [] });
  });

  it('is added up by unit, never across', () => {
    const { sums } = sumRecording([tabCallOver('a'), tabCallOver('b'), tabCallOver('c', { cost: credits })]);
    expect(sums).toMatchObject([
      { unit: 'USD', calls: 2, spentNano: (8n * ONE) / 100n, compared: 2, saidNano: (6n * ONE) / 100n },
      // What was said of it in dollars is not held against credits.
      { unit: 'credits', calls: 1, spentNano: 2n * ONE, lowNano: ONE, highNano: 3n * ONE, compared: 0 },
    ]);
  });

  it('counts what is unknown, and takes it for nothing in no sum', () => {
    const unknown = { certainty: 'unknown', outcome: 'cut' } as const;
    const total = sumRecording([tabCallOver('a', unknown), tabCallOver('b', { ...unknown, cost: null })]);
    expect(total).toMatchObject({ calls: 2, unknown: 2, sums: [] });
  });

  it('says what is set aside for calls that run, as long as they do', () => {
    const asked = tabCall('b', { state: 'asked' });
    const running = sumRecording([tabCall('a'), asked, tabCall('c', { state: 'unsent' })]);
    expect(running).toMatchObject({ running: 2, sums: [{ calls: 0, asideNano: SAID.reserveNano }] });
    expect(sumRecording([tabCallOver('a')]).sums[0]?.asideNano).toBe(0n);
  });

  it('holds estimates against answers alone', () => {
    const none = { unit: 'USD', lowNano: 0n, likelyNano: 0n, highNano: 0n };
    const total = sumRecording([tabCallOver('a', { outcome: 'refusal', cost: none })]);
    expect(total).toMatchObject({ refused: 1, sums: [{ calls: 1, compared: 0, saidNano: 0n }] });
  });
});
