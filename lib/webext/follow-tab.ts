import * as v from 'valibot';
import browser from 'webextension-polyfill';
import { decodeJson, encodeJson } from '../domain/bigint-json.ts';
import type { TabCall } from '../domain/tab-call.ts';
import type { TabNews } from './tell-panels.ts';

/** Asks whoever listened from the beginning what came before the panel was looked at. */
interface PastAsked {
  readonly kind: 'tab-past';
  readonly tabId: number;
}

const asked = v.object({ kind: v.literal('tab-past'), tabId: v.number() });
const news = v.object({
  kind: v.literal('tab-call'),
  tabId: v.number(),
  call: v.looseObject({ callId: v.string(), state: v.picklist(['asked', 'running', 'unsent', 'over']) }),
});

/** News that are kept for a panel that is not looked at yet; the oldest give way. */
export const PAST_MAX = 2000;

/** Calls back with each call of a tab that the background tells of; returns how to stop. */
export function followTab(tabId: number, onCall: (call: TabCall) => void): () => void {
  const onMessage = (message: unknown, sender: browser.Runtime.MessageSender): undefined => {
    // The background alone: a page's frame, and whoever took it over, has a tab.
    if (sender.id !== browser.runtime.id || sender.tab !== undefined) return undefined;
    const told = v.safeParse(news, decodeJson(message));
    if (told.success && told.output.tabId === tabId) onCall((told.output as unknown as TabNews).call);
    return undefined;
  };
  browser.runtime.onMessage.addListener(onMessage);
  return () => browser.runtime.onMessage.removeListener(onMessage);
}

/** Keeps the news of a tab, in memory, for panels that ask with {@link readPast}. */
export function keepPast(tabId: number): void {
  const past: TabCall[] = [];
  followTab(tabId, (call) => {
    past.push(call);
    if (past.length > PAST_MAX) past.shift();
  });
  browser.runtime.onMessage.addListener((message: unknown, sender: browser.Runtime.MessageSender) => {
    const question = v.safeParse(asked, decodeJson(message));
    if (sender.id !== browser.runtime.id || sender.tab !== undefined) return undefined;
    return question.success && question.output.tabId === tabId ? Promise.resolve(encodeJson(past)) : undefined;
  });
}

/** What was kept; empty where nobody did. */
export async function readPast(tabId: number): Promise<readonly TabCall[]> {
  const question: PastAsked = { kind: 'tab-past', tabId };
  const kept = await browser.runtime.sendMessage(encodeJson(question)).catch(() => null);
  const past = decodeJson(kept);
  return Array.isArray(past) ? (past as readonly TabCall[]) : [];
}
