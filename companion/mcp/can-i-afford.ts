import * as v from 'valibot';
import { partNamed } from '../../lib/budget/envelopes.ts';
import { parseDecimal, timesNano, toDecimal } from '../../lib/domain/money.ts';
import { askEstimate, estimateEntries, type ToldBudget, type ToldEstimate, writeEstimate } from './ask-estimate.ts';
import { requestEntries, toEstimateBody } from './asked-request.ts';
import { sayCost } from './estimate-cost.ts';
import { type McpDesk, mcpTool } from './mcp-tool.ts';

const ANSWERS = ['yes', 'no', 'maybe', 'unknown'] as const;
type Answer = (typeof ANSWERS)[number];

interface KnownBalance {
  readonly account: string;
  readonly name: string | null;
  readonly provider: string;
  readonly unit: string;
  readonly usable: string | null;
}

/** One thing that was looked at. */
interface Check {
  readonly what: string;
  readonly answer: Answer;
  readonly says: string;
}

/** Whether budgets and balances carry a request. */
export const canIAffordTool = mcpTool({
  name: 'can_i_afford',
  title: 'Check budgets and balance before spending',
  description:
    'Before you make a paid API call, or many of them, ask whether the budgets of this machine and the balance at the provider carry it. ' +
    'Answers yes, no, maybe (depends on how long answers get) or unknown (nothing is known that would limit it), what was checked, and ' +
    'what to do instead. With "times" for a batch of equal calls. Nothing is sent, held or stored: a yes is no reservation.',
  input: v.object({
    ...requestEntries,
    times: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(1),
        v.maxValue(1_000_000),
        v.description('How many calls like this (1).'),
      ),
      1,
    ),
    label: v.optional(
      v.pipe(v.string(), v.minLength(1), v.maxLength(64), v.description('The project label the calls will carry.')),
    ),
  }),
  output: v.object({
    answer: v.picklist(ANSWERS),
    times: v.number(),
    estimate: v.pipe(v.object(estimateEntries), v.description('Of one call.')),
    checks: v.array(v.object({ what: v.string(), answer: v.picklist(ANSWERS), says: v.string() })),
    advice: v.array(v.string()),
  }),
  asksOutside: false,
  run: async ({ times, label, ...request }, desk) => {
    const { told, isByLedger } = await askEstimate(toEstimateBody(request), desk, label ?? null);
    const estimate = writeEstimate(told);
    const checks = [
      ...(told.budgets ?? []).map((budget) => checkBudget(budget, times)),
      ...(await checkBalances(told, times, desk)),
    ];
    const answer = worstOf(checks);
    const advice = adviceFor(checks, { isByLedger, isPriced: estimate.likely !== null });
    const value = { answer, times, estimate, checks: [...checks], advice: [...advice] };
    const head = `${ANSWER_WORDS[answer]} ${sayCost(estimate)}${times > 1 ? ` Asked for ${times} of them.` : ''}`;
    return { value, text: [head, ...checks.map(({ says }) => `- ${says}`), ...advice].join('\n') };
  },
});

const ANSWER_WORDS: Readonly<Record<Answer, string>> = {
  yes: 'Yes.',
  no: 'No.',
  maybe: 'Maybe: it depends on how long answers get.',
  unknown: 'Unknown.',
};

/** What stops a call counts, then what may; what is known to suffice only where nothing else was found. */
function worstOf(checks: readonly Check[]): Answer {
  for (const answer of ['no', 'maybe'] as const) if (checks.some((check) => check.answer === answer)) return answer;
  return checks.some(({ answer }) => answer === 'yes') ? 'yes' : 'unknown';
}

