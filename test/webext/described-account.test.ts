import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toProvider } from '../../lib/described/to-provider.ts';
import { reviewCall } from '../../lib/engine/review-call.ts';
import { learnOwnProviders } from '../../lib/providers/registry.ts';
import { accepted, minimal } from '../described/samples.ts';
import { NOW } from '../domain/samples.ts';
import { readingOf, request } from '../engine/calls.ts';
import { type DexieHost, openDexieHost } from '../engine/dexie-host.ts';

const KEY = '3'.repeat(64);
let host: DexieHost;
beforeEach(async () => {
  host = await openDexieHost(NOW);
});
afterEach(() => {
  learnOwnProviders([]);
  return host.close();
});

describe('a balance of a described API', () => {
  const rates = { 'input-tokens': { price: '3', per: 1_000_000 }, 'output-tokens': { price: '15', per: 1_000_000 } };
  const chatting = minimal({
    calls: [{ name: 'chat', url: 'https://api.acme.example/v1/chat', speaks: 'openai-chat' }],
    prices: [{ model: 'toll-large', unit: 'USD', rates, source: 'https://acme.example', date: '2026-11-21' }],
  });
  const own = { provider: 'own-acme', surface: 'own-acme/chat', fingerprint: KEY };

  it.each([
    ['own-acme:u-1', 'ask'],
    ['own-acme:own', 'send'],
  ])('of %s: a call that it does not suffice for is an occasion to %s', async (account, kind) => {
    learnOwnProviders([toProvider(accepted(chatting))]);
    await host.addAccount(account);
    await host.putReading(account, readingOf(host, 0n));
    const verdict = await reviewCall(request('a', undefined, own), host.ports);
    expect(verdict.kind).toBe(kind);
    expect(verdict.facts?.balance).toMatchObject({ availableNano: 0n });
  });
});
