import { decodeJson } from '../../lib/domain/bigint-json.ts';
import type { PriceView } from '../../lib/domain/price-view.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import { byName, viewPrice } from '../../lib/screens/view-price.ts';
import type { LedgerStore } from '../ledger/open-ledger.ts';
import { toText } from '../ledger/sql.ts';

/** More models than this are not listed: the ones that were called last are. */
const MODELS_MAX = 200;

/** Every model that was called, with the price that would be counted with now (epoch ms). @throws LedgerError */
export function viewPrices(store: Pick<LedgerStore, 'transactBelow'>, now: number): Promise<readonly PriceView[]> {
  return store.transactBelow(async ({ tx, ledger, tables }) => {
    const lists = await tables.priceLists.toArray();
    const called = await tx.rows(
      `select provider, model, max(day) as last_day from row_day_sums where ledger = $1
       group by provider, model order by last_day desc limit ${MODELS_MAX}`,
      [ledger],
    );
    const views: PriceView[] = [];
    for (const row of called) {
      const model = toText(row.model);
      const [last] = await tx.rows(
        `select body from row_records where ledger = $1 and provider = $2 and ${model === '' ? 'model is null' : 'model = $3'}
         order by opened_at desc limit 1`,
        [ledger, toText(row.provider), ...(model === '' ? [] : [model])],
      );
      if (last === undefined) continue;
      views.push(await viewPrice(tables, decodeJson(toText(last.body)) as CallRecord, { lists, now }));
    }
    return views.sort(byName);
  });
}