/** By what the gateway would hold: a hard budget also stops what nobody can bound. */
function checkBudget({ id, hard, needed, left }: ToldBudget, times: number): Check {
  const what = `budget:${id}`;
  const [one, room] = [parseDecimal(needed), parseDecimal(left)];
  if (room === null) return { what, answer: 'unknown', says: `Nobody can tell what the budget "${id}" has left.` };
  if (one === null) {
    const says = `What it may need of the budget "${id}" is not known: no price, or no bound on the answer.`;
    return { what, answer: hard ? 'no' : 'unknown', says };
  }
  const all = timesNano(one, BigInt(times));
  const says = `The budget "${id}" (${hard ? 'hard' : 'soft'}) has ${left} left; up to ${toDecimal(all)} would be held.`;
  if (all <= room) return { what, answer: 'yes', says };
  // Nothing stops at a soft budget; it only warns.
  return { what, answer: hard ? 'no' : 'maybe', says };
}

async function checkBalances(told: ToldEstimate, times: number, desk: McpDesk): Promise<readonly Check[]> {
  const { provider, currency } = told;
  const found = await desk.ask<{ readonly balances: readonly KnownBalance[] }>({ path: '/balances' });
  const known = (found?.balances ?? []).filter((one) => one.provider === provider && one.unit === currency);
  const checks = known.map((balance) => checkBalance(balance, told, times));
  // Which of several accounts pays nobody has said: it is enough where one of them does.
  const isAnyYes = checks.some(({ answer }) => answer === 'yes');
  return checks.map((check) => (isAnyYes && check.answer !== 'yes' ? { ...check, answer: 'unknown' as const } : check));
}

function checkBalance({ account, name, unit, usable }: KnownBalance, told: ToldEstimate, times: number): Check {
  const what = `account:${account}`;
  const who = name ?? account;
  const [room, likely, high] = [parseDecimal(usable), nanoOf(told.likely), nanoOf(told.high)];
  if (room === null || likely === null || high === null) {
    return { what, answer: 'unknown', says: `What is left in "${who}" is not known.` };
  }
  const all = (one: bigint): bigint => timesNano(one, BigInt(times));
  const reserve = nanoOf(told.reserve) ?? 0n;
  const says = `"${who}" has ${usable} ${unit} left; ${toDecimal(all(likely))} would be likely, ${toDecimal(all(high))} much.`;
  if (room < all(likely) || room < reserve) return { what, answer: 'no', says };
  return { what, answer: room < all(high) ? 'maybe' : 'yes', says };
}

function nanoOf(amount: number | null): bigint | null {
  return amount === null ? null : parseDecimal(amount.toFixed(9));
}

function adviceFor(
  checks: readonly Check[],
  { isByLedger, isPriced }: { readonly isByLedger: boolean; readonly isPriced: boolean },
): readonly string[] {
  const stops = (prefix: string): readonly Check[] =>
    checks.filter(({ what, answer }) => answer === 'no' && what.startsWith(prefix));
  return [
    ...(isByLedger
      ? []
      : ['No companion runs, so neither budgets nor balances are known: start it with "tollkeeper up".']),
    ...(isPriced ? [] : ['Its price is not known: name the provider, or another model.']),
    ...adviceForBudgets(stops('budget:').map(({ what }) => what.slice('budget:'.length))),
    ...(stops('account:').length === 0
      ? []
      : ['Set a lower max_tokens, take a cheaper model, or ask the user to recharge.']),
    ...(isByLedger && checks.length === 0
      ? ['No budget applies and no balance is known. A budget: tollkeeper budgets set daily --limit 5 --per day']
      : []),
  ];
}

/** What helps is said once, and what the user may do for each of them. */
function adviceForBudgets(ids: readonly string[]): readonly string[] {
  if (ids.length === 0) return [];
  const commands = ids.map(sayMore).join('; ');
  return [`Set a lower max_tokens, take a cheaper model, wait for the next window, or ask the user: ${commands}`];
}

/** The command that gives a budget more, or a part of one. */
function sayMore(id: string): string {
  const part = partNamed(id);
  if (part === null) return `tollkeeper budgets raise ${id} --by <amount> --for 2h`;
  return `tollkeeper envelopes move <amount> --from <envelope> --to ${part.envelope} --budget ${part.budget}`;
}
