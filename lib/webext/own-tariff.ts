import { accountTitle } from '../domain/account-title.ts';
import type { PricesView } from '../domain/dashboard.ts';
import type { ExchangeRate } from '../domain/exchange.ts';
import type { FreeQuantity } from '../domain/free-quantity.ts';
import { parseDecimal } from '../domain/money.ts';
import { NO_TARIFF, type OwnTariff, readTimes, withOwnPrice, withTimes } from '../domain/own-prices.ts';
import { isOwnWallet, readTariff, TARIFF_HABITS } from '../ledger/ledger-context.ts';
import { accountRowId } from '../ledger/row-ids.ts';
import { nameOf } from '../screens/account-name.ts';
import type { Database } from './database.ts';

/** What a user types as the price of a model: of a million tokens, decimal. */
export interface TypedPrice {
  readonly unit: string;
  readonly input: string;
  readonly output: string;
  /** How many tokens a month are free, in and out together; empty: none. */
  readonly freeTokens: string;
}

/** Sets what listed prices of an account are multiplied with, for a tariff group (`''`: all); null forgets it. */
export function writeTimes(
  database: Database,
  { account, group, times }: { readonly account: string; readonly group: string; readonly times: string | null },
): Promise<void> {
  if (times !== null && readTimes(times) === null) throw new Error('[settings] that is no multiplier');
  return changeTariff(database, account, (tariff) => withTimes(tariff, group, times));
}

/** Sets the user's own price of a model of an account; null forgets it. `on`: the day, ISO. */
export function writeOwnPrice(
  database: Database,
  given: { readonly account: string; readonly model: string; readonly price: TypedPrice | null; readonly on: string },
): Promise<void> {
  const { account, model, price, on } = given;
  if (price === null) return changeTariff(database, account, (tariff) => withOwnPrice(tariff, model, null));
  const [input, output] = [readRate(price.input), readRate(price.output)];
  if (model === '' || input === null || output === null) throw new Error('[settings] that is no price');
  const rates = { 'input-tokens': input, 'output-tokens': output };
  const free = price.freeTokens === '' ? null : readFree(price.freeTokens);
  return changeTariff(database, account, (tariff) =>
    withOwnPrice(tariff, model, { model, unit: price.unit, rates, ...(free && { free: [free] }), on }),
  );
}

/** Of a million tokens in pico-units of one: as many as millionths of the unit. Null: it is none, or has more digits. */
function readRate(typed: string): bigint | null {
  const nano = parseDecimal(typed);
  return nano === null || nano < 0n || nano % 1000n !== 0n ? null : nano / 1000n;
}

function readFree(typed: string): FreeQuantity {
  if (!/^[1-9]\d{0,11}$/.test(typed)) throw new Error('[settings] that is no number of tokens');
  return { meters: ['input-tokens', 'cached-input-tokens', 'output-tokens'], count: Number(typed), per: 'month' };
}

async function changeTariff(
  database: Database,
  account: string,
  change: (tariff: OwnTariff) => OwnTariff,
): Promise<void> {
  await database.transaction('rw', database.accounts, database.habits, async () => {
    if (isNobodys(account)) {
      const id = TARIFF_HABITS + account.slice(0, -1);
      const tariff = change(readTariff(await database.habits.get(id)) ?? NO_TARIFF);
      const isEmpty = tariff.prices.length === 0 && Object.keys(tariff.times).length === 0;
      await (isEmpty ? database.habits.delete(id) : database.habits.put({ id, values: [tariff] }));
      return;
    }
    const row = await database.accounts.get(account);
    if (row === undefined) throw new Error('[settings] the account is not there any more');
    await database.accounts.put({ ...row, own: change(row.own ?? NO_TARIFF) });
  });
}

/** What stands for a provider of which no account is known: an account's id, without what its provider calls it. */
function isNobodys(account: string): boolean {
  return account.endsWith(':');
}

/** What the user says about prices, account by account, and then of providers that were called and have none. */
export async function readPricesView(database: Database, rates: readonly ExchangeRate[]): Promise<PricesView> {
  const [accounts, readings, lists, called, tariffs] = await Promise.all([
    database.accounts.toArray(),
    database.readings.toArray(),
    database.priceLists.toArray(),
    // Keys, not rows: there is one for each day, model and unit.
    database.rollups.toCollection().primaryKeys(),
    database.habits.where('id').startsWith(TARIFF_HABITS).toArray(),
  ]);
  const own = accounts.filter((row) => isOwnWallet(accounts, row));
  const saidOf = new Map(tariffs.map((row) => [row.id.slice(TARIFF_HABITS.length), readTariff(row)]));
  const known = new Set(own.map(({ provider }) => provider));
  const met = [...lists.map(({ provider }) => provider), ...called.map(([, provider]) => provider)];
  const seen = met.filter((provider) => !known.has(provider));
  return {
    accounts: [
      ...own.map((row) => ({
        account: row.id,
        accountName: accountTitle(nameOf(row.provider, lists), row.name),
        unit: readings.find(({ account }) => account === row.id)?.unit ?? 'USD',
        tariff: row.own ?? NO_TARIFF,
      })),
      ...[...new Set([...seen, ...saidOf.keys()])].map((provider) => ({
        account: accountRowId(provider, ''),
        accountName: nameOf(provider, lists),
        unit: called.find(([, of, , unit]) => of === provider && unit !== '')?.[3] ?? 'USD',
        tariff: saidOf.get(provider) ?? NO_TARIFF,
        isOfProvider: true as const,
      })),
    ],
    rates,
  };
}
