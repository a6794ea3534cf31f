import { join } from 'node:path';
import { QUARTER_MS } from '../../companion/ledger/flush.ts';
import { openLedgerFile } from '../../companion/ledger/open-file.ts';

/**
 * Gives the records of a filled folder what settling them would have left beside: a booking each, and the sums of quarters of an
 * hour and of days. Made by the database itself: one by one they would take as long as the calls.
 */
export async function fillSums(folder: string): Promise<void> {
  const file = await openLedgerFile(join(folder, 'ledger.sqlite'));
  const nano = "cast(json_extract(body, '$.cost.likelyNano.$nano') as integer)";
  const unit = "json_extract(body, '$.cost.unit')";
  const { database } = file.sql;
  database.exec(`
    delete from bookings; delete from rollups; delete from row_day_sums;
    insert into bookings (ledger, call_id, certainty, provider, account, model, key_mark, label, origin, unit, cost_units,
      cost_nano, tokens, calls, hold_unit, hold_units, hold_nano, hold_tokens, rates, reserved_at, settled_at)
    select ledger, call_id, 'known', provider, 'team', model, 'k', null, origin, ${unit}, ${nano} / 1000000000,
      ${nano} % 1000000000, 900, 1, ${unit}, 0, 30000000, 2000, null, opened_at, opened_at + 900 from row_records;
    insert into rollups select ledger, reserved_at - reserved_at % ${QUARTER_MS}, provider, account, model, '', unit,
      sum(cost_units), sum(cost_nano), sum(tokens), sum(calls), 0 from bookings
      group by ledger, reserved_at - reserved_at % ${QUARTER_MS}, provider, account, model, unit;
    insert into row_day_sums (ledger, day, provider, model, unit, body)
    select ledger, day, provider, model, unit, json_object('day', day, 'provider', provider, 'model', model, 'unit', unit,
      'calls', calls, 'refusals', 0, 'likelyNano', json_object('$nano', cast(nano as text)), 'unknownCalls', 0)
    from (select ledger, date(opened_at / 1000, 'unixepoch') as day, provider, model, ${unit} as unit, count(*) as calls,
      sum(${nano}) as nano from row_records group by 1, 2, 3, 4, 5)`);
  await file.close();
}
