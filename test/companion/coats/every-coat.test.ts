import { describe, expect, it } from 'vitest';
import { cutCoat, listCoats } from '../../../companion/coats/coat.ts';
import { enterScenario } from '../../../companion/sandbox/scenario.ts';
import type { RefusalCause } from '../../../companion/sandbox/vocabulary.ts';
import { availableNano } from '../../../companion/sandbox/wallet.ts';
import type { RefusalReading } from '../../../lib/domain/call.ts';
import { costOf, costStated } from '../../../lib/domain/cost-of.ts';
import { parseJson } from '../../../lib/domain/json-path.ts';
import { priceAt } from '../../../lib/domain/price-at.ts';
import { readBalances } from '../../../lib/domain/read-balances.ts';
import { readRefusal } from '../../../lib/domain/read-by-meaning.ts';
import { matchPath, type Surface } from '../../../lib/domain/surface.ts';
import { findPrices } from '../../../lib/prices/find-prices.ts';
import { providers } from '../../../lib/providers/registry.ts';
import { wires } from '../../../lib/wires/registry.ts';
import { toAnswer } from '../../../lib/wires/to-answer.ts';
import { openSandbox } from '../sandbox/support.ts';
import { sampleRequest } from './samples.ts';

/* What our own readers make of a coat's answers is what was played: over every provider that has an API. */

const NOW = Date.parse('2026-11-23T01:30:00Z');
/** Work that ends later has tests of its own. */
const LATER = ['openai-batches', 'anthropic-batches', 'replicate-predictions', 'openai-realtime'];

const SAYS: Readonly<Record<RefusalCause, readonly RefusalReading['says'][]>> = {
  depleted: ['money', 'frozen'],
  'not-enough': ['money', 'frozen'],
  frozen: ['frozen', 'money'],
  'wrong-billing': ['billing-mismatch'],
  'key-limit': ['key-limit'],
  'org-limit': ['org-limit'],
  'in-flight': ['in-flight'],
  'supplier-empty': ['supplier-empty'],
  'rate-limited': ['rate-limit'],
};

it('every provider with calls has a coat, and no other', () => {
  const withCalls = providers.filter(({ isForTestingOnly, surfaces }) => {
    return !isForTestingOnly && surfaces.some(({ kind }) => kind === 'call');
  });
  expect(listCoats().map(({ provider }) => provider.id)).toEqual(withCalls.map(({ id }) => id));
  expect(listCoats().length).toBeGreaterThan(50);
});

