import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { isolatedWorld } from '../lib/webext/page-ui.ts';
import { wires } from '../lib/wires/registry.ts';

/** Leaves every wire in the frame's isolated world for the bridge; a second injection changes nothing. */
export default defineUnlistedScript(() => {
  isolatedWorld.__tollkeeperWires ??= wires;
});
