import { expect, it } from 'vitest';
import { linkBudgets } from '../../../companion/calls/link-budgets.ts';
import { newAccount } from '../../../companion/watch/poll-account.ts';
import { callOf } from '../../budget/samples.ts';
import { requestOf } from '../ledger/samples.ts';
import { runCompanion } from '../running-companion.ts';

it('a hard budget of an account holds before and after its accounts were merged, under either name', async () => {
  const { companion, ask } = await runCompanion();
  const { holds, store } = companion;
  const [named, listed] = ['x:named', 'x:listed'].map((id) =>
    newAccount({ id, provider: 'openai', name: id }, 'https://x.example', 0),
  );
  if (named === undefined || listed === undefined) throw new Error('there are two');
  await store.transact(async ({ accounts }) => void (await accounts.bulkPut([named, listed])));
  const put = (id: string, account: string) =>
    ask('PUT', `/api/v1/budgets/${id}`, { body: { limit: '2', per: 'month', hard: true, scope: { account } } });
  expect((await put('mine', 'x:named')).status).toBe(200);
  const reserve = async (callId: string, account: string) =>
    (await holds.reserve(requestOf(callId, 1_000_000_000n, { call: callOf({ account }) }))).kind;
  expect([await reserve('a', 'x:named'), await reserve('b', 'x:listed')]).toEqual(['held', 'held']);
  await store.transact(async ({ accounts }) => void (await accounts.put({ ...named, mergedInto: 'x:listed' })));
  await linkBudgets(companion);
  expect([await reserve('c', 'x:listed'), await reserve('d', 'x:named')]).toEqual(['refused', 'refused']);
  // Set anew it is of the wallet at once, under the name that it was given.
  const { body } = await put('mine', 'x:named');
  expect(body.budgets[0].scope).toEqual({ account: 'x:named' });
  expect(await reserve('e', 'x:listed')).toBe('refused');
  await put('other', 'x:listed');
  expect((await holds.usage()).map(({ held }) => held)).toEqual([2_000_000_000n, 2_000_000_000n]);
  const before = (await holds.history('mine')).length;
  await linkBudgets(companion);
  expect(await holds.history('mine')).toHaveLength(before);
});
