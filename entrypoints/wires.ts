import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { toProviders } from '../lib/described/to-provider.ts';
import { isolatedWorld } from '../lib/webext/page-ui.ts';
import { rareWires } from '../lib/wires/registry.ts';

/**
 * Leaves every wire and what makes providers of descriptions in the frame's isolated world for the bridge; a second
 * injection changes nothing.
 */
export default defineUnlistedScript(() => {
  isolatedWorld.__tollkeeperRare ??= { wires: rareWires, toProviders };
});
