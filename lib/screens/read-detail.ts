import { accountTitle } from '../domain/account-title.ts';
import { asCorrected } from '../domain/corrected.ts';
import type { CallDetail } from '../domain/dashboard.ts';
import type { ExchangeRate } from '../domain/exchange.ts';
import { explainRecord, explainShown } from '../domain/explain-record.ts';
import type { Price } from '../domain/price.ts';
import { priceAt } from '../domain/price-at.ts';
import type { CallRecord } from '../domain/record.ts';
import { findKey } from '../ledger/find-key.ts';
import type { LedgerTables } from '../ledger/tables.ts';
import { findPrices, type PriceQuery } from '../prices/find-prices.ts';
import { findProvider } from '../providers/registry.ts';
import { nameOf } from './account-name.ts';
import { type ReportMaker, writeReport } from './redact-call.ts';

/**
 * Everything about one call; null: it is not there (any more). `exchangeRates`: what its cost is shown as besides;
 * `corrected`: the record with its corrections, where they are kept elsewhere.
 */
export async function readDetail(
  tables: LedgerTables,
  callId: string,
  maker: ReportMaker & { readonly exchangeRates?: readonly ExchangeRate[] },
  corrected = (record: CallRecord): CallRecord => record,
): Promise<CallDetail | null> {
  const found = await tables.records.get(callId);
  if (found === undefined) return null;
  const record = corrected(found);
  const [account, key, list] = await Promise.all([
    record.account === null ? undefined : tables.accounts.get(record.account),
    findKey(tables, record.provider, record),
    tables.priceLists.get(record.provider),
  ]);
  const tariff = {
    hasKey: record.fingerprint !== null,
    keyGroup: key?.group ?? null,
    userGroup: account?.group ?? null,
  };
  const sum = explainRecord(record, priceOf(record, { site: list ?? null, tariff }));
  return {
    record,
    sum: { ...sum, cost: [...sum.cost, ...explainShown(asCorrected(record).cost, maker.exchangeRates ?? [])] },
    accountName: account ? accountTitle(nameOf(account.provider, list ? [list] : []), account.name) : null,
    keyName: key?.name ?? null,
    report: writeReport(record, maker),
  };
}

/** The price list's price for the hour and the unit of that call; null: it has none. */
function priceOf({ provider: id, draft, cost, openedAt, settledAt }: CallRecord, query: PriceQuery): Price | null {
  const provider = findProvider(id, query.site?.facts ?? null);
  const prices = provider && draft ? findPrices(provider, draft, query) : [];
  const price = cost === null ? prices[0] : prices.find(({ unit }) => unit === cost.unit);
  return price === undefined ? null : priceAt(price, { startedAt: openedAt, endedAt: settledAt });
}
