import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PriceView } from '../../lib/domain/price-view.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { settleCall } from '../../lib/engine/settle-call.ts';
import { putPriceFileInForce } from '../../lib/prices/file-prices.ts';
import { readPriceViews } from '../../lib/webext/price-views.ts';
import { chatDraft, NOW, ONE } from '../domain/samples.ts';
import { answered, batch, chat, readingOf, settlement } from '../engine/calls.ts';
import { type DexieHost, openDexieHost } from '../engine/dexie-host.ts';
import { ACCOUNT } from '../engine/ledger-host.ts';
import { filedRow, heldFile } from '../prices/filed.ts';

let host: DexieHost;
let leftNano = 100n * ONE + 1n;
beforeEach(async () => {
  host = await openDexieHost(NOW);
  leftNano = 100n * ONE + 1n;
  await host.addAccount();
  await host.database.accounts.update(ACCOUNT, { name: 'Demo' });
  await read();
});
afterEach(() => host.close());

let calls = 0;
const settle = async (draft = chat, outcome = answered(1200, 100)): Promise<void> => {
  calls += 1;
  host.now += 1000;
  await settleCall(settlement(`call-${calls}`, outcome, draft), host.ports);
};
async function read(): Promise<void> {
  host.now += 1000;
  await host.putReading(ACCOUNT, readingOf(host, leftNano));
}
const views = (): Promise<readonly PriceView[]> => readPriceViews(host.database, host.now);
const unlisted = chatDraft({ model: 'toll-unlisted' });
async function teach(times: number): Promise<void> {
  for (let index = 1; index <= times; index += 1) {
    const [input, output] = [1000 * (1 + (index % 3)), 100 * index];
    await settle(unlisted, answered(input, output));
    leftNano -= BigInt(input) * 4000n + BigInt(output) * 12_000n;
    await read();
  }
}

it('lists every model that was called once, with the price that counts now and where it is from', async () => {
  await settle();
  await settle();
  await settle(batch, { kind: 'answer', usage: { records: 25 }, cost: '450', output: null });
  expect(await views()).toMatchObject([
    {
      providerName: 'Sandbox',
      model: null,
      price: { unit: 'credits', rates: [{ meter: 'records', likely: 18_000n * ONE }], origin: 'provider' },
    },
    {
      model: 'toll-large',
      accountName: 'Demo',
      lesson: null,
      price: {
        ...{ unit: 'USD', origin: 'provider', date: '2026-11-21', link: null, notes: [] },
        rates: [
          { meter: 'input-tokens', low: 10_000_000n, likely: 10_000_000n, high: 10_000_000n },
          { meter: 'output-tokens', low: 30_000_000n, likely: 30_000_000n, high: 30_000_000n },
        ],
      },
    },
  ]);
});

it('says how far a price that nobody publishes is learned', async () => {
  await teach(2);
  expect(await views()).toMatchObject([
    { model: 'toll-unlisted', price: null, lesson: { kind: 'few', drops: 2, least: 4 } },
  ]);
  await teach(3);
  const [view] = await views();
  expect(view).toMatchObject({
    lesson: null,
    price: { origin: 'drops', notes: [{ key: 'price.drops', params: { n: 5 } }] },
  });
  const [input] = view?.price?.rates ?? [];
  expect(input?.low).toBeLessThan(input?.high ?? 0n);
});

it('has the user’s own price, and a list’s that seems to have changed', async () => {
  for (const output of [100, 900, 2000]) {
    const billed = (1200n * 20_000_000n + BigInt(output) * 60_000_000n) / 1000n;
    await settle(chat, answered(1200, output, { cost: `0.${billed.toString().padStart(9, '0')}` }));
  }
  expect(await views()).toMatchObject([
    { price: { origin: 'bills', notes: [{ key: 'price.changed' }, { key: 'price.learned' }] } },
  ]);
  const prices = [{ model: 'toll-large', unit: 'USD', rates: { 'input-tokens': 7n }, on: '2026-11-20' }];
  await host.database.accounts.update(ACCOUNT, { own: { times: {}, prices } });
  expect(await views()).toMatchObject([{ price: { origin: 'own', date: '2026-11-20', rates: [{ likely: 7n }] } }]);
});

it('lists public prices with the page they are from', async () => {
  await settleCall(
    {
      ...settlement('openai', answered(1, 1), chatDraft({ model: 'gpt-4o-mini' })),
      provider: 'openai',
      surface: 'openai/chat',
    },
    host.ports,
  );
  expect(await views()).toMatchObject([
    { model: 'gpt-4o-mini', accountName: null, price: { unit: 'USD', origin: 'base' } },
  ]);
});

it('says of a price how it is billed where that is not one by one', async () => {
  putPriceFileInForce(
    heldFile([
      filedRow({
        list: 'sandbox',
        model: 'toll-large',
        steps: { 'output-tokens': { each: 100, least: 500 } },
        callMin: 5_000_000,
        sessionFee: 20_000_000_000,
        free: [{ meters: ['output-tokens'], count: 1000, per: 'month' }],
      }),
    ]),
  );
  await settle();
  const notes = (await views()).flatMap(({ price }) => price?.notes ?? []);
  putPriceFileInForce(null);
  expect(notes.map((note) => renderText(note, 'en'))).toEqual(
    expect.arrayContaining([
      'Answer: billed in whole steps of 100.',
      'Answer: at least 500 are billed.',
      'A call costs at least $0.000005.',
      'A session costs $0.02 besides, once.',
      'Answer: the first 1,000 a month are free.',
    ]),
  );
});
