import type { BackgroundRequest } from '../webext/messages.ts';
import type { Bridge } from './bridge.ts';
import { configureTap } from './configure-tap.ts';
import { bringLists, lacksLists } from './rare-parts.ts';
import { endReading } from './read-balance.ts';
import { readConsole } from './read-console.ts';

/** What was read is told in the order it came: a site before its prices. */
let told: Promise<unknown> = Promise.resolve();

function tell(bridge: Bridge, request: BackgroundRequest): void {
  told = told.then(() => bridge.link.ask(request).catch(() => null));
}

async function tellAll(bridge: Bridge, requests: readonly BackgroundRequest[]): Promise<void> {
  for (const request of requests) await bridge.link.ask(request).catch(() => null);
}

/**
 * Reads what a console of this document has loaded. At once, without waiting for the background: who is signed in must be
 * known when the next call comes; only what reads lists of prices may have to be brought first. Nothing in the page waits
 * for any of this.
 */
export function onReading(
  bridge: Bridge,
  came: { readonly surface: string; readonly url: string; readonly text: string },
): void {
  const { found, readings } = bridge.sites.take(came.surface, came.text, Date.now());
  if (found !== null) {
    // Looked at from now on, also in private windows, where nobody remembers it.
    configureTap(bridge);
    tell(bridge, { kind: 'site', surface: found.surface, facts: found.facts });
  }
  const today = new Date().toISOString().slice(0, 10);
  const path = URL.parse(came.url, location.href)?.pathname ?? '';
  let isBalance = false;
  for (const { surface, text, facts } of readings) {
    const read = () => readConsole(surface, text, { secretHex: bridge.secret(), facts, today, path });
    if (lacksLists(surface)) {
      told = told.then(() => bringLists(bridge.link)).then(() => tellAll(bridge, read()));
      continue;
    }
    for (const reading of read()) {
      isBalance ||= reading.kind === 'balances';
      tell(bridge, reading);
    }
  }
  void told.then(() => endReading(came.surface, isBalance));
}
