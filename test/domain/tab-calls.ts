import type { TabCall, TabEstimate } from '../../lib/domain/tab-call.ts';
import { chatRecord, NOW, ONE } from './samples.ts';

/** Said before: likely 3 cents, up to 5; 13 cents are set aside. */
export const SAID: TabEstimate = {
  unit: 'USD',
  lowNano: ONE / 50n,
  likelyNano: (3n * ONE) / 100n,
  highNano: ONE / 20n,
  reserveNano: (13n * ONE) / 100n,
};

/** A call that runs. */
export function tabCall(callId: string, change: Partial<TabCall> = {}): TabCall {
  return {
    ...{ callId, provider: 'sample', providerName: 'Sample', surface: 'sample/chat', origin: 'https://sample.example' },
    ...{ model: 'big', openedAt: NOW, state: 'running', isReviewed: true, isPrivate: false },
    ...{ estimate: SAID, record: null },
    ...change,
  };
}

/** The same once it was answered, for 4 cents. */
export function tabCallOver(callId: string, change: Partial<NonNullable<TabCall['record']>> = {}): TabCall {
  return tabCall(callId, { state: 'over', record: chatRecord({ callId, settledAt: NOW + 900, ...change }) });
}
