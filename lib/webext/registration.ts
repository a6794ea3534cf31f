import browser from 'webextension-polyfill';
import { watchedOrigins } from './watched-origins.ts';

/** Ids of the registered scripts; the bridge first, though either may start first. */
const BRIDGE = 'tollkeeper-bridge';
const TAP = 'tollkeeper-tap';

/**
 * Registers tap and bridge for exactly the origins the user granted to be watched; nowhere else does any script of ours run.
 * Idempotent, but one at a time: a second registration of an id is refused.
 */
export async function registerScripts(): Promise<void> {
  const origins = [...(await watchedOrigins())];
  const known = await browser.scripting.getRegisteredContentScripts();
  const ours = known.map((script) => script.id).filter((id) => id === BRIDGE || id === TAP);
  if (ours.length > 0) await browser.scripting.unregisterContentScripts({ ids: ours });
  if (origins.length === 0) return;
  const common = {
    matches: origins,
    allFrames: true,
    matchOriginAsFallback: true,
    runAt: 'document_start',
    persistAcrossSessions: true,
  } as const;
  await browser.scripting.registerContentScripts([
    { ...common, id: BRIDGE, js: ['bridge.js'] },
    // The polyfill's types are older than `world` and `matchOriginAsFallback`; both browsers know them.
    {
      ...common,
      id: TAP,
      js: ['tap-sockets.js', 'tap.js'],
      world: 'MAIN',
    } as browser.Scripting.RegisteredContentScript,
  ]);
}
