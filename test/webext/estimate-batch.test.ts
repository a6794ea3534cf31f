import { describe, expect, it } from 'vitest';
import { countCall } from '../../lib/engine/count-call.ts';
import { openCallFinder } from '../../lib/engine/find-call.ts';
import type { CallContext } from '../../lib/engine/ports.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import { openBatch } from '../../lib/webext/estimate-batch.ts';

const find = openCallFinder({ provider: null, sites: [] });
const NOW = Date.UTC(2026, 10, 22);
const count = (text: string) => countCall(text, { find, counters: {}, models: null, withParts: false });
const chat = (model: string) => count(JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello there' }] }));
const BALANCE: CallContext = {
  account: {
    id: 'openai:1',
    isAssumed: true,
    consoleOrigin: null,
    balances: [
      {
        reading: { unit: 'USD', availableNano: 2_000_000n, frozenNano: null, at: NOW, source: 'console' },
        spentSinceNano: 500_000n,
        openNano: 0n,
      },
    ],
    key: null,
    keyReadAt: null,
    costs: [],
    ownLimits: {},
    falseAsks: 0,
  },
};

function open(models: readonly string[] = [], context: CallContext = { account: null }) {
  const asked: string[] = [];
  const batch = openBatch(models, {
    providerOf: (id) => findProvider(id),
    contextOf: async (provider, draft) => {
      asked.push(`${provider.id} ${draft.model}`);
      return context;
    },
    now: NOW,
  });
  return { batch, asked };
}

describe('the sum of a file', () => {
  it('is told by provider and model, and asks the ledger once for each', async () => {
    const { batch, asked } = open();
    const calls = [
      chat('gpt-4o'),
      chat('gpt-4o'),
      chat('claude-sonnet-4-5'),
      count('no request'),
      chat('no-such-model'),
    ];
    await batch.add(calls.map((call, index) => ({ number: index + 1, call })));
    const { requests, unknown, bad, rows, problems } = batch.view();
    expect({ requests, unknown, bad }).toEqual({ requests: 5, unknown: 1, bad: 1 });
    expect(rows.map(({ providerName, model, sum }) => [providerName, model, sum.calls])).toEqual([
      ['OpenAI', 'gpt-4o', 2],
      ['Anthropic', 'claude-sonnet-4-5', 1],
    ]);
    expect(problems.map(({ line }) => line)).toEqual([4, 5]);
    expect(asked).toEqual(['openai gpt-4o', 'anthropic claude-sonnet-4-5']);
  });

  it('is twice that of one call for two of them, and told for other models as well', async () => {
    const [one, two] = [open(), open(['gpt-4o-mini'])];
    await one.batch.add([{ number: 1, call: chat('gpt-4o') }]);
    await two.batch.add([1, 2].map((number) => ({ number, call: chat('gpt-4o') })));
    const [single] = one.batch.view().rows;
    const [named, instead] = two.batch.view().rows;
    expect(named?.sum.likelyNano).toBe((single?.sum.likelyNano ?? 0n) * 2n);
    expect([instead?.model, instead?.isInstead]).toEqual(['gpt-4o-mini', true]);
    expect((instead?.sum.likelyNano ?? 0n) < (named?.sum.likelyNano ?? 0n)).toBe(true);
  });

  it('is told together for each that pays, and for all, and it is all of it that a balance carries', async () => {
    const { batch } = open([], BALANCE);
    const models = ['gpt-4o-mini', 'gpt-4o-mini', 'gpt-4.1-nano', 'gpt-4.1-nano', 'claude-sonnet-4-5'];
    await batch.add(models.map((model, number) => ({ number, call: chat(model) })));
    const { rows, totals } = batch.view();
    const sumOf = (some: typeof rows) => some.reduce((nano, { sum }) => nano + sum.likelyNano, 0n);
    expect(totals.map(({ providerName, sum }) => [providerName, sum.calls, sum.likelyNano])).toEqual([
      ['OpenAI', 4, sumOf(rows.filter(({ providerName }) => providerName === 'OpenAI'))],
      [null, 5, sumOf(rows)],
    ]);
    expect(rows.map(({ carries }) => carries?.how).slice(0, 2)).toEqual(['yes', 'yes']);
    expect(totals.map(({ carries }) => carries?.how)).toEqual(['maybe', undefined]);
    const { batch: one } = open(['gpt-4o']);
    await one.add([1, 2].map((number) => ({ number, call: chat('gpt-4o-mini') })));
    expect(one.view().totals).toEqual([]);
  });

  it('says of a broken line where in the file it breaks', async () => {
    const { batch } = open();
    await batch.add([{ number: 41, call: count('{"model":}') }]);
    expect(batch.view().problems[0]?.texts[0]).toMatchObject({ params: { line: 41 } });
  });

  it('says of a line without a price which one it is', async () => {
    const { batch } = open(['gpt-4o']);
    const body = { model: 'nobody-has-it', messages: [{ role: 'user', content: 'Hello' }] };
    const call = count(JSON.stringify({ id: 1, url: 'https://api.openai.com/v1/chat/completions', body }));
    await batch.add([{ number: 3, call }]);
    const { unknown, problems } = batch.view();
    expect([unknown, problems.map(({ line, texts }) => [line, texts[0]?.key])]).toEqual([1, [[3, 'est.none.price']]]);
  });

  it('is held against what is left of the balance', async () => {
    const carried = async (calls: number) => {
      const { batch } = open([], BALANCE);
      await batch.add(Array.from({ length: calls }, (_none, number) => ({ number, call: chat('gpt-4o-mini') })));
      return batch.view().rows[0]?.carries?.how;
    };
    expect([await carried(1), await carried(5), await carried(500)]).toEqual(['yes', 'maybe', 'no']);
  });
});
