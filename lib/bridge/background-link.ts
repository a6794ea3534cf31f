import type { Runtime } from 'webextension-polyfill';
import { decodeJson, encodeJson } from '../domain/bigint-json.ts';
import type { BackgroundRequest, Replies } from '../webext/messages.ts';
import { browser } from '../webext/settings.ts';

/** Asks the background; each message wakes it when it was stopped. */
export interface BackgroundLink {
  /** Rejects when the background failed or the extension is gone (updated, removed, switched off). */
  readonly ask: <R extends BackgroundRequest>(request: R) => Promise<Replies[R['kind']]>;
  /** Counts calls in flight: while there are any, a port tells the background when this document goes away. */
  readonly begin: () => void;
  readonly end: () => void;
  readonly isGone: () => boolean;
}

const RECONNECT_MS = 250;

/** Opens the link of one document. */
export function openBackgroundLink(documentId: string): BackgroundLink {
  let inFlight = 0;
  let port: Runtime.Port | null = null;
  const connect = (): void => {
    if (inFlight === 0 || port !== null || isGone()) return;
    port = browser.runtime.connect({ name: `document:${documentId}` });
    port.onDisconnect.addListener(() => {
      port = null;
      // The background was stopped, not the document: tell the next one that calls are still running here.
      setTimeout(connect, RECONNECT_MS);
    });
  };
  return {
    ask: async (request) => {
      const reply: unknown = await browser.runtime.sendMessage(encodeJson(request));
      // Every answer is a text; what the background's polyfill makes of a rejection is none.
      if (typeof reply !== 'string') throw new Error('[bridge] the background did not answer');
      return decodeJson(reply) as never;
    },
    begin: () => {
      inFlight += 1;
      connect();
    },
    end: () => {
      // The port stays: closing it here would look like the document going away while the next call begins.
      inFlight = Math.max(0, inFlight - 1);
    },
    isGone,
  };
}

/** After an update or removal the old bridge has lost its runtime. */
function isGone(): boolean {
  try {
    return browser.runtime?.id === undefined;
  } catch {
    return true;
  }
}
