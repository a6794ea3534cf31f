import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { openTokenCounter } from '../lib/domain/count-tokens.ts';
import { openRecount } from '../lib/domain/recount.ts';
import { isolatedWorld } from '../lib/webext/page-ui.ts';

/** Leaves what counts tokens in the frame's isolated world for the bridge; a second injection changes nothing. */
export default defineUnlistedScript(() => {
  isolatedWorld.__tollkeeperCounter ??= { openTokenCounter, openRecount };
});
