import { places } from 'virtual:surfaces';
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { startTap } from '../lib/page/tap.ts';
import { unpackSurfaces } from '../lib/page/unpack-surfaces.ts';

// Registered at run time for the MAIN world, at document_start, in every frame of a watched site. Without a global name:
// the page would find a variable of ours in its window.
export default defineUnlistedScript({ globalName: false, main: () => startTap(unpackSurfaces(places)) });
