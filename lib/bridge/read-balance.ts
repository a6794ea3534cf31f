import { READING_CHARS_MAX } from '../page/protocol.ts';
import type { Bridge } from './bridge.ts';
import type { BridgeCall } from './call.ts';
import { balancePath, readConsole } from './read-console.ts';

/**
 * Repeats the console's own balance read from this page, with nothing but the page's own cookies. False: this page is no
 * console of the provider, or it did not answer within `msMax` with a balance.
 */
export async function readBalanceAgain(bridge: Bridge, call: BridgeCall, msMax: number): Promise<boolean> {
  const console = balancePath(call.surface);
  if (console === null) return false;
  try {
    const response = await fetch(console.path, {
      cache: 'no-store',
      credentials: 'same-origin',
      signal: AbortSignal.timeout(msMax),
    });
    const text = (await response.text()).slice(0, READING_CHARS_MAX);
    const desk = { secretHex: bridge.secret(), facts: null, today: '' };
    const readings = response.ok ? readConsole(console.surface, text, desk) : [];
    for (const reading of readings) await bridge.link.ask(reading);
    return readings.length > 0;
  } catch {
    return false;
  }
}
