import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { meaningOf } from '../lib/domain/read-by-meaning.ts';
import { isolatedWorld } from '../lib/webext/page-ui.ts';

/** Leaves the reader in the frame's isolated world for the bridge; a second injection changes nothing. */
export default defineUnlistedScript(() => {
  isolatedWorld.__tollkeeperErrorReader ??= { meaningOf };
});
