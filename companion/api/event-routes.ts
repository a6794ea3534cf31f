import * as v from 'valibot';
import { EVENT_TYPES } from '../events/to-event.ts';
import { ApiProblem, type ApiRoute, type StreamAnswer, streamRoute } from './route.ts';

/** What happens, as it happens. */
export const eventRoutes: readonly ApiRoute[] = [
  streamRoute({
    method: 'GET',
    path: '/events',
    summary: `What has happened, as server-sent events: ${Object.entries(EVENT_TYPES)
      .map(([type, when]) => `${type} (${when})`)
      .join('; ')}`,
    type: 'text/event-stream',
    input: v.object({
      /** The id of the last event that was read; a client sends it as a header when it comes again. */
      'last-event-id': v.optional(v.pipe(v.string(), v.maxLength(64))),
    }),
    answer: async ({ 'last-event-id': lastId = null }, { events }): Promise<StreamAnswer> => {
      return (response) => {
        if (!events.join(response, lastId)) throw new ApiProblem(409, 'too many read events already');
      };
    },
  }),
];
