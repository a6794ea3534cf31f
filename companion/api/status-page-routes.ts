import * as v from 'valibot';
import { listPages, pageName, sharePage, withdrawPage } from '../alerts/status-pages.ts';
import { inWatchTables } from '../ledger/in-watch-tables.ts';
import { ApiProblem, type ApiRoute, route } from './route.ts';

/** Status pages without amounts that one may share. */
export const statusPageRoutes: readonly ApiRoute[] = [
  route({
    method: 'GET',
    path: '/status-pages',
    summary: 'Status pages that are shared, without their addresses',
    input: v.object({}),
    answer: (_, { store }) => inWatchTables(store, async (tables) => ({ pages: await listPages(tables) })),
  }),
  route({
    method: 'POST',
    path: '/status-pages',
    summary: 'Share a status page; its address is shown this once, and one of the same name ends',
    input: v.object({ name: pageName, lang: v.optional(v.picklist(['en', 'zh']), 'en') }),
    answer: ({ name, lang }, { store, now, origin }) =>
      inWatchTables(store, async (tables) => {
        const shared = await sharePage(tables, { name, language: lang, createdAt: now() });
        if (shared === null) throw new ApiProblem(409, 'too many pages are shared; withdraw one first');
        const { token, hasEndedOne } = shared;
        return { url: `${origin}/status/${token}`, hasEndedOne, pages: await listPages(tables) };
      }),
  }),
  route({
    method: 'DELETE',
    path: '/status-pages/{name}',
    summary: 'Withdraw a status page: its address leads nowhere from now on',
    input: v.object({ name: pageName }),
    answer: ({ name }, { store }) =>
      inWatchTables(store, async (tables) => {
        if (!(await withdrawPage(tables, name))) throw new ApiProblem(404, `no page "${name}" is shared`);
        return { pages: await listPages(tables) };
      }),
  }),
];
