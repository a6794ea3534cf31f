import * as v from 'valibot';
import { toDecimal } from '../../lib/domain/money.ts';
import { endQuietly } from '../alerts/alert-store.ts';
import { type NamedAccount, readNamedAccounts } from '../balance/account-name.ts';
import { inWatchTables } from '../ledger/in-watch-tables.ts';
import type { RunProblem } from '../plan/recharge-desk.ts';
import type { KeptRun } from '../plan/recharge-runs.ts';
import { type ApiDesk, ApiProblem, type ApiRoute, route } from './route.ts';

const id = v.pipe(v.string(), v.regex(/^rr_[0-9a-z]{1,40}$/, 'a run is named as "tollkeeper recharge runs" shows it'));
const who = v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(100)), 'somebody at this machine');

/** Recharges by rules: what they came to, and a yes or no. Rules are set in the companion's own file, and never here. */
export const rechargeRoutes: readonly ApiRoute[] = [
  route({
    method: 'GET',
    path: '/recharge/rules',
    summary: 'The rules, and what each would come to now',
    input: v.object({}),
    answer: async (_, { recharges }) => {
      const rules = recharges.rules.list();
      const decisions = await Promise.all(rules.map((rule) => recharges.preview(rule)));
      return { rules: rules.map((rule, at) => ({ ...rule, now: say(decisions[at]) })) };
    },
  }),
  route({
    method: 'GET',
    path: '/recharge/runs',
    summary: 'What was recharged, asked and left: the audit log, the newest first',
    input: v.object({
      limit: v.optional(v.pipe(v.string(), v.regex(/^\d{1,4}$/)), '50'),
      before: v.optional(v.pipe(id, v.description('a run: those that are older'))),
    }),
    answer: async ({ limit, before }, { recharges, store }) => {
      const named = await readNamedAccounts(store);
      return { runs: (await recharges.runs(Number(limit), before)).map((run) => describeRun(run, named)) };
    },
  }),
  route({
    method: 'GET',
    path: '/recharge/waiting',
    summary: 'All runs that wait for a yes, or that nobody saw the end of, however old they are',
    input: v.object({}),
    answer: async (_, { recharges, store }) => {
      const named = await readNamedAccounts(store);
      return { runs: (await recharges.waiting()).map((run) => describeRun(run, named)) };
    },
  }),
  route({
    method: 'POST',
    path: '/recharge/look',
    summary: 'Look at the rules now, as is done every minute, and do what is due',
    input: v.object({}),
    answer: async (_, { recharges, store }) => {
      const named = await readNamedAccounts(store);
      const begun = (await recharges.look()).flatMap(({ run }) => (run === null ? [] : [describeRun(run, named)]));
      return { runs: begun };
    },
  }),
  route({
    method: 'POST',
    path: '/recharge/runs/{id}/approve',
    summary: 'Say yes: it is done now, or was done by hand',
    input: v.object({ id, who }),
    answer: async (input, { recharges, store }) => told(await recharges.approve(input.id, input.who), store),
  }),
  route({
    method: 'POST',
    path: '/recharge/runs/{id}/decline',
    summary: 'Say no',
    input: v.object({ id, who }),
    answer: async (input, { recharges, store }) => {
      const run = await recharges.decline(input.id, input.who);
      await endUnpaid(run, store);
      return told(run, store);
    },
  }),
  route({
    method: 'POST',
    path: '/recharge/runs/{id}/resolve',
    summary: 'Say what became of a run that nobody saw the end of',
    input: v.object({ id, who, done: v.boolean() }),
    answer: async (input, { recharges, store }) => {
      const run = await recharges.resolve(input.id, input.done, input.who);
      if (!input.done) await endUnpaid(run, store);
      return told(run, store);
    },
  }),
];

const PROBLEMS: Readonly<Record<RunProblem, readonly [404 | 409, string]>> = {
  'no-such-run': [404, 'there is no such run'],
  'not-asked': [409, 'nobody waits for an answer to it any more: see "tollkeeper recharge runs"'],
  'not-open': [409, 'it is known what became of it'],
  'no-such-rule': [409, 'its rule was removed or changed, or is another companion’s: nothing was done'],
  'being-sent': [409, 'its request is being sent this moment: ask again in a minute'],
  'over-cap': [409, 'its rule allows less by now: nothing was done'],
};

/** That nothing was paid is no all-clear for whoever was asked. */
async function endUnpaid(run: KeptRun | RunProblem, store: ApiDesk['store']): Promise<void> {
  if (typeof run === 'string') return;
  await inWatchTables(store, (tables) => endQuietly(tables, ({ key }) => key.startsWith(`recharge:${run.id}|`)));
}

async function told(run: KeptRun | RunProblem, store: ApiDesk['store']): Promise<object> {
  if (typeof run !== 'string') return { run: describeRun(run, await readNamedAccounts(store)) };
  const [status, why] = PROBLEMS[run];
  throw new ApiProblem(status, why);
}

function say(decision: { readonly kind: string; readonly why?: string } | undefined): string {
  return decision?.kind === 'recharge' ? 'recharge' : (decision?.why ?? 'not-looked-at');
}

/** A run as programs read it. */
export type ShownRun = Omit<KeptRun, 'amountNano' | 'at' | 'endsAt' | 'paidBy'> & {
  readonly amount: string;
  /** What was handed to a webhook, of which nobody has seen yet that it was taken. */
  readonly isOnItsWay: boolean;
  /** What people call the account. */
  readonly name: string;
  /** Where it is recharged, by the provider's own table; null: no page is known. */
  readonly link: string | null;
};

function describeRun(
  { amountNano, at: _, endsAt: __, paidBy, ...run }: KeptRun,
  named: (id: string) => NamedAccount,
): ShownRun {
  const { title, recharge } = named(run.account);
  const isOnItsWay = run.action === 'webhook' && run.state === 'done' && !run.isDry && paidBy === undefined;
  return { ...run, name: title, link: recharge, amount: toDecimal(amountNano), isOnItsWay };
}
