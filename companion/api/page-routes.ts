import * as v from 'valibot';
import { TICKET_MS_MAX } from '../pages/page-access.ts';
import { localPages } from '../pages/pages.ts';
import { ApiProblem, type ApiRoute, route } from './route.ts';

/** The way into the pages for people. */
export const pageRoutes: readonly ApiRoute[] = [
  route({
    method: 'POST',
    path: '/watch/links',
    summary: 'A link that lets one browser see the pages for people, or the dashboard, once and within two minutes',
    input: v.object({ page: v.optional(v.pipe(v.string(), v.maxLength(40)), '') }),
    answer: async ({ page }, { pages, origin, now }) => {
      const path = page === '' ? '/watch' : page === 'dashboard' ? '/' : `/watch/${page}`;
      if (path !== '/' && !localPages.some((one) => one.path === path)) {
        const names = localPages.flatMap((one) => (one.path === '/watch' ? [] : [one.path.slice('/watch/'.length)]));
        throw new ApiProblem(404, `there is no page "${page}"; there are dashboard, ${names.join(', ')}`);
      }
      const ticket = pages.makeTicket();
      if (ticket === null) throw new ApiProblem(409, 'too many links are out that nobody opened; wait two minutes');
      const to = page === '' ? '' : `&to=${encodeURIComponent(path)}`;
      return { url: `${origin}/watch/enter?ticket=${ticket}${to}`, expiresAt: now() + TICKET_MS_MAX };
    },
  }),
];
