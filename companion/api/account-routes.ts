import * as v from 'valibot';
import { accountRowId } from '../../lib/ledger/row-ids.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import { inWatchTables } from '../ledger/in-watch-tables.ts';
import { forgetPollState } from '../watch/poll-state.ts';
import { ApiProblem, type ApiRoute, route } from './route.ts';

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const place = v.picklist(['keychain', 'file'], 'a key is kept in the keychain or in the file');

/** Named accounts and their keys, which are never shown. */
export const accountRoutes: readonly ApiRoute[] = [
  route({
    method: 'GET',
    path: '/accounts',
    summary: 'Named accounts, where their keys are kept, without the keys',
    input: v.object({}),
    answer: async (_, { accounts }) => ({ accounts: accounts.list() }),
  }),
  route({
    method: 'POST',
    path: '/accounts',
    summary: "Keep the key of an account under a name, in the system's keychain or encrypted at rest",
    input: v.object({
      provider: v.string(),
      name,
      key: v.pipe(v.string(), v.maxLength(4096)),
      /** Absent: in the keychain where one works, else in the file. */
      to: v.optional(place),
    }),
    answer: async (input, { accounts, store }) => {
      const provider = findProvider(input.provider);
      if (provider === null) throw new ApiProblem(400, `there is no provider "${input.provider}"`);
      const id = accountRowId(provider.id, input.name);
      const { key } = input;
      const { why } = await accounts.add({ id, provider: provider.id, name: input.name, key }, input.to ?? null);
      // What another key was told, that it is wrong above all, is no reason to wait with this one.
      await inWatchTables(store, ({ watchStates }) => forgetPollState(watchStates, id));
      return { accounts: accounts.list(), ...(why !== null && { notInKeychain: why }) };
    },
  }),
  route({
    method: 'DELETE',
    path: '/accounts/{provider}/{name}',
    summary: 'Forget an account and its key, in the keychain, too',
    input: v.object({
      provider: v.string(),
      name: v.string(),
      /** Though the keychain does not let the key go: there it stays then. */
      force: v.optional(v.boolean(), false),
    }),
    answer: async (input, { accounts, store }) => {
      if (!(await accounts.remove(input.provider, input.name, input.force))) throw noAccount(input);
      await inWatchTables(store, ({ watchStates }) =>
        forgetPollState(watchStates, accountRowId(input.provider, input.name)),
      );
      return { accounts: accounts.list() };
    },
  }),
  route({
    method: 'POST',
    path: '/accounts/{provider}/{name}/moves',
    summary: 'Keep the key of an account in the other place',
    input: v.object({ provider: v.string(), name: v.string(), to: place }),
    answer: async (input, { accounts }) => {
      if (!(await accounts.move(input.provider, input.name, input.to))) throw noAccount(input);
      return { accounts: accounts.list() };
    },
  }),
  route({
    method: 'POST',
    path: '/accounts/unlock',
    summary: 'Ask the keychain again for keys that it did not give out',
    input: v.object({}),
    answer: async (_, { accounts }) => {
      await accounts.unlock();
      return { accounts: accounts.list() };
    },
  }),
  route({
    method: 'POST',
    path: '/accounts/probe',
    summary: "Whether the system's keychain works: something is written to it, read and removed again",
    input: v.object({}),
    answer: async (_, { accounts }) => ({ why: await accounts.probe() }),
  }),
];

function noAccount({ provider, name: missing }: { readonly provider: string; readonly name: string }): ApiProblem {
  return new ApiProblem(404, `${provider} has no account "${missing}"`);
}
