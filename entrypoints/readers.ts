import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { consoleReaders } from '../lib/domain/console-readers.ts';
import { readSitePrices } from '../lib/providers/site-lists.ts';
import { isolatedWorld } from '../lib/webext/page-ui.ts';

/** Leaves what reads consoles in the frame's isolated world for the bridge; a second injection changes nothing. */
export default defineUnlistedScript(() => {
  isolatedWorld.__tollkeeperReaders ??= { ...consoleReaders, readSitePrices };
});
