import type { Channel } from './channel.ts';
import type { Flights } from './flights.ts';
import type { Jobs } from './jobs.ts';

/** What every wrapper of this document shares. */
export interface Road {
  readonly channel: Channel;
  readonly flights: Flights;
  readonly jobs: Jobs;
}
