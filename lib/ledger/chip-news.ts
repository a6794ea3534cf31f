import type { ChipNews } from '../domain/explain-chip.ts';
import type { CallFacts } from '../domain/facts.ts';
import { learnRate, nearLimit, type RateLimit } from '../domain/rate.ts';
import type { CallRecord } from '../domain/record.ts';
import { sumOfTokens } from '../domain/token-limit.ts';
import { type TokensKnown, tokensShort } from '../domain/tokens-left.ts';
import type { Learned } from '../engine/ports.ts';
import { costHabitId } from './row-ids.ts';
import type { LedgerTables } from './tables.ts';

/** So long a relay's empty supplier is worth a word, ms (CARDS.md). */
const SUPPLIER_MS_MAX = 10 * 60_000;
/** A call may have been open for so long before it was refused, ms. */
const OPEN_MS_MAX = 10 * 60_000;
const MINUTE_MS = 60_000;

/** Whose calls are meant; account null: not known. */
interface Whose {
  readonly provider: string;
  readonly account: string | null;
  readonly now: number;
}

/** What the ledger knows that is worth a word beside a call's figures. Call inside a transaction. */
export async function readChipNews(
  tables: LedgerTables,
  { model, tokens }: Pick<CallFacts, 'model' | 'tokens'>,
  whose: Whose,
): Promise<ChipNews> {
  const [supplierAgoMs, rate, known] = await Promise.all([
    model === null ? null : findSupplierRefusal(tables, model, whose),
    readNearLimit(tables, whose),
    whose.account === null ? null : readTokensKnown(tables, whose.account, model),
  ]);
  return { supplierAgoMs, rate, tokens: tokens ? tokensShort(known, sumOfTokens(tokens), whose.now) : null };
}

/** How long ago the relay's own supplier was empty for this model; null: it was not, or it has answered since. */
async function findSupplierRefusal(
  tables: LedgerTables,
  model: string,
  { provider, now }: Whose,
): Promise<number | null> {
  const refused = await tables.records
    .where('[outcome+openedAt]')
    .between(['refusal', now - SUPPLIER_MS_MAX - OPEN_MS_MAX], ['refusal', now], true, true)
    .reverse()
    .filter((record) => record.refusalCause === 'supplier-empty' && isOf(record, provider, model))
    .first();
  if (refused === undefined || now - refused.settledAt > SUPPLIER_MS_MAX) return null;
  const answered = await tables.records
    .where('[model+openedAt]')
    .between([model, refused.openedAt], [model, now], true, true)
    .filter((record) => record.outcome === 'answer' && isOf(record, provider, model))
    .filter((record) => record.settledAt > refused.settledAt)
    .first();
  return answered === undefined ? now - refused.settledAt : null;
}

function isOf(record: CallRecord, provider: string, model: string): boolean {
  return record.provider === provider && record.model === model;
}

/** Id of the row with what is known of an account's limit on calls; found with its costs. */
function rateHabitId(account: string): string {
  return costHabitId(account, 'calls a minute');
}

/** Id of the row with what was said last of a model's tokens a minute; found with its costs. */
function tokensHabitId(account: string, model: string | null): string {
  return costHabitId(account, `tokens a minute|${model ?? ''}`);
}

async function readTokensKnown(
  tables: LedgerTables,
  account: string,
  model: string | null,
): Promise<TokensKnown | null> {
  const [value] = (await tables.habits.get(tokensHabitId(account, model)))?.values ?? [];
  return typeof value === 'object' && 'tokensAt' in value ? value : null;
}

async function readRateLimit(tables: LedgerTables, account: string): Promise<RateLimit | null> {
  const [value] = (await tables.habits.get(rateHabitId(account)))?.values ?? [];
  return typeof value === 'object' && 'stated' in value ? value : null;
}

async function readNearLimit(tables: LedgerTables, { provider, account, now }: Whose): ReturnType<typeof nearLimit> {
  if (account === null) return null;
  const known = await readRateLimit(tables, account);
  return nearLimit(known, now, (since) => countCalls(tables, { provider, account, since, until: now }));
}

/** The account's calls that left in this time; those that were refused for their number do not count at a provider. */
async function countCalls(
  tables: LedgerTables,
  of: {
    readonly provider: string;
    readonly account: string;
    readonly since: number;
    readonly until: number;
    readonly exceptCallId?: string;
  },
): Promise<number> {
  const { provider, account, since, until, exceptCallId = null } = of;
  const isOther = ({ callId }: { readonly callId: string }): boolean => callId !== exceptCallId;
  const [settled, open] = await Promise.all([
    tables.records
      .where('[provider+openedAt]')
      .between([provider, since], [provider, until], true, true)
      .filter((record) => isOther(record) && record.account === account && record.refusalCause !== 'rate-limit')
      .count(),
    tables.openCalls
      .where('account')
      .equals(account)
      .filter((call) => isOther(call) && call.isSent && call.openedAt >= since)
      .count(),
  ]);
  return settled + open;
}

/** What a call that was just booked says about the limit on calls a minute. Call inside a transaction. */
export async function learnCallRate(tables: LedgerTables, record: CallRecord, learned: Learned): Promise<void> {
  const { rate, tokensLeft = null } = learned;
  const { account, provider, outcome, callId } = record;
  if (account === null || (outcome !== 'answer' && outcome !== 'refusal')) return;
  if (tokensLeft !== null) {
    const values = [{ ...tokensLeft, tokensAt: record.settledAt }];
    await tables.habits.put({ id: tokensHabitId(account, record.model), values });
  }
  const isTooFast = record.refusalCause === 'rate-limit';
  const known = await readRateLimit(tables, account);
  if (rate === null && known === null && !isTooFast) return;
  const until = record.settledAt;
  const minute = { since: until - MINUTE_MS, until };
  const ownCalls = await countCalls(tables, { provider, account, ...minute, exceptCallId: callId });
  const next = learnRate(known, { reading: rate, isTooFast, ownCalls, at: until });
  if (next === known) return;
  await tables.habits.put({ id: rateHabitId(account), values: next === null ? [] : [next] });
}
