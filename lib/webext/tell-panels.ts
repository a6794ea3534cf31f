import browser from 'webextension-polyfill';
import { encodeJson } from '../domain/bigint-json.ts';
import type { Draft } from '../domain/call.ts';
import type { Estimate } from '../domain/estimate.ts';
import type { OpenCall } from '../domain/open-call.ts';
import type { CallRecord } from '../domain/record.ts';
import { type TabCall, type TabCallState, tabCallOf } from '../domain/tab-call.ts';
import { nameOf } from '../screens/account-name.ts';
import type { Desk } from './desk.ts';

/** News of a call of a tab, to whatever page of the extension looks at that tab. */
export interface TabNews {
  readonly kind: 'tab-call';
  readonly tabId: number;
  readonly call: TabCall;
}

interface BeforeEnd {
  readonly callId: string;
  readonly surface: string;
  readonly draft: Draft | null;
}

/** A call that is reviewed, or leaves, or never will. `estimate` null: nothing is said of what it costs. */
export function tellOpen(
  { callId, surface, draft }: BeforeEnd,
  about: {
    readonly provider: string;
    readonly state: Exclude<TabCallState, 'over'>;
    readonly estimate: Estimate | null;
    readonly isReviewed: boolean;
  },
  desk: Desk,
): void {
  const { provider, estimate, ...rest } = about;
  const providerName = nameOf(provider, []);
  const { origin, isPrivate } = desk.sender;
  tell(desk, {
    ...{ callId, provider, providerName, surface, origin, model: draft?.model ?? null, openedAt: desk.ports.now() },
    ...{ ...rest, isPrivate, estimate: estimate && sizesOf(estimate), record: null },
  });
}

/** A call that leaves as this row says; null: it has left, or is over, already. */
export function tellSent(row: OpenCall | null, desk: Desk): void {
  if (row !== null) tellOpen(row, { ...row, state: 'running' }, desk);
}

/** Calls that are over. */
export function tellOver(records: readonly CallRecord[], desk: Desk): void {
  for (const record of records) {
    const about = { providerName: nameOf(record.provider, []), isPrivate: desk.sender.isPrivate };
    // What tells keys apart is nobody's business there.
    tell(desk, tabCallOf({ ...record, fingerprint: null, masked: null }, about));
  }
}

function sizesOf({ unit, lowNano, likelyNano, highNano, reserveNano }: Estimate): TabCall['estimate'] {
  return { unit, lowNano, likelyNano, highNano, reserveNano };
}

function tell({ sender }: Desk, call: TabCall): void {
  const news: TabNews = { kind: 'tab-call', tabId: sender.tabId, call };
  // Most of the time nobody listens, which browsers call an error.
  void Promise.resolve()
    .then(() => browser.runtime.sendMessage(encodeJson(news)))
    .catch(() => undefined);
}
