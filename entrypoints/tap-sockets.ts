import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { takeParts } from '../lib/page/take-parts.ts';
import { tapEventSource } from '../lib/page/tap-event-source.ts';
import { tapSocket } from '../lib/page/tap-socket.ts';

// Registered together with the tap, and before it in its list: it waits for what the tap lends it.
export default defineUnlistedScript({
  globalName: false,
  main: () =>
    takeParts(document, (parts) => {
      tapSocket(globalThis, parts);
      tapEventSource(globalThis, parts);
    }),
});
