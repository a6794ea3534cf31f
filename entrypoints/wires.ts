import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { toProviders } from '../lib/described/to-provider.ts';
import { consoleReaders } from '../lib/domain/console-readers.ts';
import { readSitePrices } from '../lib/providers/site-lists.ts';
import { isolatedWorld } from '../lib/webext/page-ui.ts';
import { answerWires } from '../lib/wires/registry.ts';

/**
 * Leaves every wire, what makes providers of descriptions and what reads consoles in the frame's
 * isolated world for the bridge; a second injection changes nothing.
 */
export default defineUnlistedScript(() => {
  isolatedWorld.__tollkeeperRare ??= { wires: answerWires, toProviders, readSitePrices, readers: consoleReaders };
});
