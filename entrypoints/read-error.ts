import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { readByMeaning } from '../lib/domain/read-by-meaning.ts';
import { ERROR_READER_GLOBAL, type ErrorReader } from '../lib/webext/page-ui.ts';

/** Leaves the reader in the frame's isolated world for the bridge; a second injection changes nothing. */
export default defineUnlistedScript(() => {
  const shared = globalThis as unknown as Record<string, ErrorReader | undefined>;
  shared[ERROR_READER_GLOBAL] ??= { readByMeaning };
});
