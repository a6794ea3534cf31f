import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Sandbox } from '../../../companion/sandbox/server.ts';
import { scenarioNames } from '../../../companion/sandbox/vocabulary.ts';
import { demoKeys, type SandboxUnit } from '../../../companion/sandbox/world.ts';
import { openSandbox, post, postChat, until, walletOf } from './support.ts';

const anyKey = fc.constantFrom(demoKeys.default, demoKeys.perRequest, demoKeys.dev1);
const anyCall = fc.oneof(
  fc.record({
    kind: fc.constant('chat' as const),
    key: anyKey,
    model: fc.constantFrom('toll-large', 'toll-medium', 'toll-mini'),
    bound: fc.option(fc.integer({ min: 0, max: 3000 }), { nil: null }),
    wanted: fc.integer({ min: 0, max: 120 }),
    choices: fc.integer({ min: 1, max: 3 }),
    isStream: fc.boolean(),
    scenario: fc.constantFrom(...scenarioNames.filter((name) => name !== 'slow')),
    leavesAfterMs: fc.option(fc.integer({ min: 0, max: 20 }), { nil: null }),
  }),
  fc.record({ kind: fc.constant('enrich' as const), key: anyKey, count: fc.integer({ min: 1, max: 30 }) }),
  fc.record({
    kind: fc.constant('top-up' as const),
    unit: fc.constantFrom<SandboxUnit>('USD', 'credits'),
    amount: fc.integer({ min: 1, max: 40 }),
  }),
  fc.record({ kind: fc.constant('switch' as const), scenario: fc.constantFrom(...scenarioNames) }),
);
type Call = typeof anyCall extends fc.Arbitrary<infer Value> ? Value : never;

test('opening balance + all transactions = balance, nothing stays held, whatever is called at once', async () => {
  const sandbox = await openSandbox({ rules: { chunkDelayMs: 1, trustedAbove: 9_000_000_000n } });
  await fc.assert(
    fc.asyncProperty(fc.array(anyCall, { minLength: 1, maxLength: 12 }), async (calls) => {
      await post(sandbox, '/console/api/reset', {});
      await Promise.all(calls.map((call) => play(sandbox, call)));
      await until(() => sandbox.world.requests.every((entry) => entry.finishedAtMs !== null && isSettled(sandbox)));
      for (const unit of ['USD', 'credits'] as const) expectBalanced(sandbox, unit);
    }),
    { numRuns: 40 },
  );
});

test('a balance that was set has no transaction, and the ledger still balances', async () => {
  const sandbox = await openSandbox();
  await postChat(sandbox);
  await post(sandbox, '/console/api/state', { balances: [{ unit: 'USD', total: '0.5' }] });
  await postChat(sandbox);
  expect(walletOf(sandbox).totalNano).toBeLessThan(500_000_000n);
  expectBalanced(sandbox, 'USD');
});

function isSettled(sandbox: Sandbox): boolean {
  return walletOf(sandbox).heldNano === 0n && walletOf(sandbox, 'credits').heldNano === 0n;
}

function expectBalanced(sandbox: Sandbox, unit: SandboxUnit): void {
  const { transactions, keys, requests } = sandbox.world;
  const own = transactions.filter((transaction) => transaction.unit === unit);
  const wallet = walletOf(sandbox, unit);
  expect(wallet.totalNano).toBe(own.reduce((sum, { amountNano }) => sum + amountNano, wallet.openingNano));
  expect(wallet.heldNano).toBe(0n);
  // Every call that was let through has one transaction, and every transaction of a call its request.
  const charged = requests.filter((entry) => entry.unit === unit && entry.chargedNano !== null);
  const billed = own.filter((transaction) => transaction.requestId !== null);
  expect(billed.map(({ requestId, amountNano }) => [requestId, -amountNano]).sort()).toEqual(
    charged.map(({ requestId, chargedNano }) => [requestId, chargedNano]).sort(),
  );
  if (unit === 'credits') return;
  for (const key of keys) {
    const spent = own.filter(({ keyId }) => keyId === key.id).reduce((sum, { amountNano }) => sum - amountNano, 0n);
    expect(key.usedNano).toBe(spent + (key.name === 'dev-1' ? 9_980_000_000n : 0n));
    expect(key.heldNano).toBe(0n);
  }
}

async function play(sandbox: Sandbox, call: Call): Promise<void> {
  switch (call.kind) {
    case 'top-up':
      await post(sandbox, '/console/api/top-up', { unit: call.unit, amount: call.amount });
      return;
    case 'switch':
      await post(sandbox, '/console/api/scenario', { scenario: call.scenario });
      return;
    case 'enrich': {
      const records = Array.from({ length: call.count }, (_, index) => index);
      const headers = { authorization: `Bearer ${call.key}`, 'x-sandbox-scenario': 'normal' };
      await (await post(sandbox, '/v1/enrich', { records }, headers)).text();
      return;
    }
    case 'chat':
      await playChat(sandbox, call);
  }
}

async function playChat(sandbox: Sandbox, call: Extract<Call, { kind: 'chat' }>): Promise<void> {
  const headers = {
    authorization: `Bearer ${call.key}`,
    'x-sandbox-scenario': call.scenario,
    'x-sandbox-answer-tokens': String(call.wanted),
  };
  const fields = { model: call.model, max_tokens: call.bound, n: call.choices, stream: call.isStream };
  const signal = call.leavesAfterMs === null ? null : AbortSignal.timeout(call.leavesAfterMs);
  try {
    await (await postChat(sandbox, fields, headers, { signal })).text();
  } catch {
    // Cut streams and clients that leave end in an error; what was billed is checked afterwards.
  }
}
