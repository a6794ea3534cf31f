import * as v from 'valibot';
import { readBalanceByKey } from '../../lib/engine/read-balance-by-key.ts';
import { asksOf } from '../../lib/providers/site-asks.ts';
import { WHY_NOT_ASKED } from '../balance/ask-account.ts';
import { findAsked } from '../balance/find-asked.ts';
import { findKeys } from '../balance/find-keys.ts';
import { send } from '../balance/send.ts';
import { describeBalance } from '../balance/write-balance.ts';
import { createUserError, isUserError } from '../commands/user-error.ts';
import { type McpDesk, mcpTool } from './mcp-tool.ts';

/** A provider may take its time: 15 s an address, and there are few. */
const ASK_MS_MAX = 40_000;

const word = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const decimal = v.nullable(v.string());

const reading = v.object({
  provider: v.string(),
  account: decimal,
  unit: v.string(),
  available: v.pipe(decimal, v.description('What a call may use now; null: not known.')),
  readAt: v.pipe(v.string(), v.description('When the provider said so.')),
  ageSeconds: v.number(),
  source: v.picklist(['ledger', 'provider']),
  spentSince: v.pipe(decimal, v.description('Spent since it was read, already taken off; null: not known.')),
});
type Reading = v.InferOutput<typeof reading>;

/** What is left. */
export const getBalanceTool = mcpTool({
  name: 'get_balance',
  title: 'What is left in an account',
  description:
    'What is left at API providers. Without "provider": every account the ledger knows, by its last reading less what was spent since. ' +
    'With "provider" and "fresh": the provider itself is asked, with the key of a named account of the companion, or one in the ' +
    'environment. Says how old each figure is. null is unknown, never 0.',
  input: v.object({
    provider: v.optional(v.pipe(word, v.description('Such as deepseek, openrouter.'))),
    account: v.optional(v.pipe(word, v.description("A named account's name; the only one by itself."))),
    fresh: v.optional(
      v.pipe(v.boolean(), v.description('Ask the provider now (false: only where the ledger knows nothing).')),
      false,
    ),
    site: v.optional(
      v.pipe(v.string(), v.maxLength(300), v.description('Where the site is, of software that many sites run.')),
    ),
  }),
  output: v.object({ balances: v.array(reading), problems: v.array(v.string()) }),
  asksOutside: true,
  run: async (input, desk) => {
    const known = input.fresh ? [] : await readLedger(input.provider ?? null, desk);
    const { provider } = input;
    if (provider === undefined && input.fresh) throw nobodyToAsk();
    const asked = known.length > 0 || provider === undefined ? null : await askProvider({ ...input, provider }, desk);
    const value = { balances: [...known, ...(asked?.balances ?? [])], problems: asked?.problems ?? [] };
    if (value.balances.length === 0 && value.problems.length === 0) value.problems.push(NOTHING_KNOWN);
    return { value, text: [...value.balances.map(sayReading), ...value.problems].join('\n') };
  },
});

const NOTHING_KNOWN =
  'No balance is known. Name a provider to ask it; its key is that of a named account ("tollkeeper accounts add"), or in its variable.';

function sayReading({ provider, account, unit, available, ageSeconds, source }: Reading): string {
  const who = account === null ? provider : `${provider} (${account})`;
  const age = ageSeconds < 60 ? 'just now' : `${Math.round(ageSeconds / 60)} min ago`;
  return `${who}: ${available ?? 'unknown'} ${unit}, ${source === 'ledger' ? 'by a reading of' : 'said'} ${age}`;
}

interface LedgerBalance {
  readonly account: string;
  readonly name: string | null;
  readonly provider: string;
  readonly unit: string;
  readonly usable: string | null;
  readonly readAt: number;
  readonly spentSince: string;
}

async function readLedger(provider: string | null, { ask, now }: McpDesk): Promise<readonly Reading[]> {
  const found = await ask<{ readonly balances: readonly LedgerBalance[] }>({ path: '/balances' });
  return (found?.balances ?? [])
    .filter((one) => provider === null || one.provider === provider)
    .map((one) => ({
      ...{ provider: one.provider, account: one.name ?? one.account, unit: one.unit, available: one.usable },
      ...{ ...aged(one.readAt, now()), source: 'ledger' as const, spentSince: one.spentSince },
    }));
}

interface Asked {
  readonly provider: string;
  readonly account?: string | undefined;
  readonly site?: string | undefined;
}

/** What `describeBalance` makes, of a companion or of ours. */
interface Described {
  readonly provider: string;
  readonly account?: string;
  readonly ok: boolean;
  readonly message?: string;
  readonly balances?: readonly { readonly unit: string; readonly available: string | null; readonly at: string }[];
}

type Answered = { readonly balances: Reading[]; readonly problems: string[] };

async function askProvider({ provider, account, site }: Asked, desk: McpDesk): Promise<Answered> {
  const body = { provider, ...(account && { account }), ...(site && { site }) };
  const said = await desk
    .ask<Described>({ method: 'POST', path: '/balances/ask', body, timeoutMs: ASK_MS_MAX })
    .catch((error: unknown) => {
      if (isUserError(error) && desk.environment !== null && account === undefined) return error;
      throw error;
    });
  if (said !== null && !isUserError(said)) return toReadings(said, desk);
  const own = await askWithVariable(provider, site ?? null, desk);
  if (own !== null) return toReadings(own, desk);
  throw said ?? noKey(provider);
}

/** With a key of this process's environment; null: there is none. */
async function askWithVariable(provider: string, site: string | null, desk: McpDesk): Promise<Described | null> {
  if (desk.environment === null) return null;
  const asked = await findAsked(provider, site, send);
  if (typeof asked === 'string') {
    throw createUserError({
      what: 'Nobody was asked.',
      why: WHY_NOT_ASKED[asked],
      todo: 'Name one as "tollkeeper help balance" lists them; with "site" where many sites run its software.',
    });
  }
  const keys = findKeys(desk.environment, { key: null, id: null });
  const by = { asks: asksOf(asked.provider, asked.facts) ?? [], site: asked.site, ...keys };
  const answer = await readBalanceByKey(asked.provider, by, { send, now: desk.now });
  return answer.kind === 'no-key' ? null : (describeBalance(asked, answer, 'en') as Described);
}

function toReadings(said: Described, { now }: McpDesk): Answered {
  const { provider, ok, message = '', balances = [] } = said;
  if (!ok) return { balances: [], problems: [message] };
  const readings = balances.map(({ unit, available, at }) => ({
    ...{ provider, account: said.account ?? null, unit, available, ...aged(Date.parse(at), now()) },
    ...{ source: 'provider' as const, spentSince: null },
  }));
  return { balances: readings, problems: [] };
}

function aged(at: number, now: number): Pick<Reading, 'readAt' | 'ageSeconds'> {
  return { readAt: new Date(at).toISOString(), ageSeconds: Math.max(0, Math.round((now - at) / 1000)) };
}

function nobodyToAsk(): Error {
  return createUserError({
    what: 'Nobody was asked.',
    why: '"fresh" asks a provider, and none was named.',
    todo: 'Name one in "provider", or leave "fresh" out.',
  });
}

function noKey(provider: string): Error {
  return createUserError({
    what: `There is no key to ask ${provider} with.`,
    why: 'No companion runs that would have one, and none of its variables is set.',
    todo: 'Start "tollkeeper up" and add one ("tollkeeper accounts add"), or set its variable ("tollkeeper help balance").',
  });
}
