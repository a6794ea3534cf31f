import * as v from 'valibot';
import { EVENT_TYPES } from '../events/to-event.ts';
import { ApiProblem, type ApiRoute, route } from './route.ts';
import { taken } from './stream.ts';

/** What happens, as it happens. */
export const eventRoutes: readonly ApiRoute[] = [
  route({
    method: 'GET',
    path: '/events',
    summary: `What has happened, as server-sent events: ${Object.entries(EVENT_TYPES)
      .map(([type, when]) => `${type} (${when})`)
      .join('; ')}`,
    types: ['text/event-stream'],
    input: v.object({
      /** The id of the last event that was read; a client sends it as a header when it comes again. */
      'last-event-id': v.optional(v.pipe(v.string(), v.maxLength(64))),
    }),
    answer: async ({ 'last-event-id': lastId = null }, { events }) =>
      taken((response) => {
        if (!events.join(response, lastId)) throw new ApiProblem(409, 'too many read events already');
      }),
  }),
];
