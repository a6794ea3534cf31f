import type { TapMessage } from '../page/protocol.ts';
import type { BackgroundRequest } from '../webext/messages.ts';
import type { Bridge } from './bridge.ts';
import { configureTap } from './configure-tap.ts';
import { bringReaders, lacksReaders } from './rare-parts.ts';
import { endReading } from './read-balance.ts';
import { readConsole } from './read-console.ts';

/** What was read is told in the order it came: a site before its prices. */
let told: Promise<unknown> = Promise.resolve();
/** Answers that wait for what reads them: whatever comes next waits behind them. */
let kept = 0;
/** More are not kept: the oldest of them will have waited too long by then. */
const KEPT_MAX = 16;

function tell(bridge: Bridge, request: BackgroundRequest): void {
  told = told.then(() => bridge.link.ask(request).catch(() => null));
}

/**
 * Reads what a console of this document has loaded. At once, without waiting for the background: who is signed in must be
 * known when the next call comes; only for the first of them what reads them may have to be brought. Nothing in the page
 * waits for any of this.
 */
export function onReading(bridge: Bridge, came: Omit<Extract<TapMessage, { kind: 'reading' }>, 'kind'>): void {
  const { found, readings } = bridge.sites.take(came.surface, came.text, Date.now());
  if (found !== null) {
    // Looked at from now on, also in private windows, where nobody remembers it.
    configureTap(bridge);
    tell(bridge, { kind: 'site', surface: found.surface, facts: found.facts });
  }
  // From here on by the clock that all documents and the background share.
  const askedAt = Date.now() - performance.now() + came.askedAt;
  const read = (): readonly BackgroundRequest[] =>
    readings.flatMap(({ surface, text, facts }) =>
      readConsole(surface, text, { secretHex: bridge.secret(), facts, url: came.url, askedAt }),
    );
  const isRead =
    readings.length === 0 || (kept === 0 && !lacksReaders()) ? tellNow(bridge, read()) : tellLater(bridge, read);
  told = told.then(async () => endReading(came.surface, await isRead));
}

/** Whether there was a balance among it. */
function tellNow(bridge: Bridge, requests: readonly BackgroundRequest[]): boolean {
  for (const request of requests) tell(bridge, request);
  return requests.some(({ kind }) => kind === 'balances');
}

function tellLater(bridge: Bridge, read: () => readonly BackgroundRequest[]): Promise<boolean> {
  if (kept >= KEPT_MAX) return Promise.resolve(false);
  kept++;
  const later = told
    .then(() => bringReaders(bridge.link))
    .then(async () => {
      kept--;
      const requests = read();
      for (const request of requests) await bridge.link.ask(request).catch(() => null);
      return requests.some(({ kind }) => kind === 'balances');
    });
  told = later;
  return later;
}
