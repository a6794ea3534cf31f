import { beforeEach, describe, expect, it } from 'vitest';
import { reviewCall } from '../../lib/engine/review-call.ts';
import { settleCall } from '../../lib/engine/settle-call.ts';
import { ONE } from '../domain/samples.ts';
import { answered, chat, readingOf, request, settlement } from './calls.ts';
import type { LedgerHost } from './ledger-host.ts';
import { openMemoryHost } from './memory-host.ts';

const ANN = 'deepseek:ann';
/** Monday, 2026-11-23, 01:00 UTC: the first millisecond of the peak. */
const PEAK = Date.UTC(2026, 10, 23, 1);
const place = { provider: 'deepseek', surface: 'deepseek/chat', origin: 'https://app.example' };
const draft = { ...chat, model: 'deepseek-flash' };
/** 1,200 tokens in and 1,000 out of the small model off-peak, in yuan and in dollars. */
const YUAN = 5_200_000n;
const DOLLARS = 780_000n;

describe('an account with two wallets', () => {
  let host: LedgerHost;
  beforeEach(async () => {
    host = await openMemoryHost(PEAK - 1);
    await host.addAccount(ANN);
  });

  const has = (nano: bigint, unit: string) => host.putReading(ANN, readingOf(host, nano, unit));
  const review = (callId: string) => reviewCall(request(callId, draft, place), host.ports);
  const settle = async (callId: string) =>
    (await settleCall({ ...settlement(callId, answered(1200, 1000), draft), ...place }, host.ports)).record;
  const spent = async (unit: string) => {
    const query = { provider: 'deepseek', fingerprint: null, model: null, callId: '' };
    const { account } = await host.ports.transact((ledger) => ledger.readContext(query));
    return account?.balances.find((entry) => entry.reading.unit === unit)?.spentSinceNano;
  };

  it('is billed from the one with money', async () => {
    await has(0n, 'USD');
    await has(ONE, 'CNY');
    await review('a');
    expect(await settle('a')).toMatchObject({ certainty: 'billed', cost: { unit: 'CNY', likelyNano: YUAN } });
    expect([await spent('CNY'), await spent('USD')]).toEqual([YUAN, 0n]);
  });

  it('is billed at the price of the hour it was sent in, and in the currency it was forecast in', async () => {
    await has(0n, 'USD');
    await has(ONE, 'CNY');
    await review('a');
    host.now = PEAK + 60_000;
    await has(ONE, 'USD');
    await has(0n, 'CNY');
    const record = await settle('a');
    expect(record?.cost).toMatchObject({ unit: 'CNY', likelyNano: YUAN });
    // The wallet that pays now is another one: that this one has paid is no longer sure.
    expect(record?.certainty).toBe('estimated');
    await review('b');
    expect((await settle('b'))?.cost).toMatchObject({ unit: 'USD', likelyNano: DOLLARS * 2n });
  });

  it('is not said to have paid from either while both could, and neither becomes less by our guess', async () => {
    await has(ONE, 'USD');
    await has(ONE, 'CNY');
    expect((await review('a')).kind).toBe('send');
    expect(await settle('a')).toMatchObject({ certainty: 'estimated', cost: { unit: 'USD', likelyNano: DOLLARS } });
    expect([await spent('CNY'), await spent('USD')]).toEqual([0n, 0n]);
  });

  it('is asked about when both are empty, and goes out while one of them is not', async () => {
    await has(0n, 'USD');
    await has(-1n, 'CNY');
    expect(await review('a')).toMatchObject({ kind: 'ask', cause: 'depleted' });
    await has(1n, 'USD');
    expect((await review('b')).kind).toBe('send');
  });
});

it('a call of an account nobody has seen is priced, but not said to be billed so', async () => {
  const host = await openMemoryHost(PEAK - 1);
  expect((await reviewCall(request('a', draft, place), host.ports)).kind).toBe('send');
  const end = { ...settlement('a', answered(1200, 1000), draft), ...place };
  const { record } = await settleCall(end, host.ports);
  expect(record).toMatchObject({ certainty: 'estimated', cost: { unit: 'USD', likelyNano: DOLLARS } });
});
