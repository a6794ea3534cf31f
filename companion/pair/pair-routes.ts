import * as v from 'valibot';
import { ApiProblem, type ApiRoute, route } from '../api/route.ts';

/** Pairing as the companion's own user sees it: a code for a browser, and the browsers there are. */
export const pairRoutes: readonly ApiRoute[] = [
  route({
    method: 'POST',
    path: '/pair/codes',
    summary: 'A code that pairs one browser, for five minutes; one that was out ends',
    input: v.object({}),
    answer: async (_, { codes }) => codes.make(),
  }),
  route({
    method: 'GET',
    path: '/pair/browsers',
    summary: 'Browsers that are paired',
    input: v.object({}),
    answer: async (_, { browsers }) => ({ browsers: browsers.list() }),
  }),
  route({
    method: 'DELETE',
    path: '/pair/browsers/{id}',
    summary: 'End the pairing of a browser; what it told stays in the ledger',
    input: v.object({ id: v.string() }),
    answer: async ({ id }, { browsers }) => {
      if (!browsers.remove(id)) throw new ApiProblem(404, `no browser "${id}" is paired`);
      return { browsers: browsers.list() };
    },
  }),
];
