import { admit, authorize, delayAnswer, turnAway } from './admission.ts';
import { cutAnswer, type Exchange, readJsonObject, sendError, sendJson } from './http.ts';
import { enrichCostNano } from './pricing.ts';
import { createRandom, hashText } from './random.ts';
import { formatNano } from './units.ts';
import { type Charge, settle, withCharge } from './wallet.ts';

/** Records of one call. */
const recordsMax = 100_000;

/** `POST /v1/enrich`: 18 credits for every record, all of them or none. */
export async function answerEnrich(exchange: Exchange): Promise<void> {
  const caller = authorize(exchange);
  if (caller === null) return;
  const body = await readJsonObject(exchange);
  if (body === null) return;
  const { records } = body;
  if (!Array.isArray(records) || records.length === 0 || records.length > recordsMax) {
    const message = `'records' must be an array of 1 to ${recordsMax} records`;
    return sendError(exchange, 400, { message, param: 'records' });
  }
  exchange.entry.records = records.length;
  if (turnAway(exchange, caller)) return;
  const amountNano = enrichCostNano(records.length);
  const charge = admit(exchange, { ...caller, unit: 'credits', amountNano, billing: 'any' });
  if (charge === null) return;
  await withCharge(exchange.world, charge, async () => {
    await delayAnswer(exchange);
    await sendEnriched(exchange, charge, records);
  });
}

async function sendEnriched(exchange: Exchange, charge: Charge, records: readonly unknown[]): Promise<void> {
  const { entry, world } = exchange;
  const costNano = enrichCostNano(records.length);
  entry.chargedNano = costNano;
  settle(world, charge, costNano, { kind: 'enrich', records: records.length, requestId: entry.requestId });
  const text = JSON.stringify({
    data: records.map((record) => enrichRecord(world.seed, record)),
    credits_used: Number(formatNano(costNano, 0)),
    credits_left: Number(formatNano(charge.account.wallets.credits.totalNano, 0)),
  });
  if (entry.scenario === 'garbage-json') return sendJson(exchange, 200, text.slice(0, text.length / 2));
  if (entry.scenario === 'cut-stream') return cutAnswer(exchange, text);
  sendJson(exchange, 200, text);
}

function enrichRecord(seed: number, record: unknown) {
  const random = createRandom(seed ^ hashText(JSON.stringify(record)));
  const pick = (from: readonly string[]) => from[Math.floor(random.next() * from.length)] ?? null;
  return {
    record,
    industry: pick(['Logistics', 'Software', 'Retail', 'Energy', 'Health', 'Finance', 'Education']),
    employees: Math.floor(10 ** (1 + random.next() * 3.5)),
    country: pick(['DE', 'CN', 'US', 'FR', 'JP', 'BR', 'KE', 'IN']),
    founded: 1950 + Math.floor(random.next() * 75),
    confidence: Math.round((0.6 + random.next() * 0.4) * 100) / 100,
  };
}
