import { describe, expect, it } from 'vitest';
import { mergeTabCall, tabCallOf } from '../../lib/domain/tab-call.ts';
import { chatRecord, ONE } from './samples.ts';
import { SAID, tabCall, tabCallOver } from './tab-calls.ts';

const ABOUT = { providerName: 'Sample', isPrivate: false };

describe('news of a call of a tab', () => {
  it('keep what was set aside, which no record says', () => {
    const over = tabCallOf(chatRecord({ estimateLikelyNano: ONE }), ABOUT);
    expect(over.estimate).toMatchObject({ likelyNano: ONE, reserveNano: null });
    expect(mergeTabCall(tabCall('a'), over)).toMatchObject({ state: 'over', estimate: SAID, record: over.record });
    expect(mergeTabCall(undefined, over)).toBe(over);
  });

  it.each(['asked', 'running', 'unsent'] as const)('that are late (%s) do not take back that it is over', (state) => {
    const over = { ...tabCallOver('a'), estimate: null };
    const merged = mergeTabCall(over, tabCall('a', { state }));
    expect(merged).toMatchObject({ state: 'over', record: over.record, estimate: SAID });
  });

  it('say what it costs anew where it left as another', () => {
    const changed = { ...SAID, likelyNano: 1n };
    const asked = tabCall('a', { state: 'asked' });
    expect(mergeTabCall(asked, tabCall('a', { estimate: changed })).estimate).toEqual(changed);
    expect(mergeTabCall(asked, tabCall('a', { estimate: null })).estimate).toEqual(SAID);
  });

  it('replace a record that nobody had seen the end of', () => {
    const lost = tabCallOver('a', { outcome: 'cut', certainty: 'unknown', cost: null });
    expect(mergeTabCall(lost, tabCallOver('a')).record?.outcome).toBe('answer');
  });
});

describe('a call from its record alone', () => {
  it('has no estimate where none was made, or where its unit is not known', () => {
    expect(tabCallOf(chatRecord(), ABOUT).estimate).toBeNull();
    expect(tabCallOf(chatRecord({ estimateLikelyNano: ONE, cost: null }), ABOUT).estimate).toBeNull();
  });
});
