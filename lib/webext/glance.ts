import browser from 'webextension-polyfill';
import { decodeJson, encodeJson } from '../domain/bigint-json.ts';
import { bringLanguage } from '../domain/languages.ts';
import { localDay } from './local-day.ts';
import type { Glance } from './popup-model.ts';

/**
 * Where what the popup begins with lies ready: `storage.session` is memory, of the extension's own pages alone and gone with the
 * browser, and is read before a ledger is opened and what knows providers is loaded.
 */
const SLOT = 'glance';
/** The background renews it each minute: what is older was left behind by one that does not run. */
const AGE_MS_MAX = 3 * 60_000;

/** Puts down what the popup begins with the next time. Not having it is no harm: it never rejects. */
export async function keepGlance(glance: Glance): Promise<void> {
  await browser.storage.session.set({ [SLOT]: encodeJson(glance) }).catch(() => undefined);
}

/** Before the ledger loses something that must not be seen any more. */
export async function forgetGlance(): Promise<void> {
  await browser.storage.session.remove(SLOT).catch(() => undefined);
}

/** What was there a moment ago, in a language that is there; null: nothing, or it is of another day. Never rejects. */
export async function takeGlance(): Promise<Glance | null> {
  try {
    const { [SLOT]: stored } = await browser.storage.session.get(SLOT);
    const glance = decodeJson(stored);
    if (!isGlance(glance)) return null;
    const now = Date.now();
    const isOfNow = glance.now <= now && now - glance.now <= AGE_MS_MAX && localDay(glance.now) === localDay(now);
    if (!isOfNow) return null;
    await bringLanguage(glance.language);
    return glance;
  } catch {
    return null;
  }
}

/** It is ours, and of this version: browsers empty the place when the extension is updated. */
function isGlance(value: unknown): value is Glance {
  const { now, accounts } = (value ?? {}) as Partial<Record<keyof Glance, unknown>>;
  return typeof now === 'number' && Array.isArray(accounts);
}