describe.each(listCoats().map((pattern) => [pattern.provider.id, pattern] as const))('as %s', (_id, pattern) => {
  const { provider, unit, causes } = pattern;
  const calls = provider.surfaces.filter(({ kind, isFollowUp, wire }) => {
    return kind === 'call' && !isFollowUp && !LATER.includes(wire ?? '');
  });
  const open = (openingNano: bigint) =>
    openSandbox({ coat: cutCoat(pattern), openingNano, clock: () => NOW, rules: { chunkTokens: 20 } });
  type Opened = Awaited<ReturnType<typeof open>>;

  const ask = (sandbox: Opened, surface: Surface, isStream = false): Promise<Response> => {
    const { path, body } = sampleRequest(provider, surface, isStream);
    const isForm = body.startsWith('--');
    const type = isForm ? 'multipart/form-data; boundary=x' : 'application/json';
    return fetch(sandbox.origin + path, {
      method: surface.method,
      headers: { authorization: 'Bearer sk-mine', ...(surface.method === 'POST' && { 'content-type': type }) },
      ...(surface.method === 'POST' && { body }),
    });
  };

  /** What our meter reads of an answer comes to by our price. */
  const read = async (surface: Surface, response: Response, isStream: boolean) => {
    const { path, body } = sampleRequest(provider, surface, isStream);
    const draft = wires[surface.wire ?? 'metered'].readRequest(body, surface.rule);
    if (draft === null && surface.method === 'POST') throw new Error(`${surface.id}: the sample is no request`);
    const headers = Object.fromEntries(response.headers);
    const contentType = headers['content-type'] ?? '';
    const meter = wires[surface.wire ?? 'metered'].openMeter({ contentType, headers }, surface.rule);
    const text = Buffer.from(await response.arrayBuffer()).toString();
    meter.push(text);
    const named = surface.isPattern ? (matchPath(surface.path, path) ?? '') : '';
    const outcome = toAnswer(meter.end(), true, { status: response.status, headers }, { named, surface });
    expect(outcome.kind, text).toBe('answer');
    return { outcome, draft: draft && { ...draft, ...(surface.isModelInPath && { model: named }) } };
  };

  it.each(calls.map((surface) => [surface.id, surface] as const))(
    '%s is answered and billed as it is read',
    async (_name, surface) => {
      const hasStream = /chat|messages|responses/.test(surface.wire ?? '');
      for (const isStream of hasStream ? [false, true] : [false]) {
        const sandbox = await open(1_000_000_000_000n);
        const response = await ask(sandbox, surface, isStream);
        const { status } = response;
        expect(status, `${surface.id} ${JSON.stringify(sampleRequest(provider, surface))}`).toBe(200);
        const { outcome, draft } = await read(surface, response, isStream);
        const [transaction, ...more] = sandbox.world.transactions;
        expect(more).toEqual([]);
        const taken = -(transaction?.amountNano ?? 0n);
        expect(transaction).toBeDefined();
        if (outcome.kind === 'failed' || draft === null) continue;
        const isMadeUp = response.headers.get('x-sandbox-made-up') === 'price';
        const listed = findPrices(provider, draft).find((price) => price.unit === unit);
        const isFree = listed !== undefined && Object.values(listed.rates).every((rate) => rate === 0n);
        expect(taken > 0n).toBe(!isFree);
        const price = listed && priceAt(listed, { startedAt: NOW, endedAt: NOW });
        const byList = price ? costOf(outcome, draft, price, null).cost : null;
        expect(byList === null).toBe(isMadeUp);
        const cost = byList ?? costStated(outcome);
        // Where neither a list nor the answer says it, it is not known: that is what people see then.
        if (cost !== null) expect(cost.likelyNano, surface.id).toBe(taken);
        else expect(isMadeUp, surface.id).toBe(true);
      }
    },
  );

  const [first] = calls;
  it.each(causes)('"%s" is understood as what it is', async (cause) => {
    if (first === undefined) return;
    const sandbox = await open(1_000_000_000n);
    enterScenario(sandbox.world, cause);
    const response = await ask(sandbox, first);
    const bodyText = await response.text();
    const headers = Object.fromEntries(response.headers);
    const found = readRefusal({ status: response.status, headers, bodyText, hasAnswerBegun: false }, provider.refusals);
    expect(SAYS[cause], bodyText).toContain(found?.says);
    expect(headers['x-sandbox-made-up']).toBeUndefined();
    const wallet = sandbox.world.accounts[0]?.wallets.USD;
    if (found?.availableNano != null && wallet) {
      const available = availableNano(wallet);
      expect(found.availableNano).toBe(available > 0n ? available : 0n);
    }
    expect(sandbox.world.transactions.filter(({ kind }) => kind === 'call')).toEqual([]);
  });

  it('an empty wallet is refused, whatever was recorded', async () => {
    if (first === undefined) return;
    const sandbox = await open(0n);
    const response = await ask(sandbox, first);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.headers.get('x-sandbox-made-up') === 'refusal').toBe(!causes.includes('depleted'));
    expect(sandbox.world.transactions).toEqual([]);
  });

  const balances = provider.surfaces.filter(({ kind }) => kind === 'balance');
  it.each(balances.map((surface) => [surface.id, surface] as const))(
    '%s says what is there',
    async (_name, surface) => {
      const paths = provider.balances.find((one) => one.surface === surface.id);
      if (paths === undefined) throw new Error('no paths');
      for (const scenario of ['normal', 'frozen', 'depleted'] as const) {
        const sandbox = await open(7_250_000_000_000n);
        enterScenario(sandbox.world, scenario);
        const path = surface.path.replace(/\*/g, 'one');
        const response = await fetch(sandbox.origin + path, { headers: { authorization: 'Bearer sk-mine' } });
        const text = await response.text();
        expect(response.status, text).toBe(200);
        const wallet = sandbox.world.accounts[0]?.wallets.USD;
        if (wallet === undefined) throw new Error('no wallet');
        const reading = readBalances(parseJson(text), paths)?.find(
          (one) => one.unit.toLowerCase() === unit.toLowerCase(),
        );
        expect(reading?.availableNano, text).toBe(availableNano(wallet));
        if (reading?.frozenNano != null) expect(reading.frozenNano).toBe(wallet.frozenNano);
      }
    },
  );

  it('needs a key, and knows no other address', async () => {
    const sandbox = await open(1_000_000_000n);
    const chat = calls.find(({ method, wire }) => method === 'POST' && wire !== 'metered');
    if (chat !== undefined) {
      const { path, body } = sampleRequest(provider, chat);
      const response = await fetch(sandbox.origin + path, { method: 'POST', body });
      expect(response.status).toBe(401);
    }
    const headers = { authorization: 'Bearer sk-mine' };
    expect((await fetch(`${sandbox.origin}/no/such/address`, { headers })).status).toBe(404);
  });
});
