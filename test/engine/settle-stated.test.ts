import { beforeEach, expect, it } from 'vitest';
import type { Draft, Outcome } from '../../lib/domain/call.ts';
import type { OwnPrice } from '../../lib/domain/own-prices.ts';
import type { CallContext, SettlePorts } from '../../lib/engine/ports.ts';
import { settleCall } from '../../lib/engine/settle-call.ts';
import { answered, chat, settlement } from './calls.ts';
import type { LedgerHost } from './ledger-host.ts';
import { openMemoryHost } from './memory-host.ts';

let host: LedgerHost;
beforeEach(async () => {
  host = await openMemoryHost(Date.UTC(2026, 10, 21));
});

/** The ledger of an account whose user has said what a model costs. */
function withOwnPrice(price: OwnPrice): SettlePorts {
  const withOwn = ({ account, ...context }: CallContext): CallContext => ({
    ...context,
    account: account && { ...account, own: { times: {}, prices: [price] } },
  });
  return {
    ...host.ports,
    transact: (work) =>
      host.ports.transact((ledger) =>
        work({ ...ledger, readContext: async (query) => withOwn(await ledger.readContext(query)) }),
      ),
  };
}

async function settled(provider: string, outcome: Outcome, price: OwnPrice, draft: Draft = chat) {
  await host.addAccount(`${provider}:1`);
  const given = { ...settlement(provider, outcome, draft), provider, surface: `${provider}/chat` };
  return (await settleCall(given, withOwnPrice(price))).record;
}

const dollars = { 'input-tokens': 2_000_000n, 'output-tokens': 8_000_000n };
const ownPrice: OwnPrice = { model: 'toll-large', unit: 'USD', rates: dollars, on: '2026-11-01' };

it('the user’s own price at a relay goes before what its supplier took, which teaches nothing either', async () => {
  const stated = answered(1000, 100, { cost: '0.0009', costUnit: 'USD' });
  for (const relay of ['new-api@relay.example', 'sub2api@relay.example']) {
    const record = await settled(relay, stated, ownPrice);
    expect(record?.cost?.likelyNano).toBe(2_800_000n);
    expect(record?.pricedBy?.rates).toEqual(dollars);
  }
  // Who states what it takes itself is believed.
  expect((await settled('litellm@proxy.example', stated, ownPrice))?.cost?.likelyNano).toBe(900_000n);
});
