import { expect, it } from 'vitest';
import { readRecordings } from '../../companion/coats/read-recordings.ts';
import type { SitePricing } from '../../companion/coats/recording.ts';
import type { Outcome, WireId } from '../../lib/domain/call.ts';
import { costOf, costStated } from '../../lib/domain/cost-of.ts';
import { estimateCall } from '../../lib/domain/estimate-call.ts';
import { parseDecimal, toDecimal } from '../../lib/domain/money.ts';
import { priceAt } from '../../lib/domain/price-at.ts';
import { readRefusal } from '../../lib/domain/read-by-meaning.ts';
import { matchPath, type Surface } from '../../lib/domain/surface.ts';
import { countsOf, sizeInput } from '../../lib/engine/size-input.ts';
import { findPrices, type PriceQuery } from '../../lib/prices/find-prices.ts';
import type { Provider } from '../../lib/providers/provider.ts';
import { families, findProvider } from '../../lib/providers/registry.ts';
import { readSitePrices } from '../../lib/providers/site-lists.ts';
import { wires } from '../../lib/wires/registry.ts';
import { socketWires } from '../../lib/wires/socket-registry.ts';
import type { ConversationEvent } from '../../lib/wires/wire.ts';
import { site, surfaceOf } from './described.ts';
import { lacksOf } from './lacks.ts';
import { understand } from './understand.ts';

/** What is heard, painted or in a file is no text: where tokens of it are billed, only the provider knows how many. */
const UNCOUNTED: readonly WireId[] = ['openai-images', 'openai-audio', 'openai-realtime', 'openai-batches'];

/** What the site listed for the recorded call, read as the bridge reads it. */
function listed(provider: Provider, pricing: SitePricing, surface: Surface): PriceQuery {
  const family = families.find(({ id }) => provider.id.startsWith(`${id}@`));
  const body = { data: [pricing.row], group_ratio: { [pricing.group]: pricing.groupRatio } };
  const facts = { ...site, perUnit: String(pricing.quotaPerUnit) };
  const prices = family ? readSitePrices(family, body, '2026-11-21') : null;
  const hasKey = surface.isSessionPaid !== true;
  return { site: { facts, prices }, tariff: { hasKey, keyGroup: pricing.group, userGroup: 'default' } };
}

/** What becomes of frames that came over a socket (a line each), of whose address the query was recorded: one call. */
function readOverSocket(
  surface: Surface,
  { requestBody, responseBody }: { readonly requestBody: string; readonly responseBody: string },
): { readonly requestBody: string; readonly responseBody: string } {
  const wire = Object.values(socketWires).find(({ id }) => id === surface.wire);
  const told: ConversationEvent[] = [];
  const conversation = wire?.openConversation(new URLSearchParams(requestBody).get('model'), (event) =>
    told.push(event),
  );
  for (const frame of responseBody.split('\n')) conversation?.push(frame);
  const asked = told.flatMap((event) => (event.kind === 'begin' ? [event.bodyText] : []));
  expect(asked).toHaveLength(1);
  expect(told.at(-1)).toMatchObject({ kind: 'end', errorText: null });
  const texts = told.flatMap((event) => (event.kind === 'text' ? [event.text] : []));
  return { requestBody: asked[0] ?? '', responseBody: texts.join('') };
}

