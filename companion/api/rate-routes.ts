import * as v from 'valibot';
import { currency, rateSource, rateText } from '../rates/rates.ts';
import { SET_BY_HAND } from '../rates/set-by-hand.ts';
import { daysIn } from './days.ts';
import { type ApiDesk, ApiProblem, type ApiRoute, route } from './route.ts';

/** What currencies are worth in others, for budgets in another one than their calls. */
export const rateRoutes: readonly ApiRoute[] = [
  route({
    method: 'GET',
    path: '/rates',
    summary: 'What currencies are worth in others, who says so and since which day',
    input: v.object({}),
    answer: async (_, desk) => listRates(desk),
  }),
  route({
    method: 'PUT',
    path: '/rates/{from}/{to}',
    summary: 'Say how many of one currency one of another is; calls under way keep the rate they were held with',
    input: v.object({ from: currency, to: currency, rate: rateText, source: v.optional(rateSource, SET_BY_HAND) }),
    answer: async (input, desk) => {
      if (input.from === input.to) throw new ApiProblem(400, `one ${input.from} is one ${input.to}`);
      desk.rates.set({ ...input, date: daysIn(desk.zone)(desk.now()) });
      return listRates(desk);
    },
  }),
  route({
    method: 'DELETE',
    path: '/rates/{from}/{to}',
    summary: 'Forget a rate; what was booked with it stays',
    input: v.object({ from: currency, to: currency }),
    answer: async ({ from, to }, desk) => {
      if (!desk.rates.remove(from, to)) throw new ApiProblem(404, `there is no rate between ${from} and ${to}`);
      return listRates(desk);
    },
  }),
];

function listRates({ rates }: ApiDesk): object {
  return { rates: rates.list() };
}
