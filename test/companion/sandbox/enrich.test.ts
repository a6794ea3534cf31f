import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { demoKeys } from '../../../companion/sandbox/world.ts';
import { lastRequest, onlyTransaction, openSandbox, post, readJson, walletOf } from './support.ts';

const records = (count: number) => Array.from({ length: count }, (_, index) => `Company ${index}`);

describe('enriching records', () => {
  test('25 records need 450 credits: 392 do not cover them, 21 records fit', async () => {
    const sandbox = await openSandbox();
    const refused = await post(sandbox, '/v1/enrich', { records: records(25) });
    expect(refused.status).toBe(402);
    expect(lastRequest(sandbox)).toMatchObject({ refusal: 'not-enough', records: 25, chargedNano: 0n });
    expect(walletOf(sandbox, 'credits').totalNano).toBe(392_000_000_000n);
    const body = await readJson(await post(sandbox, '/v1/enrich', { records: records(21) }));
    expect(body).toMatchObject({ credits_used: 378, credits_left: 14 });
    expect(body.data.map((entry: { record: string }) => entry.record)).toEqual(records(21));
    expect(onlyTransaction(sandbox)).toMatchObject({
      kind: 'enrich',
      unit: 'credits',
      amountNano: -378_000_000_000n,
      records: 21,
    });
  });

  test('answers exactly when 18 credits a record are available, and leaves the dollars alone', async () => {
    const sandbox = await openSandbox();
    const amounts = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 1000 }), fc.nat(500));
    await fc.assert(
      fc.asyncProperty(amounts, async ([count, total, frozen]) => {
        const wallet = walletOf(sandbox, 'credits');
        Object.assign(wallet, { totalNano: BigInt(total) * 10n ** 9n, frozenNano: BigInt(frozen) * 10n ** 9n });
        const response = await post(sandbox, '/v1/enrich', { records: records(count) });
        await response.text();
        const isCovered = count * 18 <= total - frozen;
        expect(response.status).toBe(isCovered ? 200 : 402);
        expect(wallet.totalNano).toBe(BigInt(isCovered ? total - count * 18 : total) * 10n ** 9n);
      }),
      { numRuns: 60 },
    );
    expect(walletOf(sandbox).totalNano).toBe(7_180_000_000n);
  });

  test('takes any key: the price is per record', async () => {
    const sandbox = await openSandbox();
    const headers = { authorization: `Bearer ${demoKeys.perRequest}` };
    expect((await post(sandbox, '/v1/enrich', { records: [{ name: 'Acme' }] }, headers)).status).toBe(200);
  });

  test('relays state credits without a dollar sign', async () => {
    const sandbox = await openSandbox();
    const headers = { 'x-sandbox-refusal-shape': 'relay' };
    const body = await readJson(await post(sandbox, '/v1/enrich', { records: records(25) }, headers));
    expect(body.error.message).toMatch(/^用户额度不足, 剩余额度: 392, 需要预扣费额度: 450 \(request id/);
  });

  test.each(['depleted', 'frozen', 'wrong-billing', 'key-limit', 'supplier-empty', 'rate-limited', 'html-error'])(
    'scenario %s charges nothing',
    async (scenario) => {
      const sandbox = await openSandbox();
      const response = await post(sandbox, '/v1/enrich', { records: ['a'] }, { 'x-sandbox-scenario': scenario });
      expect(response.ok).toBe(false);
      expect(sandbox.world.transactions).toEqual([]);
    },
  );

  test.each([{}, { records: [] }, { records: 'a' }])('%j is not understood', async (body) => {
    const sandbox = await openSandbox();
    expect((await post(sandbox, '/v1/enrich', body)).status).toBe(400);
  });
});