/** What holds of everything that was recorded of a provider. */
export function itIsUnderstood(provider: Provider): void {
  const { id } = provider;

  it('has recordings with source and date, of surfaces of its own, and of all that is read', () => {
    const { answers, refusals, readings } = readRecordings(id);
    for (const { source, date, surface } of [...answers, ...refusals, ...readings]) {
      expect(source).toMatch(/\S/);
      expect(new Date(date).toISOString().slice(0, 10)).toBe(date);
      expect(provider.surfaces).toContainEqual(surfaceOf(surface));
    }
    // Paths that nothing was read by are a guess; a site that has a name reads by those of its family.
    const family = readRecordings(id.replace(/@.*/, '')).readings;
    const nameOf = (surface: string): string => surface.slice(surface.lastIndexOf('/'));
    const recorded = new Set([...family, ...readings].map(({ surface }) => nameOf(surface)));
    const missing = provider.surfaces.filter(({ kind, id }) => kind !== 'call' && !recorded.has(nameOf(id)));
    expect(missing.map((surface) => `a recording of ${surface.id}`)).toEqual([]);
  });

  it('is what it says it is: complete, or listed', () => {
    expect({ state: provider.state, lacks: lacksOf(provider) }).toEqual({
      state: lacksOf(provider).length === 0 ? 'complete' : 'listed',
      lacks: lacksOf(provider),
    });
  });

  it('bills what our meter reads, to the nano-unit, and what was forecast', () => {
    const { answers } = readRecordings(id);
    for (const answer of answers) {
      const surface = surfaceOf(answer.surface);
      const wire = wires[surface.wire ?? 'metered'];
      const overSocket = surface.method === 'WS' ? readOverSocket(surface, answer) : null;
      const asked = wire.readRequest(overSocket?.requestBody ?? answer.requestBody, surface.rule);
      const named = answer.path === undefined ? null : matchPath(surface.path, answer.path);
      const meter = wire.openMeter({ contentType: answer.contentType, headers: answer.headers ?? {} }, surface.rule);
      meter.push(overSocket?.responseBody ?? answer.responseBody);
      const { job, costUnit, errorText, output, ...end } = meter.end();
      const [use, ...others] = job?.uses ?? [];
      expect(others).toEqual([]);
      const draft = asked && surface.isModelInPath ? { ...asked, model: named } : asked;
      if (draft && draft.model === null && use) Object.assign(draft, { model: use.model });
      const at = Date.parse(answer.at ?? answer.date);
      const query = answer.pricing ? listed(provider, answer.pricing, surface) : undefined;
      const found = draft && findPrices(provider, draft, query).find(({ unit }) => unit === answer.billed.unit);
      if (!draft) throw new Error(`${answer.surface} cannot be read`);
      const { cost } = end;
      const usage = use?.usage ?? end.usage;
      // Results of a batch say of no line that it is the last: that the body came to its end is known without.
      expect({ errorText, isComplete: end.isComplete || use !== undefined }).toEqual({
        errorText: null,
        isComplete: true,
      });
      const each = use && { each: use.each };
      const outcome: Outcome = { kind: 'answer', usage, cost, ...(costUnit && { costUnit }), output, ...each };
      const billed = parseDecimal(answer.billed.amount);
      if (billed === null) throw new Error(`${answer.billed.amount} is no amount`);
      const exact = { unit: answer.billed.unit, lowNano: billed, likelyNano: billed, highNano: billed };
      if (!found) {
        // No price is known: the answer says itself what it cost, and in what.
        expect(costStated(outcome)).toEqual(exact);
        continue;
      }
      const price = priceAt(found, { startedAt: at, endedAt: at });
      // Calls that are billed by what is asked for need not say so: what was counted is the bill, and stays our count.
      const certainty = draft.units && usage === null && cost === null ? 'estimated' : 'billed';
      const booked = costOf(outcome, draft, price, provider.areErrorsFree);
      expect([booked.cost, booked.certainty]).toEqual([exact, certainty]);
      // Without the provider's word, our own count has the truth in its range.
      const sized = sizeInput(draft, countsOf(provider, null));
      const blind = costOf({ ...outcome, usage: null, cost: null }, sized, price, provider.areErrorsFree).cost;
      if (blind === null && UNCOUNTED.includes(wire.id)) continue;
      expect({
        surface: answer.surface,
        billed,
        blind,
        isWithin: blind && blind.lowNano <= billed && billed <= blind.highNano,
      }).toMatchObject({ isWithin: true });
      const estimate = estimateCall(sized, price, null);
      expect(estimate?.unit).toBe(answer.billed.unit);
      if (price.setsAside === 'nothing') expect(estimate?.reserveNano).toBe(0n);
      else if (typeof price.setsAside !== 'object') expect(billed).toBeLessThanOrEqual(estimate?.reserveNano ?? -1n);
      else expect(estimate?.reserveNano).toBeGreaterThan(0n);
    }
  });

  it('is understood when it refuses', () => {
    for (const { name, status, headers, body, site: said, expected } of readRecordings(id).refusals) {
      const told = said === undefined ? provider : findProvider(id, { ...site, ...said });
      const found = readRefusal({ status, headers, bodyText: body, hasAnswerBegun: false }, told?.refusals ?? []);
      const decimal = (nano: bigint | null | undefined): string | null => (nano == null ? null : toDecimal(nano));
      const { says = null, unit = null } = found ?? {};
      const read = { says, available: decimal(found?.availableNano), needed: decimal(found?.neededNano), unit };
      expect({ name, ...read }).toEqual({ name, ...expected });
      expect(found?.status ?? status).toBe(status);
    }
  });

  it('is understood when its pages and its API say what there is', () => {
    for (const { name, surface, body, site: said, expected } of readRecordings(id).readings) {
      const facts = { ...site, ...said };
      const told = said === undefined ? provider : findProvider(id, facts);
      const found = told && understand(told, surfaceOf(surface), body, facts);
      expect({ surface, name, found }).toEqual({ surface, name, found: expected });
    }
  });
}
