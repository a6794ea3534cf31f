import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { isolatedWorld } from '../lib/webext/page-ui.ts';
import { openMedia } from '../lib/wires/read-media.ts';

/** Leaves what reads sizes in the frame's isolated world for the bridge; a second injection changes nothing. */
export default defineUnlistedScript(() => {
  isolatedWorld.__tollkeeperMedia ??= { openMedia };
});
