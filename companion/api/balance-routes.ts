import * as v from 'valibot';
import { askAccount, WHY_NOT_ASKED } from '../balance/ask-account.ts';
import { send } from '../balance/send.ts';
import { describeBalance } from '../balance/write-balance.ts';
import { keepAnswer } from '../watch/poll-account.ts';
import { ApiProblem, type ApiRoute, route } from './route.ts';

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(200));

/** Balances, asked of providers. */
export const balanceRoutes: readonly ApiRoute[] = [
  route({
    method: 'POST',
    path: '/balances/ask',
    summary: 'Ask a provider what is left, with the key of a named account',
    input: v.object({
      provider: name,
      /** Absent: the only one of the provider. */
      account: v.optional(v.nullable(name), null),
      /** Another address of the same provider. Absent: the usual one. */
      site: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(300))), null),
      lang: v.optional(v.picklist(['en', 'zh']), 'en'),
    }),
    answer: async ({ provider, account, site, lang }, { accounts, now, watch }) => {
      const found = accounts.find(provider, account);
      const locked = accounts.lockedBy(provider, account);
      if (locked !== null) throw new ApiProblem(409, `the keychain does not give the key out: ${locked}`);
      if (found === null) throw new ApiProblem(404, sayNoAccount(provider, account));
      const standIn = site === null ? (watch.desk.standIns[found.provider] ?? null) : null;
      const said = await askAccount({ provider, site, standIn, key: found.key }, { send, now });
      // What another address says may be of another wallet.
      if (site === null) await keepAnswer(found, { said, key: found.key, sent: 2 }, watch.desk);
      if (typeof said === 'string') throw new ApiProblem(400, WHY_NOT_ASKED[said]);
      const { asked, answer } = said;
      if (answer.kind === 'no-key') throw new ApiProblem(400, `${asked.provider.name} tells no key what is left`);
      return { account: found.name, ...describeBalance(asked, answer, lang) };
    },
  }),
];

function sayNoAccount(provider: string, account: string | null): string {
  const missing = account === null ? 'not exactly one account' : `no account "${account}"`;
  return `there is ${missing} of ${provider}; add one with "tollkeeper accounts add", or name one`;
}
