import { surfaces } from 'virtual:surfaces';
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { startTap } from '../lib/page/tap.ts';

// Registered at run time for the MAIN world, at document_start, in every frame of a watched site.
export default defineUnlistedScript(() => {
  startTap(surfaces);
});
