import type { Surface } from '../domain/surface.ts';
import { type Command, openChannel } from './channel.ts';
import { obey } from './commands.ts';
import { openFlights } from './flights.ts';
import { openJobs } from './jobs.ts';
import { listen } from './natives.ts';
import { tapResponses } from './observe-response.ts';
import type { Road } from './road.ts';
import { tapBeacon } from './tap-beacon.ts';
import { tapFetch } from './tap-fetch.ts';
import { tapXhr } from './tap-xhr.ts';
import { wrapToString } from './wrap.ts';

/**
 * Starts the tap in this document, before any script of the page. Promises that the page notices nothing but the waits
 * it was built for: whatever fails in here, its requests leave as it made them.
 */
export function startTap(builtIn: readonly Surface[]): void {
  const jobs = openJobs();
  const channel = openChannel(document, builtIn, (command: Command) => obey(road, command));
  const road: Road = { channel, flights: openFlights(channel, jobs.finish), jobs };
  tapFetch(globalThis, road);
  tapXhr(globalThis, road);
  tapBeacon(navigator, road);
  tapResponses();
  wrapToString(channel.retire);
  listen(globalThis, 'pagehide', () => {
    road.channel.leaveAll();
    road.flights.cutAll();
  });
}
