import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { models, type SandboxModel } from '../../../companion/sandbox/models.ts';
import { formatNano } from '../../../companion/sandbox/units.ts';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import { callAsUser, cardOffers, cardSays, chatBody, onlyRecord, openTabs, waitForGot } from './calls.ts';
import { chooseModel } from './playground.ts';
import { type BatchCase, batchCases, eachNano, type Means, recordsIn, seed } from './random-batches.ts';
import { CARD, CHIP, charges, clickOnCard, nanoOf, openRoad, type Road, setState, waitFor } from './road.ts';

const ENRICH = '/v1/enrich';
const transports = ['fetch', 'xhr'] as const;
const means: Readonly<Record<(typeof transports)[number], readonly Means[]>> = {
  fetch: ['a part', 'a part', 'a part', 'all, but it is much', 'all, and far more'],
  xhr: ['a part', 'a part', 'a part', 'nothing', 'all, and far more'],
};

describe.each(browserKinds)(`random batches, seed ${seed} (%s)`, (kind) => {
  let road: Road;
  beforeAll(async () => {
    road = await openRoad(kind);
  });
  afterAll(() => road?.close());
  beforeEach(() => road.reset());
  const tabs = openTabs();
  afterEach(tabs.close);

  const key = (): string => road.sandbox.world.keys[0]?.key ?? '';
  /** Bodies that came from the page. */
  const sent = (): readonly string[] =>
    road.sandbox.world.requests
      .filter((entry) => entry.path === ENRICH && entry.origin !== null)
      .map((entry) => entry.body ?? '');

  async function openWith({ availableNano, frozenNano, heldNano }: BatchCase): Promise<DrivenPage> {
    const total = availableNano + frozenNano + heldNano;
    const [frozen, held] = [formatNano(frozenNano, 0), formatNano(heldNano, 0)];
    await setState(road.sandbox, { balances: [{ unit: 'credits', total: formatNano(total, 0), frozen, held }] });
    const page = tabs.add(await road.openPlayground());
    await readBalance(page);
    const isRead = async (): Promise<boolean> =>
      (await road.ledger()).readings.some(
        ({ unit, reading }) => unit === 'credits' && nanoOf(reading.availableNano) === availableNano,
      );
    await waitFor(isRead, 'the balance to be read');
    return page;
  }

  /** What the sandbox itself says to so many records, now. */
  async function askSandbox(count: number): Promise<number> {
    const response = await fetch(road.sandbox.origin + ENRICH, {
      method: 'POST',
      headers: { authorization: `Bearer ${key()}`, 'content-type': 'application/json' },
      body: JSON.stringify({ records: Array.from({ length: count }, () => 0) }),
    });
    return response.status;
  }

  describe.each(transports.map((transport) => ({ transport, cases: batchCases(means[transport], kind + transport) })))(
    'over $transport',
    ({ transport, cases }) => {
      it.each(cases.map((given, index) => ({ ...given, number: index + 1, count: given.batch.records.length })))(
        'case $number: $count records, the account can pay $means',
        async (given) => {
          const { batch, availableNano, count } = given;
          const page = await openWith(given);
          await callAsUser(page, { name: 'call', transport, path: ENRICH, key: key(), body: batch.body });
          if (given.means === 'all, and far more') return expectAllSent(page, given);
          const text = await cardSays(page, (18 * count).toLocaleString('en'));
          // What there is is rounded down, to two decimals at least.
          const less = amountsIn(text).map((amount) => Number(availableNano) / 1e9 - amount);
          expect(less.some((difference) => difference > -1e-6 && difference < 0.01)).toBe(true);
          expect(sent()).toEqual([]);
          if (given.means === 'all, but it is much') {
            await clickOnCard(page, 'Send it');
            return expectAllSent(page, given);
          }
          const offer = (await cardOffers(page)).find((name) => /^Send ([\d,]+ now|the size that fits)$/.test(name));
          if (given.means === 'nothing') {
            expect(offer).toBeUndefined();
            expect(await askSandbox(1)).toBe(402);
            await clickOnCard(page, 'Keep editing');
            expect((await waitForGot(page, 'call')).failure).toBe(transport === 'fetch' ? 'AbortError' : 'abort');
            return expect(sent()).toEqual([]);
          }
          const keep = Number(availableNano / eachNano);
          if (offer !== 'Send the size that fits') expect(offer).toBe(`Send ${keep.toLocaleString('en')} now`);
          else expect(given.frozenNano).toBeGreaterThan(0n);
          expect(await askSandbox(keep + 1)).toBe(402);
          await clickOnCard(page, offer ?? '');
          expect((await waitForGot(page, 'call')).status).toBe(200);
          expect(charges(road.sandbox)).toEqual([BigInt(keep) * eachNano]);
          await sendRest(page, given, keep);
          const [first = '', rest = ''] = sent();
          expect([...recordsIn(first, batch, 0, keep), ...recordsIn(rest, batch, keep, count)]).toEqual(batch.records);
          expect(sent()).toHaveLength(2);
        },
      );
    },
  );

  async function expectAllSent(page: DrivenPage, { batch }: BatchCase): Promise<void> {
    expect((await waitForGot(page, 'call')).status).toBe(200);
    expect(sent()).toEqual([batch.body]);
    expect(await page.ui(CARD).exists()).toBe(false);
    const record = await onlyRecord(road);
    expect(nanoOf(record.cost?.likelyNano)).toBe(charges(road.sandbox)[0]);
    expect(charges(road.sandbox)).toEqual([BigInt(batch.records.length) * eachNano]);
  }

  /** Recharges by what is missing, and sends what was left out. */
  async function sendRest(page: DrivenPage, { batch, availableNano }: BatchCase, keep: number): Promise<void> {
    const rest = batch.records.length - keep;
    await cardSays(
      page,
      `${keep.toLocaleString('en')} of ${batch.records.length.toLocaleString('en')} records are sent`,
    );
    expect(await askSandbox(1)).toBe(402);
    const missing = BigInt(rest) * eachNano - (availableNano - BigInt(keep) * eachNano);
    const response = await fetch(`${road.sandbox.origin}/console/api/top-up`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ unit: 'credits', amount: formatNano(missing, 0) }),
    });
    expect(response.status).toBe(200);
    await readBalance(page);
    const label = `Send remaining ${rest.toLocaleString('en')}`;
    await waitFor(async () => (await cardOffers(page)).includes(label), `the offer "${label}"`);
    await clickOnCard(page, label);
    await waitFor(() => charges(road.sandbox).length === 2, 'the rest to be billed');
    expect(await askSandbox(1)).toBe(402);
  }

  it.each(transports)('a model of unknown price shows no number, before and after (%s)', async (transport) => {
    const price = BigInt(1 + (seed % 90_000_000));
    const unpriced = { id: 'toll-unlisted', inputPicoPerToken: price, outputPicoPerToken: 3n * price };
    // The sandbox sells it, the extension has not heard of it.
    (models as SandboxModel[]).push(unpriced);
    try {
      const page = tabs.add(await road.openPlayground());
      await readBalance(page);
      await page.evaluate(
        (id: string) => (document.querySelector('#model') as HTMLSelectElement).add(new Option(id)),
        unpriced.id,
      );
      await chooseModel(page, unpriced.id);
      await page.type('#composer', 'What is a toll road?');
      const chip = page.ui(CHIP);
      await waitFor(async () => (await chip.exists()) && (await chip.text()).includes('toll-'), 'the chip');
      expect(await chip.text()).toBe('Price of toll-unlisted not known');
      const body = chatBody({ model: unpriced.id });
      await callAsUser(page, { name: 'call', transport, path: '/v1/chat/completions', key: key(), body });
      expect((await waitForGot(page, 'call')).status).toBe(200);
      const record = await onlyRecord(road);
      expect([record.estimateLikelyNano, record.cost, record.certainty]).toEqual([null, null, 'unknown']);
      expect(charges(road.sandbox)).toHaveLength(1);
      await waitFor(async () => (await chip.text()).startsWith('Cost not known'), 'what the chip says afterwards');
      expect(await chip.text()).not.toMatch(/\d/);
      expect(await page.ui(CARD).exists()).toBe(false);
    } finally {
      (models as SandboxModel[]).splice(models.indexOf(unpriced), 1);
    }
  });
});

/** The page loads the balance as its console does, and Tollkeeper reads it along. */
async function readBalance(page: DrivenPage): Promise<void> {
  await page.evaluate(() => fetch('/console/api/account').then((response) => response.json()));
}

function amountsIn(text: string): readonly number[] {
  return [...text.matchAll(/-?\d[\d,]*(?:\.\d+)?/g)].map(([digits]) => Number(digits.replaceAll(',', '')));
}
