import * as v from 'valibot';
import { explainProblem } from '../../lib/domain/explain-problem.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { findCalled } from '../../lib/providers/registry.ts';
import { findFamilyByName } from '../balance/find-asked.ts';
import { send } from '../balance/send.ts';
import { learnRelay, relayAt } from '../sites/learn-relay.ts';
import { type ApiDesk, ApiProblem, type ApiRoute, route } from './route.ts';

/** APIs that a person described, and relays. */
export const siteRoutes: readonly ApiRoute[] = [
  route({
    method: 'GET',
    path: '/sites',
    summary: 'APIs that were described and relays that were added, with what their addresses begin with',
    input: v.object({}),
    answer: listSites,
  }),
  route({
    method: 'POST',
    path: '/sites',
    summary: 'Add an API by its description, in the place of the one with its id',
    input: v.object({ description: v.pipe(v.string(), v.maxLength(256 * 1024)) }),
    answer: async ({ description }, desk) => {
      const problems = desk.sites.describe(description);
      if (problems.length === 0) return listSites({}, desk);
      const said = problems.map((problem) => `${problem.place}: ${renderText(explainProblem(problem), 'en')}`);
      throw new ApiProblem(400, said.join(' '));
    },
  }),
  route({
    method: 'POST',
    path: '/sites/relays',
    summary: 'Add a relay by its address, and read what it takes for its models',
    input: v.object({
      ...{ address: v.pipe(v.string(), v.maxLength(300)), type: v.string() },
      name: v.optional(v.nullable(v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,31}$/))), null),
    }),
    answer: addRelay,
  }),
  route({
    method: 'DELETE',
    path: '/sites/{id}',
    summary: 'Take an API or a relay out again; what was recorded of its calls stays',
    input: v.object({ id: v.string() }),
    answer: async ({ id }, desk) => {
      if (!desk.sites.remove(id)) throw new ApiProblem(404, `there is no site "${id}"`);
      return listSites({}, desk);
    },
  }),
];

async function listSites(_: object, { sites, store, origin }: ApiDesk) {
  const lists = await store.transact(async (tables) => tables.priceLists.toArray());
  const described = sites.descriptions().map(({ id, name }) => ({
    ...{ kind: 'described', id, name, base: `${origin}/${findCalled(id)?.id === `own-${id}` ? id : `own-${id}`}` },
  }));
  const relays = sites.relays().map(({ id, name, facts }) => {
    const prices = lists.find(({ provider }) => provider === id)?.prices ?? null;
    const models = prices?.models.length ?? 0;
    return { kind: 'relay', id, name: facts?.name ?? null, base: `${origin}/${name ?? id}`, models };
  });
  return { sites: [...described, ...relays] };
}

async function addRelay(
  { address, type, name }: { readonly address: string; readonly type: string; readonly name: string | null },
  desk: ApiDesk,
) {
  const family = findFamilyByName(type);
  if (family === null)
    throw new ApiProblem(400, `there is no kind of relay "${type}": new-api, one-api, sub2api, litellm`);
  const at = relayAt(family, address);
  if (at === null) {
    throw new ApiProblem(
      400,
      `no relay can be at "${address}": https, or http on this machine, and no address of a provider`,
    );
  }
  const taken = name === null ? null : findCalled(name);
  if (name !== null && taken !== null && taken.id !== at.id)
    throw new ApiProblem(409, `"${name}" is ${taken.name} already`);
  const day = new Date(desk.now()).toISOString().slice(0, 10);
  const { id, facts, prices } = await learnRelay(family, at, { send, day });
  if (facts === null) throw new ApiProblem(400, `${address} does not answer as ${family.name} does`);
  await desk.store.transact(async (tables) => tables.priceLists.put({ provider: id, facts, prices }));
  desk.sites.putRelay({ id, name, facts });
  return listSites({}, desk);
}
