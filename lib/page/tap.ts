import type { Surface } from '../domain/surface.ts';
import { openChannel, retire } from './channel.ts';
import { carryOut } from './commands.ts';
import { cutAll } from './flights.ts';
import { handParts } from './hand-parts.ts';
import { listen } from './natives.ts';
import { tapResponses } from './observe-response.ts';
import { quietly } from './quietly.ts';
import { tapBeacon } from './tap-beacon.ts';
import { tapFetch } from './tap-fetch.ts';
import { tapXhr } from './tap-xhr.ts';
import { tellAll } from './waits.ts';
import { wrapToString } from './wrap.ts';

/**
 * Starts the tap in this document, before any script of the page. Promises that the page notices nothing but the waits
 * it was built for: whatever fails in here, its requests leave as it made them. Once in a document.
 */
export function startTap(builtIn: readonly Surface[]): void {
  quietly(() => {
    openChannel(document, builtIn, carryOut);
    tapFetch(globalThis);
    tapXhr(globalThis);
    tapBeacon(Navigator.prototype);
    tapResponses();
    handParts(document);
    wrapToString(retire);
    listen(globalThis, 'pagehide', ({ isTrusted }) => {
      // A page may say so and stay.
      if (!isTrusted) return;
      tellAll('left');
      cutAll();
    });
  });
}
